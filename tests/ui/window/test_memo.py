"""A memo is what a person has typed: looking changes nothing, and a full disk loses nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.app.open_study import OpenStudy, open_study
from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment
from annotator.storage import Store
from annotator.ui import window as window_module
from annotator.ui.desk import Desk
from annotator.ui.dialogs.unsaved import unsaved_sheet
from annotator.ui.theme import Look
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, moments, press_keys

CTRL = Qt.KeyboardModifier.ControlModifier
ODD = "one\r\ntwo\u00a0three\u2028four"


class Disk:
    """A disk that may be full, and how often it was written to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        self.writes = 0
        write = Store.apply

        def apply(store: Store, *given: Any, **named: Any) -> int:
            if self.full:
                raise UserError("the disk is full; the last change is not stored", "small.iprstudy")
            self.writes += 1
            return write(store, *given, **named)

        monkeypatch.setattr(Store, "apply", apply)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def two(desk: Desk, press: Keys) -> list[Moment]:
    """Two moments of the therapist, the first one chosen."""
    for _ in range(2):
        press((Qt.Key.Key_Down, CTRL), (Qt.Key.Key_D, CTRL), "n")
    own = moments(desk)
    desk.choose_moment(own[0].id)
    return own


def stored(desk: Desk, moment: Moment) -> str:
    found = desk.view.moment(moment.id)
    assert found is not None
    return found.memo


def write(study: OpenStudy, moment: Moment, memo: str) -> None:
    now = study.view.moment(moment.id)
    assert now is not None
    study.do(Replace(now, replace(now, memo=memo)), "Write the memo")


def test_a_memo_that_is_looked_at_is_not_written(desk: Desk, press: Keys, two, disk: Disk):
    write(desk.study, two[0], ODD)
    disk.writes = 0
    press("m")
    assert desk.page.inspector.memo.hasFocus()
    press((Qt.Key.Key_End, CTRL), Qt.Key.Key_Escape)
    desk.choose_moment(two[1].id)
    desk.choose_moment(two[0].id)
    desk.leave()
    assert disk.writes == 0
    assert stored(desk, two[0]) == ODD


def test_typing_leaves_what_it_does_not_touch(desk: Desk, press: Keys, two):
    write(desk.study, two[0], ODD)
    press("m", (Qt.Key.Key_End, CTRL), " five", Qt.Key.Key_Escape)
    assert stored(desk, two[0]) == f"{ODD} five"
    assert desk.page.inspector.memo.toPlainText().endswith("four five")


def test_a_memo_is_gone_on_with_at_its_end(desk: Desk, press: Keys, two):
    press("m", "one", Qt.Key.Key_Escape)
    desk.choose_moment(two[1].id)
    desk.choose_moment(two[0].id)
    press("m", " more", Qt.Key.Key_Escape)
    assert stored(desk, two[0]) == "one more"
    write(desk.study, two[1], "\n".join(f"😀 line {n}" for n in range(30)))
    desk.choose_moment(two[1].id)
    bar = desk.page.inspector.memo.verticalScrollBar()
    assert bar.value() == 0 < bar.maximum()  # who only looks reads from the start
    press("m")
    assert bar.value() == bar.maximum()
    press(".", Qt.Key.Key_Escape)
    assert stored(desk, two[1]).endswith("line 29.")


def test_a_refused_memo_stays_and_is_tried_again(desk: Desk, press: Keys, two, disk: Disk):
    press("m", "begun")
    disk.full = True
    kept = stored(desk, two[0])
    assert kept.startswith("b")  # its first key; more where the machine is slow
    press(" and gone on", Qt.Key.Key_Escape)
    assert "disk is full" in desk.page.banner.text()
    assert desk.page.inspector.memo.toPlainText() == "begun and gone on"
    assert stored(desk, two[0]) == kept
    disk.full = False
    desk.leave()
    assert stored(desk, two[0]) == "begun and gone on"
    assert desk.page.inspector.memo.unsaved() == {}


def test_a_refused_memo_waits_while_another_moment_is_looked_at(
    desk: Desk, press: Keys, two, disk: Disk
):
    disk.full = True
    press("m", "one", Qt.Key.Key_Escape)
    desk.choose_moment(two[1].id)
    assert desk.page.inspector.memo.toPlainText() == ""
    press("m", "two", Qt.Key.Key_Escape)
    assert desk.page.inspector.memo.unsaved() == {two[0].id: "one", two[1].id: "two"}
    desk.choose_moment(two[0].id)
    assert desk.page.inspector.memo.toPlainText() == "one"
    disk.full = False
    desk.choose_moment(two[1].id)
    assert [stored(desk, each) for each in two] == ["one", "two"]
    assert desk.page.inspector.memo.unsaved() == {}


