"""A long text to be read: all of it, in its styles, by the keys, in one widget."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.analysis.agreement.meanings import MEANINGS
from annotator.analysis.dyads.meanings import MEANINGS as OF_DYADS
from annotator.app.actions import in_force
from annotator.app.key_list import key_sections
from annotator.domain.codebook import Codebook
from annotator.ui.dialogs.keys import keys_sheet
from annotator.ui.dialogs.meanings import meanings_sheet
from annotator.ui.theme import DARK, Look
from annotator.ui.told_text import Pairs, Paragraph, ToldText
from annotator.ui.words import styled_font

NO_CODES = Codebook(id="", number=0)
SOME = (
    Paragraph("Head <b>& all</b>", "heading"),
    Pairs((("Undo", "Ctrl+Z"), ("Redo", "Ctrl+Y"))),
    Paragraph("To end with", "mute", above=8),
)


def style_at(told: ToldText, words: str) -> tuple[str, int]:
    """Colour and size of words as they are shown."""
    found = told.document().find(words)
    assert isinstance(found, QTextCursor)
    assert not found.isNull()
    form = found.charFormat()
    return form.foreground().color().name(), form.font().pixelSize()


def test_it_says_all_in_order_and_reads_nothing_as_html(qtbot, look):
    told = ToldText(look, "Something")
    qtbot.addWidget(told)
    told.tell(SOME)
    said = told.toPlainText().split("\n")
    assert [line for line in said if line] == [
        *("Head <b>& all</b>", "Undo", "Ctrl+Z", "Redo", "Ctrl+Y", "To end with"),
    ]
    told.tell(SOME[:1])
    assert told.toPlainText() == "Head <b>& all</b>"


def test_it_is_set_in_the_look_and_follows_it(qtbot, look: Look):
    told = ToldText(look, "Something")
    qtbot.addWidget(told)
    told.tell(SOME)
    for theme, percent in ((look.theme, 100), (DARK, 200)):
        look.show_all(theme, percent, look.reading)
        plain = styled_font(look, "plain").pixelSize()
        assert style_at(told, "Undo") == (theme.ink, plain)
        assert style_at(told, "Ctrl+Z") == (theme.mute, plain)
        assert style_at(told, "To end") == (theme.mute, plain)
        assert style_at(told, "Head") == (theme.mute, styled_font(look, "heading").pixelSize())


def test_the_keys_scroll_it_and_tab_leaves_it(qtbot, look):
    both, told, beside = QWidget(), ToldText(look, "Something"), QPushButton("Close")
    qtbot.addWidget(both)
    column = QVBoxLayout(both)
    column.addWidget(told)
    column.addWidget(beside)
    told.tell([Paragraph(f"Line {n}") for n in range(200)])
    both.resize(300, 300)
    with qtbot.waitActive(both):
        both.show()
    told.setFocus()
    bar = told.verticalScrollBar()
    seen = [bar.value()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End):
        qtbot.keyClick(told, key)
        seen.append(bar.value())
    assert seen == sorted(set(seen))
    assert seen[-1] == bar.maximum() > 0
    qtbot.keyClick(told, Qt.Key.Key_Home)
    assert bar.value() == 0
    qtbot.keyClick(told, Qt.Key.Key_Tab)
    assert beside.hasFocus()


@pytest.mark.parametrize("most", [50, 10_000])
def test_its_height_is_that_of_its_lines(qtbot, look, most):
    told = ToldText(look, "Something")
    qtbot.addWidget(told)
    told.tell([Paragraph("one"), Paragraph("two"), Paragraph("three")])
    line = told.fontMetrics().height()
    assert told.height_at(400, most) == pytest.approx(min(3 * line, most), abs=line)
    assert told.height_at(400, most) <= most


def test_the_long_sheets_say_all_in_a_few_widgets(qtbot, look):
    keys, meanings = keys_sheet(look, None, NO_CODES), meanings_sheet(look, None)
    for sheet in (keys, meanings):
        qtbot.addWidget(sheet)
        assert len(sheet.findChildren(QLabel)) < 8  # one a line would cost a pause
    said = [line for line in keys.told.toPlainText().split("\n") if line]
    wished = [
        (each.name, *(c for row in each.rows for c in row))
        for each in key_sections(in_force(), NO_CODES)
    ]
    assert said == [line for own in wished for line in own]
    said = meanings.told.toPlainText().split("\n")
    wanted = (*MEANINGS.values(), *OF_DYADS.values())
    assert [each for each in said if each in {m.says for m in wanted}] == [m.says for m in wanted]
    assert {m.source for m in wanted} | {m.asks for m in wanted} <= set(said)


def test_the_sheet_of_keys_shows_what_fits_what_is_typed(qtbot, look):
    sheet = keys_sheet(look, None, NO_CODES)
    qtbot.addWidget(sheet)
    sheet.fit(640)
    with qtbot.waitActive(sheet):
        sheet.show()
    sheet.filter.setFocus()
    qtbot.keyClicks(sheet.filter, "redo")
    assert sheet.told.toPlainText().split("\n")[0] == "Edit"
    assert "Redo" in sheet.told.toPlainText()
    assert "Zoom in" not in sheet.told.toPlainText()
    qtbot.keyClicks(sheet.filter, "xyzzy")
    assert not sheet.told.isVisible()


def test_esc_leaves_a_sheet_whose_text_has_the_keys(qtbot, look):
    sheet = meanings_sheet(look, None)
    qtbot.addWidget(sheet)
    sheet.fit(680)
    with qtbot.waitActive(sheet):
        sheet.show()
    assert sheet.focusWidget() is sheet.told
    qtbot.keyClick(sheet.told, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
