"""Searching in the window, by real keys: typing, stepping, ticking, coding, and blindness."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from annotator.app import pattern_search
from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.edits import added
from annotator.domain.ids import new_id
from annotator.domain.round import Coder
from annotator.ui import finding_desk
from annotator.ui.desk import Desk
from annotator.ui.dialogs.code_passages import CodePassagesSheet
from annotator.ui.finding.pane import SearchPane
from annotator.ui.finding_desk import Finding
from annotator.ui.theme import DARK
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, records_of, shown_window
from tests.ui.window.test_screens import nameless

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
F, RETURN, DOWN, SPACE = Qt.Key.Key_F, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Space
TAB, ESC, F11 = Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_F11


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "settings"))


@pytest.fixture
def window(qapp, tmp_path: Path, study_view) -> Iterator[Window]:
    """The small study with its four moments, as RA-2 codes it."""
    from annotator.app.verbs.creating import create_study

    place = tmp_path / "small.iprstudy"
    create_study(place, "Early Alliance Study", None)
    with open_study(place) as study:
        study.do(added(*records_of(study_view)), "Bring in the small study")
        moments = [each for own in study_view.moments.values() for each in own.values()]
        study.do(added(*moments, Coder(id=new_id(), name="RA-9")), "Mark")
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(open_study(place, coder="RA-2"))
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def desk(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


@pytest.fixture
def pane(desk: Desk) -> SearchPane:
    return desk.page.finding


def search(desk: Desk, words: str) -> None:
    """Types into the field as a person does, and waits for what is found."""
    found = desk.findChild(Finding)
    assert isinstance(found, Finding)
    press_keys((F, CTRL))
    assert desk.page.finding.field.hasFocus()
    press_keys(words)
    desk.page.finding._typed.stop()
    desk.page.finding._typed.timeout.emit()
    found.wait()
    QApplication.processEvents()


def words_found(pane: SearchPane) -> list[str]:
    return [each.words for each in pane.results.passages()]


def selected(desk: Desk) -> str:
    text = desk.page.columns.in_hand
    assert text is not None
    span = text.selected_span()
    assert span is not None
    return desk.view.transcripts[text.transcript_id or ""].quote(*span)


def marked(desk: Desk) -> dict[str, int]:
    return {
        voice: len(text.text.sheet.found)
        for voice in desk.page.columns.voices()
        if (text := desk.page.columns.text(voice)) is not None
    }


def test_copying_in_the_field_takes_what_is_selected_there_else_the_line_in_hand(
    desk: Desk, pane: SearchPane
):
    search(desk, "laugh")
    press_keys(DOWN, (Qt.Key.Key_C, CTRL))
    copied = QApplication.clipboard().text()
    assert copied.startswith("“laughed”")
    assert "session 3, 12:30" in copied
    assert desk.page.banner.text() == "1 passage copied."
    press_keys((Qt.Key.Key_C, CTRL | ALT))
    assert QApplication.clipboard().text() == "laughed"
    press_keys((Qt.Key.Key_A, CTRL), (Qt.Key.Key_C, CTRL))
    assert QApplication.clipboard().text() == "laugh"
    search(desk, "xyzzy")
    press_keys((Qt.Key.Key_C, CTRL))
    assert desk.page.banner.text() == "There is no quote in this line to copy."


def test_type_step_and_code_without_the_mouse(desk: Desk, pane: SearchPane):
    assert not pane.isVisible()
    search(desk, "l")  # one letter alone begins half of all words
    assert words_found(pane) == []
    search(desk, "laugh")
    assert words_found(pane) == ["laughed", "laughed", "laughed"]
    assert pane.summary.text() == "3 passages in 2 interviews"
    assert marked(desk) == {"therapist": 2, "patient": 1}
    clipboard = QApplication.clipboard()
    press_keys(TAB, TAB)
    assert pane.list.hasFocus()
    press_keys((Qt.Key.Key_C, CTRL))
    assert clipboard.text() == "“laughed” (T07, session 3, 12:30)"
    press_keys((Qt.Key.Key_C, CTRL | ALT))
    assert clipboard.text() == "laughed"
    press_keys(RETURN)  # the first one, and the keys are in the text
    assert selected(desk) == "laughed"
    assert desk.page.columns.voice == "therapist"
    press_keys((F, ALT), (F, ALT))
    assert desk.page.columns.voice == "patient"
    press_keys((F, ALT))
    assert "first passage" in desk.page.banner.text()
    press_keys((F, ALT | SHIFT))
    assert desk.page.columns.voice == "patient"
    before = len(list(desk.view.all_moments()))
    press_keys("h")  # what was found is selected: a letter codes it
    assert len(list(desk.view.all_moments())) == before + 1
    assert pane.isVisible()
    press_keys((F, CTRL), DOWN, ESC)
    assert not pane.isVisible()
    assert marked(desk) == {"therapist": 0, "patient": 0}
    assert desk.page.columns.in_hand is not None


def test_closing_with_the_search_open_leaves_the_study_where_it_was(window: Window, desk: Desk):
    page = desk.page
    width = page.study.width()
    assert page.study.isVisible()
    search(desk, "laugh")
    assert not page.study.isVisible()  # 1280 px have no room for both
    press_keys(ESC)
    assert (page.study.isVisible(), page.study.width()) == (True, width)
    search(desk, "laugh")
    place = desk.study.place
    window.close_study()
    window.show_study(open_study(place, coder="RA-2"))
    QApplication.processEvents()
    assert window.desk is not None
    page = window.desk.page
    assert (page.study.isVisible(), page.study.width()) == (True, width)
    search(window.desk, "laugh")
    press_keys(Qt.Key.Key_F7)  # a person wants both
    assert page.study.isVisible()
    press_keys(ESC)
    assert page.study.isVisible()


def test_ticked_passages_are_coded_in_one_step(desk: Desk, pane: SearchPane, monkeypatch):
    search(desk, "laughed ")
    pane.list.setFocus()
    pane.list.go(pane.results.beside(-1, 1))
    press_keys(SPACE)
    assert len(pane.results.ticked()) == 2
    assert pane.code.text() == "Code 2 as…"

    def answer(sheet: CodePassagesSheet, _width: int = 0) -> bool:
        row = next(n for n in range(sheet.list.count()) if sheet.list.item(n).text() == "Shame")
        sheet.list.setCurrentRow(row)
        sheet.reach.button("turn").click()
        return True

    monkeypatch.setattr(CodePassagesSheet, "ask", answer)
    before = desk.view.moments
    pane.code.setFocus()
    press_keys(SPACE)
    assert "2 passages coded" in desk.page.banner.text()
    assert len(list(desk.view.all_moments())) == 6
    assert desk.study.history.last is not None
    assert desk.study.history.last.text == "Code 2 passages as Shame"
    pane.code.click()  # the same again
    assert "2 passages coded so already" in desk.page.banner.text()
    desk.undo()
    assert desk.view.moments == before


def test_beside_the_button_it_stands_why_fewer_are_coded_than_were_found(
    desk: Desk, pane: SearchPane, monkeypatch
):
    press_keys("j", "m", "she laughed", ESC)
    search(desk, "laughed ")
    found, ticked = len(pane.results.passages()), len(pane.results.ticked())
    assert (found - ticked, pane.code.text()) == (1, f"Code {ticked} as…")
    assert pane.why_fewer() == "Not coded: 1 memo, which takes no code."
    told = []
    monkeypatch.setattr(finding_desk, "ask_coding", lambda *own: told.append(own[-1]))
    pane.code.click()
    assert told[0].endswith(" Left out: 1 memo, which takes no code.")
    pane.all.click()  # nothing is ticked: nothing is coded, and no reason stands there
    assert pane.why_fewer() == ""


def test_codes_memos_and_bad_searches(desk: Desk, pane: SearchPane):
    moment = next(each for each in desk.view.all_moments() if each.id == "m-shame")
    desk.coding.write_memo(moment.id, "a turning point")
    desk.coding.end_memo()
    search(desk, "turning")
    (memo,) = pane.results.passages()
    assert (memo.kind, memo.about) == ("memo", "moment Shame, Connecting")
    assert not pane.code.isEnabled()
    press_keys(RETURN)
    assert desk.moment_id == "m-shame"
    search(desk, "shame")
    assert pane.results.index(0).data() == "Code Shame: 1 moment"
    pane.list.go(0)
    press_keys(RETURN)
    assert pane.field.text() == 'code:"Shame"'
    finding = desk.findChild(Finding)
    assert isinstance(finding, Finding)
    finding.wait()
    assert [each.moment_id for each in pane.results.passages()] == ["m-shame"]
    search(desk, "code:zzz")
    assert "no code is called" in pane.summary.text()
    search(desk, "-")
    assert pane.summary.text() == "search: there is no word in it; write a word to find."
    search(desk, "l")
    assert "one letter begins too many words" in pane.summary.text()
    pane.field.setText("😀")  # keys of a test are letters
    search(desk, "")
    assert words_found(pane) == ["😀"]
    press_keys(RETURN)
    assert selected(desk) == "😀"
    search(desk, "a )")
    assert "bracket" in pane.summary.text()
    assert pane.results.rowCount() == 0
    press_keys((F, ALT))
    assert "Nothing is found" in desk.page.banner.text()


ENDLESS = r"/(\w+\s?)+!!/"
"""A pattern that takes longer than anybody waits."""


def type_in(pane: SearchPane, words: str) -> None:
    """Types into the field, and lets the time pass until it is asked."""
    pane.field.selectAll()
    press_keys(words)
    pane._typed.stop()
    pane._typed.timeout.emit()


def test_no_key_waits_for_a_search_and_no_other_search_is_coded(
    qtbot: QtBot, window: Window, desk: Desk, pane: SearchPane, monkeypatch: pytest.MonkeyPatch
):
    finding = desk.findChild(Finding)
    assert isinstance(finding, Finding)
    monkeypatch.setattr(pattern_search.pattern_spans, "__defaults__", (60.0, None))
    asked: list[str] = []
    monkeypatch.setattr(finding_desk, "ask_coding", lambda *args: asked.append(args[-1]))
    search(desk, "laughed ")
    assert pane.code.isEnabled()
    press_keys("x")
    assert not pane.code.isEnabled()  # what is typed is another search already
    type_in(pane, ENDLESS)
    assert len(pane.results.ticked()) == 3
    pane.code.click()
    finding.code()
    assert asked == []
    assert "still being sought" in desk.page.banner.text()
    press_keys(RETURN, (F, ALT))  # neither waits: this test would take a minute
    assert pane.field.hasFocus()
    type_in(pane, "embarrassed")
    assert not finding._is_shown
    press_keys(RETURN)
    qtbot.waitUntil(lambda: not pane.field.hasFocus(), timeout=10_000)
    assert selected(desk) == "embarrassed"
    assert pane.code.isEnabled()
    press_keys((F, CTRL))
    type_in(pane, ENDLESS)
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=10_000)
    assert window.close_study()
    assert multiprocessing.active_children() == []


def test_edits_and_another_coder_change_what_is_found(window: Window, desk: Desk, pane: SearchPane):
    search(desk, "code:shame")
    assert len(words_found(pane)) == 1
    desk.study.undo()  # it takes back the marking of another process: nothing is there to undo
    desk.open_moment("m-shame")
    desk.delete()
    finding = desk.findChild(Finding)
    assert isinstance(finding, Finding)
    finding.wait()
    assert words_found(pane) == []
    other = next(each for each in desk.view.coders.values() if each.name == "RA-9")
    search(desk, "memo:x OR laughed")
    window.see_as(other.id)
    assert (pane.isVisible(), pane.field.text()) == (False, "")  # RA-2 asked, not RA-9
    search(desk, "memo:x OR laughed")
    finding.wait()
    assert pane.isVisible()
    assert {each.kind for each in pane.results.passages()} <= {"text"}
    press_keys(F11, (F, CTRL))
    assert desk.page.moments.filter.field.hasFocus()


def test_nothing_is_cut_or_nameless(window: Window, desk: Desk, pane: SearchPane):
    search(desk, "laugh")
    window.look.show_theme(DARK)
    window.appearance.show_percent(200)
    QApplication.processEvents()
    assert nameless(pane) == []
    narrow = [
        each.text()
        for each in pane.findChildren(QAbstractButton)
        if each.isVisible() and each.sizeHint().width() > each.width()
    ]
    assert narrow == []
    image = desk.page.columns.grab().toImage()
    assert not image.isNull()
