"""The journal: all memos in one table, by keys filtered, gone to and exported."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from annotator.app.verbs.journal import Entry, journal
from annotator.ui import journal_desk
from annotator.ui.desk import Desk
from annotator.ui.dialogs import journal as journal_dialog
from annotator.ui.dialogs.journal import JournalExport, JournalExportSheet, JournalSheet
from annotator.ui.journal_model import JournalModel
from annotator.ui.theme import Look
from tests.ui.window.conftest import Keys, press_keys
from tests.ui.window.test_memo_on import choose
from tests.ui.window.test_screens import nameless

pytestmark = pytest.mark.usefixtures("words_leave")

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[JournalSheet]:
    """The sheets that were asked for; each is answered by Return in its first row."""
    shown: list[JournalSheet] = []

    def ask(look: Look, _parent: object, asked: journal_dialog.JournalQuestion) -> Entry | None:
        sheet = JournalSheet(look, None, asked)
        shown.append(sheet)
        QAbstractItemModelTester(
            sheet.model, QAbstractItemModelTester.FailureReportingMode.Fatal, sheet
        )
        sheet.fit(860)
        sheet.show()
        return None

    monkeypatch.setattr(journal_desk, "ask_entry", ask)
    return shown


def rows(sheet: JournalSheet) -> list[list[str]]:
    model = sheet.model
    return [
        [str(model.index(row, column).data() or "") for column in range(3)]
        for row in range(model.rowCount())
    ]


def test_the_journal_is_filtered_and_exported_and_return_goes_to_the_place(
    desk: Desk, press: Keys, sheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    alt_m = (Key.Key_M, Qt.KeyboardModifier.AltModifier)
    press(alt_m)
    assert sheets == []
    assert "Shift+M" in desk.page.banner.text()
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), Key.Key_Return, "h", "m")
    press("Was it =shame?", Key.Key_Escape)
    press((Key.Key_Home, CTRL))
    choose(desk, press, 0)
    press("the first turn", Key.Key_Escape)
    choose(desk, press, 4)
    press("the whole", Key.Key_Escape)
    press(alt_m)
    sheet = sheets[0]
    assert nameless(sheet) == []
    assert rows(sheet) == [
        ["Study", "", ""],
        ["The study", "the whole", "RA-2"],
        ["D07 · session 3 · therapist", "", ""],
        ["Turn 1", "the first turn", "RA-2"],
        ["Moment 9:40 Shame", "Was it =shame?", "RA-2"],
    ]
    assert sheet.words.hasFocus()
    QTest.keyClick(sheet.words, Key.Key_Down)  # past the heading
    assert sheet.memo.text() == "the first turn"
    assert sheet.quote.text().startswith("“What was going on")
    QTest.keyClicks(sheet.words, "SHAME was")
    assert [each.text for each in sheet.model.entries()] == ["Was it =shame?"]
    found = sheet.choice()
    assert found is not None
    QTest.keyClick(sheet.words, Key.Key_Return)
    assert not sheet.isVisible()
    desk.choose_moment(None)
    journal_desk.open_entry(desk, found)
    assert desk.moment is not None
    assert desk.moment.memo == "Was it =shame?"
    for folder, with_text in (("words", True), ("places", False)):
        choice = JournalExport(folder=tmp_path / folder, with_text=with_text)
        monkeypatch.setattr(journal_dialog, "ask_journal_export", lambda *_, made=choice: made)
        sheet.words.clear()
        sheet.export.click()
        assert sheet.count.text() == f"3 memos are in {folder}."
    with (tmp_path / "words" / "memos.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [each["memo"] for each in told] == ["the whole", "the first turn", "Was it =shame?"]
    assert told[1]["turn"] == "1"
    assert told[1]["quote"].startswith("What was going on")
    assert "**Turn 1 (RA-2" in (tmp_path / "words" / "memos.md").read_text(encoding="utf-8")
    bare = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "places").iterdir())
    assert "first turn" not in bare
    assert "What was going" not in bare
    assert sorted(path.name for path in (tmp_path / "places").iterdir()) == [
        "README.txt",
        "memos.csv",
    ]
    desk.show_session("session-8")
    turn = next(each for each in journal(desk.view) if each.kind == "turn")
    journal_desk.open_entry(desk, turn)
    QApplication.processEvents()
    assert desk.session_id == "session-3"
    assert desk.page.memo_pane.field.toPlainText() == "the first turn"


def entry(text: str, made_at: str, place: str) -> Entry:
    return Entry(
        kind="turn", record_id=text, coder="A", about="turn 1", text=text, made_at=made_at,
        dyad=place, session=1, voice="patient",
    )  # fmt: skip


def test_headings_are_places_or_days_and_cannot_be_picked(qapp: QApplication):
    entries = [
        entry("one", "2025-01-02T10:00:00", "D01"),
        entry("two", "2025-01-03T10:00:00", "D01"),
        entry("three", "2025-01-03T09:00:00", "D02"),
        entry("four", "", "D02"),
    ]
    model = JournalModel(entries)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show("place")
    assert model.headings() == [0, 3]
    model.show("newest")
    assert [each.text for each in model.entries()] == ["two", "three", "one", "four"]
    assert [model.index(row, 0).data() for row in model.headings()] == [
        "2025-01-03",
        "2025-01-02",
        "without a date",
    ]
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert model.index(1, 0).data() == "D01 · session 1 · patient · turn 1"
    model.show("place", "d02 thr")
    assert [each.text for each in model.entries()] == ["three"]
    assert entries[0].text == "one"  # the order given stays as it was
    model.show("place")
    assert [each.text for each in model.entries()] == ["one", "two", "three", "four"]


def test_the_words_of_an_export_are_a_choice(look: Look, tmp_path: Path):
    sheet = JournalExportSheet(look, None, tmp_path / "out", 3)
    assert nameless(sheet) == []
    sheet.fit(480)
    sheet.show()
    sheet.activateWindow()
    assert QTest.qWaitForWindowActive(sheet)
    assert not sheet.choice().with_text
    sheet.with_text.setFocus()
    press_keys(Key.Key_Space)
    assert sheet.choice() == JournalExport(folder=tmp_path / "out", with_text=True)
