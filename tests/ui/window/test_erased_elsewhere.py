"""Undo in a window while another one has erased a participant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.edits import Replace, added
from annotator.domain.errors import Erased
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.withdrawal import Wish
from annotator.storage.erasure import erase
from annotator.ui import clipboard
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_screens import ARTEFACTS

UNDO = (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def window(qapp: QApplication, settings: Settings, study_file: Path) -> Iterator[Window]:
    """The window of the PI, with everyone's work."""
    shown = shown_window(settings)
    shown.show_study(open_study(study_file))
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def test_undo_brings_no_word_back_and_says_why(window: Window) -> None:
    study, desk = window.study, window.desk
    assert study is not None
    assert desk is not None
    text = study.view.transcript_of(study.view.find_account("D07", 3, "patient").id)
    assert text is not None
    sentence = max(text.text.splitlines(), key=len)
    quoting = Memo(
        id=new_id(),
        coder_id=next(iter(study.view.coders)),
        about="study",
        about_id=study.view.study.id,
        text=f"as said: {sentence}",
    )
    study.do(added(quoting), "Write")
    study.do(Replace(quoting, None), "Delete")
    clipboard.put(sentence)
    erase(study.place, None, Wish(participant="P07"))

    desk.page.columns.setFocus()
    press_keys(UNDO)
    QApplication.processEvents()
    said = desk.page.banner.text()
    assert said.lower() == Erased().sentence
    assert study.history.steps() == ()
    assert QGuiApplication.clipboard().text() == ""
    assert sentence.encode() not in study.place.read_bytes()
    ARTEFACTS.mkdir(exist_ok=True)
    window.grab().save(str(ARTEFACTS / "erased_elsewhere.png"))

    press_keys(UNDO)  # nothing is left to undo, and the window goes on
    assert study.view.memos == {}
