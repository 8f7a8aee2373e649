"""The progress of the coders in the window, with real keys: sorted, copied, kept, struck off."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.progressing import StudyProgress
from annotator.app.verbs.record import Asked, Entries
from annotator.domain.edits import Record, Replace, Several
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from annotator.ui.asking import Asking
from annotator.ui.dialogs.progress import ProgressQuestion, ProgressSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.strike import StrikeSheet
from annotator.ui.progress_model import COLUMNS
from annotator.ui.window import Window
from tests.app.test_progress_table import file, own
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_work import by_key
from tests.ui.window.test_screens import nameless

PROGRESS = (Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
FAIL = QAbstractItemModelTester.FailureReportingMode.Warning
TAB, RETURN, DOWN = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Down


@pytest.fixture
def window(
    qapp: QApplication, settings: Settings, study_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """The window of the PI, with one file of work out."""
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
    shown = shown_window(settings)
    Asking(shown)
    study = open_study(study_file)
    out = study_file.with_name("out.iprwork")
    hand_out(study, AssignWish(round_name="R9", coder="RA-9", due=date(2020, 3, 3)), out, "words")
    shown.show_study(study)
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def test_the_pi_sorts_copies_keeps_and_strikes_off_by_keys(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    table = tmp_path / "progress.csv"
    chosen = (str(table), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: chosen))
    told: list[str] = []

    def keep(sheet: Sheet) -> None:
        assert isinstance(sheet, ProgressSheet)
        assert nameless(sheet) == []
        tester = QAbstractItemModelTester(sheet.model, FAIL)
        assert states(sheet) == [("RA-9", "R9", "overdue"), ("RA-2", "open", "not begun")]
        told.append(sheet.whole.text())
        press_keys((Qt.Key.Key_C, CTRL))
        told.append(QApplication.clipboard().text())
        sheet.order.setFocus()
        press_keys(Qt.Key.Key_Home)  # by coder
        assert [each for each, *_ in states(sheet)] == ["RA-2", "RA-9"]
        assert sheet.in_hand is not None
        assert sheet.in_hand.own.coder == "RA-9"  # the row stays in hand
        press_keys(TAB, Qt.Key.Key_Space)  # the other way round
        assert [each for each, *_ in states(sheet)] == ["RA-9", "RA-2"]
        press_keys((Qt.Key.Key_E, ALT))
        qtbot.waitUntil(table.exists)  # a button pressed by its letter is clicked later
        assert sheet.count.text() == "The table is in progress.csv."
        del tester
        press_keys(Qt.Key.Key_Escape)

    assert by_key(window, PROGRESS, keep) == ["Progress of the coders"]
    assert "round R9: out, 2 transcripts" in told[0]
    head, row = (line.split("\t") for line in told[1].splitlines())
    assert dict(zip(head, row, strict=True)) == {
        "Coder": "RA-9", "Round": "R9", "State": "overdue", "Assigned": "2", "Done": "0",
        "Left": "2", "At work": "0:00 h", "Last day": "", "Out since": today(), "Came back": "",
        "Due": "2020-03-03",
    }  # fmt: skip
    assert window.study is not None
    (line,) = Entries(window.study, Asked(words="export")).lines(0, 1)
    assert line.action.startswith("Export progress of the lab: everyone’s work, without words")
    with table.open(encoding="utf-8-sig", newline="") as stream:
        kept = list(csv.DictReader(stream))
    assert [(each["coder"], each["state"]) for each in kept] == [
        ("RA-9", "overdue"), ("RA-2", "not begun"),
    ]  # fmt: skip
    assert kept[0]["out_since"].startswith(today())

    def reason(sheet: Sheet) -> None:
        press_keys(RETURN)
        assert sheet.problem() == "Say why it is struck off."
        press_keys("laptop lost", RETURN)

    def strike(sheet: Sheet) -> None:
        assert isinstance(sheet, ProgressSheet)
        press_keys(DOWN)
        assert not sheet.strike.isEnabled()  # nothing is out for this one
        press_keys(Qt.Key.Key_Up)
        QTimer.singleShot(0, lambda: when_asked(reason))
        press_keys((Qt.Key.Key_N, ALT))
        struck = [("RA-2", "open", "not begun"), ("RA-9", "R9", "struck off")]
        qtbot.waitUntil(lambda: states(sheet) == struck)
        assert sheet.in_hand is not None
        assert sheet.in_hand.own.coder == "RA-9"
        assert not sheet.strike.isEnabled()
        assert "(laptop lost)" in sheet.whole.text()
        sheet.reject()

    by_key(window, PROGRESS, strike)
    assert window.study is not None
    [package] = window.study.view.packages.values()
    assert (package.state, package.reason) == ("struck off", "laptop lost")

    # A coder sees the own progress only, and strikes nothing off.
    window.see_as("coder")

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, ProgressSheet)
        assert states(sheet) == [("RA-2", "open", "not begun")]
        assert "RA-9" not in f"{sheet.summary.text()}{sheet.whole.text()}"
        assert not sheet.strike.isVisible()
        sheet.reject()

    by_key(window, PROGRESS, look)


def test_without_any_work_the_sheet_says_how_to_hand_some_out(window: Window) -> None:
    assert window.study is not None
    study = window.study
    gone: list[Record] = [*study.view.packages.values(), *study.view.assignments.values()]
    study.do(Several(tuple(Replace(each, None) for each in gone)), "Take all work back")
    seen: list[str] = []

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, ProgressSheet)
        shown = (sheet.table, sheet.order, sheet.copying, sheet.export, sheet.strike)
        assert not any(each.isVisible() for each in shown)
        seen.append(sheet.summary.text())
        sheet.reject()

    by_key(window, PROGRESS, look)
    assert seen == ["Nobody has any work yet. Alt+O hands some out to a coder."]


def when_asked(act: Callable[[Sheet], None], tries: int = 500) -> None:
    """Acts in the sheet that asks for the reason, once it lies over the other one."""
    sheet = QApplication.activeModalWidget()
    if isinstance(sheet, StrikeSheet) and sheet.isActiveWindow():
        act(sheet)
    elif tries:
        QTimer.singleShot(10, lambda: when_asked(act, tries - 1))


def states(sheet: ProgressSheet) -> list[tuple[str, str, str]]:
    """Coder, round and state of the rows, as they are shown."""
    rows = range(sheet.model.rowCount())
    cells = [[str(sheet.model.index(row, each).data()) for each in range(3)] for row in rows]
    return [(coder, work_round, state) for coder, work_round, state in cells]


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_days_by_a_wrong_clock_are_marked_and_said(look, tmp_path: Path) -> None:
    fault = "its clock was 9 years ahead or more"
    seen = own(last_seen="2035-03-09T08:00:00+00:00", clock=fault)
    back = file("returned", "B", returned_at="2035-03-09T08:00:00+00:00", clock=fault)
    found = StudyProgress(coders=(seen, own("B"), own("C")), packages=(back,))
    asked = ProgressQuestion(
        found=found, nothing="", export=lambda *_: "", strike=None, place=tmp_path / "x.csv"
    )
    sheet = ProgressSheet(look, None, asked)
    assert sheet.summary.text().endswith("the clock of 2 coders was wrong")
    days = [COLUMNS.index(each) for each in ("Last day", "Came back")]
    for place in range(sheet.model.rowCount()):
        row = sheet.model.row(place)
        assert row is not None
        colours = [
            sheet.model.data(sheet.model.index(place, day), Qt.ItemDataRole.ForegroundRole)
            for day in days
        ]
        said = sheet.model.data(sheet.model.index(place, 0), Qt.ItemDataRole.AccessibleTextRole)
        tip = sheet.model.data(sheet.model.index(place, days[0]), Qt.ItemDataRole.ToolTipRole)
        wrong = row.own.coder != "C"
        assert colours == [look.colour("bad") if wrong else None] * 2
        assert (fault in str(said), fault in str(tip)) == (wrong, wrong)
        sheet.table.setCurrentIndex(sheet.model.index(place, 0))
        assert (fault in sheet.whole.text()) == wrong, "the line of the row in hand says so too"
    sheet.deleteLater()
