"""Words of files and of the study are words, never HTML."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import Qt as QtGuiText
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.app.settings import Settings
from annotator.domain.edits import Replace
from annotator.domain.reading import Reading, ReadTurn
from annotator.ui.dialogs.import_transcript import ImportSheet
from annotator.ui.run import made_window
from annotator.ui.study_page import StudyPage
from annotator.ui.tips import plain_tip

EVIL = "<img src='x.png'><b>T07</b> & co"


@pytest.mark.parametrize(
    "text", [EVIL, "<qt>", "a < b", "T07", "", "first <i>\nsecond & third", "&amp;"]
)
def test_a_tip_shows_what_it_was_given(qapp, text: str):
    tip = plain_tip(text)
    if QtGuiText.mightBeRichText(tip):
        assert QTextDocumentFragment.fromHtml(tip).toPlainText() == text
    else:
        assert tip == text


def html_in(widget: QWidget) -> list[str]:
    """What Qt would read as HTML: labels that guess, and tips with the marks of `EVIL`."""
    labels = [
        each.text()
        for each in widget.findChildren(QLabel)
        if each.textFormat() != QtGuiText.TextFormat.PlainText and each.text()
    ]
    tips = [each.toolTip() for each in widget.findChildren(QWidget) if "<img" in each.toolTip()]
    return labels + tips


def test_names_of_a_study_are_not_html(qapp, study_view):
    book = study_view.codebook
    codes = tuple(replace(each, name=EVIL, definition=EVIL) for each in book.sets[0].codes)
    scales = tuple(
        replace(each, name=EVIL, anchors=tuple(replace(a, label=EVIL) for a in each.anchors))
        for each in book.sets[0].scales
    )
    evil = replace(book, sets=(replace(book.sets[0], codes=codes, scales=scales),))
    view = study_view.after(Replace(book, evil), 2)
    view = view.after(Replace(view.study, replace(view.study, title=EVIL)), 3)
    dyad = view.dyads["dyad"]
    view = view.after(Replace(dyad, replace(dyad, name=EVIL)), 4)
    late = view.interviews["i-late"]
    view = view.after(Replace(late, replace(late, reason=EVIL)), 5)
    window = made_window(Settings(scheme="light"), keep=lambda _: None)
    page = StudyPage(window.look, window.settings, window.commands.menu(window))
    page.resize(1280, 800)
    page.top.show_study(view, encrypted=False)
    page.top.show_session(view, "session-3")
    page.study.show_view(view, None)
    page.study.show_session(view, "session-3", "therapist")
    page.columns.show_session(view, "session-3", "dyadic")
    page.codebook.show_view(view, "session-3")
    page.inspector.show_moment(view, view.moment("m-shame"))
    QApplication.processEvents()
    assert html_in(page) == []
    index = page.codebook.list.codes.index(0)
    assert "<img" not in str(index.data(QtGuiText.ItemDataRole.ToolTipRole))
    page.deleteLater()
    window.deleteLater()


def test_speakers_of_a_file_are_not_html(look, study_view):
    turns = (ReadTurn(speaker=EVIL, text="Yes."),)
    reading = Reading(format="txt", encoding="utf-8", turns=turns)
    sheet = ImportSheet(look, None, study_view, f"{EVIL}.txt", reading)
    assert html_in(sheet) == []