def test_a_memo_of_a_deleted_moment_is_not_asked_about(
    desk: Desk, press: Keys, two, disk: Disk, monkeypatch
):
    """The memo is refused, the deletion that follows is not."""
    disk.full = True
    press("m", "one", Qt.Key.Key_Escape)
    apply = Store.apply

    def full_for_memos(store: Store, edit: Edit, *, action: str, **named: Any) -> int:
        disk.full = action == "Write the memo"
        return apply(store, edit, action=action, **named)

    monkeypatch.setattr(Store, "apply", full_for_memos)
    press("x")
    assert desk.view.moment(two[0].id) is None
    assert desk.page.inspector.memo.unsaved() == {}


@pytest.mark.parametrize("way", ["close", "close_study", "see_as"])
def test_who_stays_keeps_the_memo_and_who_discards_goes(
    window: Window, desk: Desk, press: Keys, two, disk: Disk, monkeypatch, way: str
):
    asked: list[list[str]] = []
    answers = iter([False, True])

    def ask(_look: object, _parent: object, memos: list[str]) -> bool:
        asked.append(memos)
        return next(answers)

    monkeypatch.setattr(window_module, "ask_discard", ask)
    goes = {
        "close": window.close,
        "close_study": lambda: window.commands.run("close_study"),
        "see_as": lambda: window.see_as(None),
    }[way]
    disk.full = True
    press("m", "one", Qt.Key.Key_Escape)
    goes()
    assert asked == [["one"]]
    assert window.isVisible()
    assert window.desk is desk
    assert [desk.study.seen_by] == ["coder"]
    assert desk.page.inspector.memo.toPlainText() == "one"
    goes()
    assert len(asked) == 2
    left_by: Desk | None = window.desk
    assert (left_by is None) == (way != "see_as")
    if left_by is not None:
        assert {left_by.study.seen_by} == {None}
        assert left_by.page.inspector.memo.unsaved() == {}


def test_nothing_is_asked_when_all_is_saved(window: Window, desk: Desk, press: Keys, two):
    press("m", "one")
    window.close()  # a dialog would wait for ever
    assert not window.isVisible()


def test_return_stays(look: Look):
    sheet = unsaved_sheet(look, None, ["one", "two"])
    sheet.fit(420)
    sheet.show()
    sheet.activateWindow()
    assert QTest.qWaitForWindowActive(sheet)
    refused: list[bool] = []
    sheet.rejected.connect(lambda: refused.append(True))
    assert sheet.no.text() == "Stay"
    press_keys(Qt.Key.Key_Return)
    assert refused
    assert not sheet.isVisible()


def test_another_program_that_writes_does_not_disturb_the_typing(
    desk: Desk, press: Keys, two, study_file: Path
):
    press("m", "one")
    with open_study(study_file, coder="RA-2") as other:
        write(other, two[1], "from elsewhere")
    press(" two")
    desk.page.inspector.memo.flush()  # the pause; the study is loaded anew
    assert stored(desk, two[1]) == "from elsewhere"
    assert desk.page.inspector.memo.hasFocus()
    press(" hdsc", Qt.Key.Key_Escape)
    assert stored(desk, two[0]) == "one two hdsc"
    assert all(not each.codes for each in moments(desk))


def test_the_same_memo_written_elsewhere_is_told_and_the_typed_one_stays(
    desk: Desk, press: Keys, two, study_file: Path
):
    press("m", "one")
    with open_study(study_file, coder="RA-2") as other:
        write(other, two[0], "from elsewhere")
    press(" two")
    desk.page.inspector.memo.flush()
    assert desk.page.banner.text()
    assert desk.page.inspector.memo.toPlainText() == "one two"
    press(Qt.Key.Key_Escape)
    assert stored(desk, two[0]) == "one two"


def test_who_is_not_its_coder_cannot_type_in_it(window: Window, desk: Desk, press: Keys, two):
    window.see_as(None)
    desk.open_moment(two[0].id)
    press("m", "one")
    assert desk.page.inspector.memo.toPlainText() == ""
    assert desk.page.inspector.memo.unsaved() == {}


def test_function_keys_are_the_windows_while_a_memo_is_typed(desk: Desk, press: Keys, two):
    press("m", "abc", (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier))
    assert desk.page.tab == "moments"
    assert stored(desk, two[0]) == "abc"
