"""Words in the codebook's forms: stored as typed, to the sign, and never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import OpenStudy
from annotator.domain.codebook import Code, Codebook
from annotator.domain.codebook_parts import with_codes
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.ui import window as window_module
from annotator.ui.codebook.code_form import CodeForm
from annotator.ui.codebook.page import CodebookPage
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DOWN, UP, HOME = Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home
UNDO = (Qt.Key.Key_Z, CTRL)
STRANGE = "5\u00a0% of\r\nit\u2028all"
EXAMPLES = ("Well\u00a0—  I said\nno. (T07)", "Another (P07)")


@pytest.fixture
def page(window: Window, desk: Desk, study: OpenStudy) -> CodebookPage:
    """The tab; Shame has words that no field shows as they are."""
    book = study.view.codebook
    shame = book.code("shame")
    assert shame is not None
    changed = replace(shame, definition=STRANGE, examples=EXAMPLES)
    study.do(Replace(book, with_codes(book, [changed])), "Bring in words")
    press_keys((Qt.Key.Key_F11, SHIFT))
    assert desk.page.tab == "codebook"
    return desk.page.codes_page


def form_of(page: CodebookPage, name: str) -> CodeForm:
    """The form of a code, which the arrows have gone to."""
    page.tree.setFocus()
    press_keys(HOME)
    while (node := page.tree.in_hand) is not None and node.name != name:
        press_keys(DOWN)
    form = page.form("code")
    assert isinstance(form, CodeForm)
    return form


def shame(study: OpenStudy) -> Code:
    code = study.view.codebook.code("shame")
    assert code is not None
    return code


def test_walking_through_the_tab_changes_nothing(page: CodebookPage, study: OpenStudy):
    before, last = study.view.codebooks, study.history.last
    form = form_of(page, "Shame")
    for _ in range(8):  # through all its fields
        press_keys(Qt.Key.Key_Tab)
    form.definition.setFocus()
    page.tree.setFocus()
    press_keys(DOWN, UP, UP, Qt.Key.Key_Return, (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier))
    assert study.view.codebooks == before
    assert study.history.last is last


def test_only_what_is_typed_is_changed(page: CodebookPage, study: OpenStudy):
    form = form_of(page, "Shame")
    form.definition.setFocus()
    press_keys((Qt.Key.Key_End, CTRL), " now")
    page.tree.setFocus()
    assert shame(study).definition == f"{STRANGE} now"
    form.examples.setFocus()
    press_keys((Qt.Key.Key_End, CTRL), "!")
    page.tree.setFocus()
    assert shame(study).examples == (EXAMPLES[0], "Another (P07)!")
    form.examples.setFocus()
    press_keys((Qt.Key.Key_End, CTRL), Qt.Key.Key_Return, "A third")
    page.tree.setFocus()
    assert shame(study).examples == (EXAMPLES[0], "Another (P07)!", "A third")


def test_a_paragraph_is_on_disk_after_a_pause_and_one_step_of_undo(
    page: CodebookPage, study: OpenStudy, qtbot
):
    form, before, last = form_of(page, "Distance"), study.view.codebook, study.history.last
    form.definition.setFocus()

    def pause() -> None:
        with qtbot.waitSignal(form.definition._pause.over, timeout=5_000):
            pass

    def stored() -> str:
        code = study.view.codebook.code("distance")
        return code.definition if code is not None else ""

    press_keys("To go away ")
    pause()
    assert stored() == "To go away"
    press_keys("from it")  # the blank before it is where it was typed
    pause()
    assert stored() == form.definition.toPlainText() == "To go away from it"
    assert QApplication.focusWidget() is form.definition
    press_keys(UNDO)
    assert (study.view.codebook, study.history.last) == (before, last)
    assert form.definition.toPlainText() == ""
    press_keys("One")
    page.tree.setFocus()
    form.definition.setFocus()
    press_keys((Qt.Key.Key_End, CTRL), " two")
    page.tree.setFocus()
    assert stored() == "One two"
    press_keys(UNDO)  # each visit is a step of its own
    assert stored() == "One"


def test_what_a_full_disk_refuses_stays_and_is_asked_about(
    page: CodebookPage, study: OpenStudy, window: Window, desk: Desk, monkeypatch
):
    form, before = form_of(page, "Distance"), study.view.codebook
    asked: list[list[str]] = []

    def ask(_look, _parent, texts) -> bool:
        asked.append(texts)
        return False

    def full(*_: object, **_more: object) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr(window_module, "ask_discard", ask)
    with monkeypatch.context() as disk:
        disk.setattr(study._store, "apply", full)
        form.definition.setFocus()
        press_keys("A whole paragraph.")
        page.tree.setFocus()
        assert form.definition.toPlainText() == "A whole paragraph."
        assert "disk is full" in desk.page.banner.text()
        form_of(page, "Shame")
        assert form.definition.toPlainText().startswith("5")
        form_of(page, "Distance")
        assert form.definition.toPlainText() == "A whole paragraph."
        form_of(page, "Shame")
        assert not window.close_study()
        assert asked == [["A whole paragraph."]]
        assert study.view.codebook == before
    assert window.may_leave()  # the disk is back
    assert len(asked) == 1
    found = study.view.codebook.code("distance")
    assert found is not None
    assert found.definition == "A whole paragraph."


def test_a_name_that_a_rule_refuses_goes_back(page: CodebookPage, study: OpenStudy):
    form = form_of(page, "Distance")
    form.name.setFocus()
    press_keys((Qt.Key.Key_A, CTRL), "Shame", Qt.Key.Key_Return)
    assert form.name.text() == "Distance"
    assert page.held.unsaved() == []
    assert isinstance(study.view.codebook, Codebook)
