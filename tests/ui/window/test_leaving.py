"""Words that leave by the window: shown before, decided on by keys, remembered without words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from annotator.app.leak_choices import LeakChoices, choices_file, kept_choices
from annotator.app.verbs.leak_scan import Said, look_through
from annotator.app.verbs.record import Asked, Entries
from annotator.ui.asking import Asking
from annotator.ui.desk import Desk
from annotator.ui.dialogs.export import ExportChoice
from annotator.ui.dialogs.leaks import LeakQuestion, LeaksSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, press_keys
from tests.ui.window.test_clock import in_next

CTRL = Qt.KeyboardModifier.ControlModifier
EXPORT = (Qt.Key.Key_E, CTRL)
MEMO = "Anna Berg, 01010750160, in Bergen. Anna"
SECRET = b"s" * 32
FAIL = QAbstractItemModelTester.FailureReportingMode.Warning


@pytest.fixture
def coded(window: Window, desk: Desk, press: Keys, monkeypatch: pytest.MonkeyPatch,
          tmp_path: Path) -> Desk:  # fmt: skip
    """A moment with a memo that tells who somebody is, and an export that asks for nothing more."""
    Asking(window)
    choice = ExportChoice(folder=tmp_path / "out", with_text=True)
    monkeypatch.setattr("annotator.ui.asking.ask_export", lambda *_: choice)
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h", "m", MEMO, Qt.Key.Key_Escape)
    return desk


def memo_in(folder: Path) -> str:
    with (folder / "moments.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    return row["memo"]


def words_of(sheet: LeaksSheet) -> dict[str, bool]:
    return {each.first.words: each.first.mark in sheet.model.marks for each in sheet.model.shown()}


def test_findings_are_decided_on_and_remembered_for_the_next_export(
    window: Window, coded: Desk, tmp_path: Path
) -> None:
    key = tmp_path / "apart" / "key.csv"
    key.parent.mkdir()
    key.write_text("pseudonym,name\nP07,Anna Berg\n", encoding="utf-8")
    beside = coded.study.place.parent / "key.csv"
    beside.write_bytes(key.read_bytes())
    seen: list[dict[str, bool]] = []

    def decide(sheet: Sheet) -> None:
        assert isinstance(sheet, LeaksSheet)
        seen.append(words_of(sheet))
        sheet.key.setText(str(beside))
        sheet.look_again()
        assert "lies beside the study" in sheet.problem()
        sheet.try_to_accept()
        assert sheet.isVisible()  # not with a key that cannot be used
        sheet.key.setText(str(key))
        sheet.look_again()
        seen.append(words_of(sheet))
        words = [each.first.words for each in sheet.model.shown()]
        sheet.table.setFocus()
        sheet.table.setCurrentIndex(sheet.model.index(words.index("01010750160"), 0))
        press_keys(Qt.Key.Key_Space)
        sheet.table.setCurrentIndex(sheet.model.index(words.index("Bergen"), 0))
        press_keys(Qt.Key.Key_Space, Qt.Key.Key_Return)

    assert in_next(window, decide, EXPORT) == "Words that leave the study"
    assert seen[0]["01010750160"]
    assert not seen[0]["Bergen"]
    assert seen[1] == {"Anna Berg": True, "Anna": True, "01010750160": True, "Bergen": False}
    assert memo_in(tmp_path / "out") == "[name], 01010750160, in [name]. [name]"
    (moment,) = coded.view.all_moments()
    assert moment.memo == MEMO
    kept = choices_file().read_text("utf-8")
    for word in ("Anna", "Berg", "0101"):
        assert word not in kept
    (line,) = Entries(coded.study, Asked(words="export")).lines(0, 1)
    assert "with words, 3 places replaced" in line.action
    again: list[dict[str, bool]] = []

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, LeaksSheet)
        again.append(words_of(sheet))
        press_keys(Qt.Key.Key_Escape)

    (tmp_path / "out" / "moments.csv").unlink()
    in_next(window, look, EXPORT)
    assert again == [{"Anna Berg": True, "Anna": True, "01010750160": False, "Bergen": True}]
    assert not (tmp_path / "out" / "moments.csv").exists()  # given up: nothing is written
    assert kept_choices(coded.view.study.id).key == key


def test_all_of_a_kind_are_decided_on_at_once(look: Look) -> None:
    said = [Said("In Bergen, call +47 22 85 50 50 or 99 88 77 66. In Oslo.", "here")]
    asked = LeakQuestion(look=lambda _: look_through(said, secret=SECRET), before=LeakChoices())
    sheet = LeaksSheet(look, None, asked)
    tester = QAbstractItemModelTester(sheet.model, FAIL)
    sheet.fit(900)
    sheet.show()
    ticked = [each for each, is_ticked in words_of(sheet).items() if is_ticked]
    assert ticked == ["+47 22 85 50 50", "99 88 77 66"]
    assert sheet.around.text() == f"here: {said[0].text}"
    QTest.keyClick(sheet.table, Qt.Key.Key_Down)
    assert sheet.around.text().startswith("here: In Bergen, call")
    cell = sheet.table.visualRect(sheet.model.index(0, 0)).center()
    for still in (False, True):  # a click takes the tick off, another puts it back
        QTest.mouseClick(sheet.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
        assert words_of(sheet)["+47 22 85 50 50"] is still
    sheet.kind.setCurrentIndex(sheet.kind.findData("capital"))
    assert list(words_of(sheet)) == ["Bergen", "Oslo"]
    buttons = {each.text(): each for each in sheet.findChildren(type(sheet.yes))}
    buttons["&Replace these"].click()
    assert sheet.count.text() == "4 places of this export replaced"
    sheet.kind.setCurrentIndex(0)
    buttons["&Leave these"].click()
    assert sheet.choice().marks == frozenset()
    assert len(sheet.choice().choices.left) == 4
    del tester
    sheet.close()
    sheet.deleteLater()
