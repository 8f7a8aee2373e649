"""What is shown where there is little room, and where there is nothing to show."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QSplitter

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.creating import create_study
from annotator.ui.code_list import CodeList
from annotator.ui.column import NARROWEST
from annotator.ui.desk import Desk
from annotator.ui.finding.pane import WIDTH
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window


def settle() -> None:
    """Each round of layout may ask for another."""
    for _ in range(6):
        QApplication.processEvents()


@pytest.mark.parametrize("mode", ["dyadic", "session"])
def test_each_column_can_be_read_in_a_small_window(window: Window, desk: Desk, mode: str):
    window.resize(900, 600)
    desk.show_mode(mode)
    settle()
    columns = desk.page.columns
    reading = columns.parentWidget()
    assert reading is not None
    for voice in ("therapist", "patient"):
        columns.take(voice)
        settle()
        column = columns.column(voice)
        assert column.width() >= NARROWEST
        left = column.mapTo(reading, QPoint(0, 0)).x()
        assert left >= 0
        assert left + column.width() <= reading.width()


def test_three_columns_are_seen_whole_beside_the_search(window: Window, desk: Desk):
    page = desk.page
    before = page._across.sizes()
    desk.show_mode("session")
    window.commands.run("search")
    settle()
    reading = page.columns.parentWidget()
    assert reading is not None
    assert page.finding.isVisible()
    assert page.columns.width() == reading.width()  # nothing to scroll to sideways
    assert page.codes.horizontalScrollBar().maximum() == 0
    for button in (page.finding.all, page.finding.code):
        assert button.width() >= button.sizeHint().width()
    page.finding.put_away()
    settle()
    assert page._across.sizes() == before


def test_a_column_is_seen_whole_beside_the_search_in_large_text(window: Window, desk: Desk):
    page = desk.page
    window.appearance.show_percent(200)
    settle()
    before = page._across.sizes()
    window.commands.run("search")
    settle()
    column, reading = page.columns.column("therapist"), page.columns.parentWidget()
    assert reading is not None
    assert column.width() >= page.look.px(NARROWEST)
    left = column.mapTo(reading, QPoint(0, 0)).x()
    assert 0 <= left <= reading.width() - column.width()
    assert page.finding.isVisible()
    assert not page.right.isVisible()  # the codes give way for it …
    page.remember()
    assert "codes" not in page.kept.panels  # … and no longer than the search is there
    page.finding.put_away()
    settle()
    assert page.right.isVisible()
    assert page._across.sizes() == before


def test_codes_that_gave_way_come_back_in_a_text_that_leaves_room_and_for_whoever_asks(
    window: Window, desk: Desk
):
    page = desk.page
    window.appearance.show_percent(200)
    settle()
    window.commands.run("search")
    settle()
    assert not page.right.isVisible()
    window.appearance.show_percent(100)
    settle()
    assert page.right.isVisible()
    window.appearance.show_percent(200)
    settle()
    assert not page.right.isVisible()
    window.resize(1700, 800)
    settle()
    assert page.right.isVisible()
    window.resize(1280, 800)
    settle()
    assert not page.right.isVisible()
    window.commands.run("code_panel")
    settle()
    assert page.right.isVisible()
    desk.show_mode("patient")  # the columns are others; what a person asked for stays
    settle()
    assert page.right.isVisible()


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_search_is_as_wide_as_before_when_the_text_was_large_meanwhile(
    window: Window, desk: Desk, width: int
):
    page = desk.page
    window.resize(width, 900)
    window.commands.run("search")
    settle()
    before = page.finding.width()
    assert before == WIDTH
    window.appearance.show_percent(200)
    settle()
    assert page.finding.width() <= page.columns.width()  # the text has the most of it
    window.appearance.show_percent(100)
    settle()
    assert page.finding.width() == before

    # Drawn by hand it keeps its share of the text size.
    beside = page.finding.parentWidget()
    assert isinstance(beside, QSplitter)
    beside.moveSplitter(before + 60, 1)
    window.appearance.show_percent(120)
    settle()
    window.appearance.show_percent(100)
    settle()
    assert abs(page.finding.width() - before - 60) <= 1


def test_what_stands_beside_the_codes_is_brought_where_they_are_away(window: Window, desk: Desk):
    page = desk.page
    press_keys((Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier), Qt.Key.Key_Return, "h")
    window.commands.run("code_panel")
    settle()
    press_keys("m")
    field = QApplication.focusWidget()
    assert field is page.inspector.memo
    assert field.isVisible()
    window.commands.run("code_panel")
    settle()
    desk.choose_rating()
    settle()
    assert page.banner.text() == ""  # there is a scale
    row = page.inspector.first_scale()
    assert row is not None
    focus = QApplication.focusWidget()
    assert focus is not None
    assert row.isAncestorOf(focus)


def test_two_columns_fit_beside_each_other_in_a_small_window(window: Window, desk: Desk):
    window.resize(900, 600)
    settle()
    columns = desk.page.columns
    reading = columns.parentWidget()
    assert reading is not None
    assert columns.width() == reading.width()


def test_the_timeline_leaves_the_text_two_thirds(window: Window, desk: Desk):
    window.resize(1280, 1000)
    settle()
    window.resize(900, 600)
    settle()
    assert desk.page.timeline.isVisible()
    assert desk.page.timeline.height() <= desk.page.height() / 3


def test_the_study_comes_back_in_its_own_width(window: Window, desk: Desk):
    settle()
    wide = desk.page.study.width()
    window.resize(900, 600)
    settle()
    assert not desk.page.study.isVisible()
    window.resize(1280, 800)
    settle()
    assert desk.page.study.width() == wide


def test_a_hit_stands_in_the_upper_third(window: Window, desk: Desk):
    window.resize(1280, 500)
    settle()
    text = desk.page.columns.text("therapist")
    assert text is not None
    assert text.transcript_id is not None
    transcript = desk.view.transcripts[text.transcript_id]
    for word in ("searching", "laughed", "Earlier", "leans"):
        start = transcript.text.index(word)
        text.text.verticalScrollBar().setValue(0)
        desk.open_passage(transcript.id, start, start + len(word))
        settle()
        bar = text.text.verticalScrollBar()
        top = text.text.page.line_at(start).rect.top() - bar.value()
        third = text.text.viewport().height() / 3
        assert top >= 0
        assert top <= third or bar.value() == bar.maximum()


@pytest.fixture
def empty(qapp, tmp_path: Path):
    """A window with a study that has nothing in it."""
    place = tmp_path / "empty.iprstudy"
    create_study(place, "Empty", None)
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(open_study(place))
    settle()
    yield shown
    shown.close()
    shown.deleteLater()


def test_an_empty_study_says_what_to_do(empty: Window):
    asked: list[str] = []
    for action_id in ("import_transcript", "import_plan"):
        empty.commands.on(action_id, partial(asked.append, action_id))
    assert empty.desk is not None
    panel = empty.desk.page.columns.empty
    assert panel.isVisible()
    assert QApplication.focusWidget() is panel.buttons["import_transcript"]
    press_keys(Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Return)
    assert asked == ["import_transcript", "import_plan"]
    assert [each.text().split()[-1] for each in panel.buttons.values()] == [
        "Ctrl+I",
        "Ctrl+Shift+I",
    ]


def test_the_panel_goes_when_there_is_something_to_read(window: Window, desk: Desk):
    assert not desk.page.columns.empty.isVisible()
    assert sum(desk.page.columns.sizes()[:3]) > 600


@pytest.mark.parametrize(("size", "percent"), [((1366, 768), 150), ((1280, 800), 100)])
def test_long_names_of_codes_leave_the_text_half_of_the_window(
    window: Window, desk: Desk, size: tuple[int, int], percent: int
):
    window.resize(*size)
    window.appearance.show_percent(percent)
    settle()
    book = desk.view.codebook
    code_set = book.sets[0]
    longer = tuple(
        replace(each, name=f"{each.name} as the two of them came to speak of it later")
        for each in code_set.codes
    )
    named = replace(book, sets=(replace(code_set, codes=longer),))
    page = desk.page
    page.codebook.show_view(replace(desk.view, codebooks={named.id: named}), None, "coder")
    settle()
    assert page.columns.parentWidget().width() >= size[0] / 2  # type: ignore[union-attr]
    assert page.codes.horizontalScrollBar().maximum() == 0
    codes = page.codebook.list
    assert codes.full_width > codes.width()  # names end in "…" …
    tips = [
        codes.codes.index(row).data(Qt.ItemDataRole.ToolTipRole)
        for row in range(codes.codes.rowCount())
    ]
    assert "Shame as the two of them came to speak of it later (H)" in tips  # … and are in the tip
    keyed = next(row for row, each in enumerate(codes.codes.entries()) if each.text[:5] == "Shame")
    assert _caps(codes, keyed) != _caps(codes, keyed, key="")  # the key is painted in full


def _caps(codes: CodeList, row: int, key: str = "H") -> QImage:
    """What is painted at the right of a line, where its key stands."""
    entries = codes.codes._entries
    before = entries[row]
    assert before.code is not None
    entries[row] = replace(before, code=replace(before.code, key=key))
    edge = codes.visualRect(codes.codes.index(row))
    image = codes.viewport().grab(edge.adjusted(edge.width() * 2 // 3, 0, 0, 0)).toImage()
    entries[row] = before
    return image
