"""A codebook made by hand, from nothing: its codes are told apart and all of them are seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import OpenStudy, open_study
from annotator.domain.codebook import Codebook
from annotator.ui.desk import Desk
from tests.four_ways import make_study
from tests.ui.window.conftest import Keys

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    """A study with an interview and no codes yet."""
    empty = Codebook(id="book", number=2)
    return open_study(make_study(tmp_path / "made.iprstudy", "A", codebook=empty), coder="A")


def add_lines(desk: Desk, press: Keys, lines: int) -> None:
    """Makes a set and codes in it in the codebook tab, and goes back."""
    press((Qt.Key.Key_F11, SHIFT))
    for _ in range(lines):
        desk.page.codes_page.tree.setFocus()
        press(Qt.Key.Key_Insert)
    press(Qt.Key.Key_F2)
    QApplication.processEvents()


def test_codes_made_by_hand_have_colours_of_their_own_and_all_stand_beside_the_text(
    desk: Desk, press: Keys
) -> None:
    desk.page.window().resize(1440, 900)
    QApplication.processEvents()
    desk.page.remember()  # as at every move
    add_lines(desk, press, 5)
    codes = [code for _, code in desk.view.codebook.codes()]
    assert len({code.colour for code in codes}) == len(codes) == 4
    panel = desk.page.codes
    assert panel.full_height() <= panel.height() < panel.full_height() + 8


def test_a_height_that_a_person_gave_the_codes_stays(desk: Desk, press: Keys) -> None:
    right = desk.page.right
    right.moveSplitter(300, 1)
    right.splitterMoved.emit(300, 1)
    sizes = right.sizes()
    add_lines(desk, press, 3)
    assert right.sizes() == sizes
