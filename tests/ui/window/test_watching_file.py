"""A participant erased while another window has the file open: that one shuts the text at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from annotator.domain.withdrawal import Wish
from annotator.storage.erasure import erase
from annotator.ui.desk import Desk
from annotator.ui.erased_elsewhere import SAID
from annotator.ui.watching_file import WatchingFile
from tests.ui.window.conftest import Keys


def looked(desk: Desk, times: int = 2) -> None:
    """The timer's turns: a file is read once it has been at rest for one of them."""
    part = desk.findChild(WatchingFile)
    assert part is not None
    for _ in range(times):
        part.look()


def test_the_text_is_shut_the_steps_are_gone_and_one_sentence_says_so(
    desk: Desk, study_file: Path, press: Keys
) -> None:
    press(Qt.Key.Key_Return, "N")
    assert desk.study.history.steps()
    view, banner = desk.view, desk.page.banner
    looked(desk)
    assert desk.view is view, "what is done here is no news"
    therapist = desk.view.find_account("D07", 3, "therapist")
    text = desk.view.transcript_of(therapist.id)
    assert text is not None
    word = text.text.split()[0]
    shown = [each.text.toPlainText() for each in desk.page.columns.all_texts()]
    assert any(word in each for each in shown)
    erase(study_file, None, Wish(participant="T07"))
    looked(desk, 1)
    assert desk.view is view, "while it is written to it is left alone"
    looked(desk, 1)
    assert desk.view.transcript_of(therapist.id) is None
    assert banner.text() == SAID
    assert desk.study.history.steps() == ()
    shown = [each.text.toPlainText() for each in desk.page.columns.all_texts()]
    assert not any(text.text.splitlines()[0] in each for each in shown)
    banner.put_away("hint")
    looked(desk)
    assert banner.text() == "", "it is said once"


def test_nothing_is_read_while_the_file_is_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked(desk)

    def read(*_: object) -> bool:
        raise AssertionError

    monkeypatch.setattr("annotator.app.erased_elsewhere._is_erased", read)
    looked(desk, 3)
