"""Several sets in the codebook panel: the one in hand in full, the others as a line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app import settings as settings_file
from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.ui.code_list import CodeList, line_height
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.four_ways import ALLIANCE, CODEBOOK, MARKERS, PASSAGES, TALK, make_study
from tests.ui.window.conftest import press_keys, shown_window

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A study with a set of passages, one of every turn, one of bins and one of forms."""
    book = replace(CODEBOOK, sets=(PASSAGES, TALK, MARKERS, ALLIANCE))
    return make_study(tmp_path / "sets.iprstudy", "A", codebook=book)


@pytest.fixture
def window(place: Path, settings: Settings) -> Iterator[Window]:
    shown = shown_window(settings)
    shown.show_study(open_study(place, coder="A"))
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def heard(codes: CodeList) -> list[str]:
    """Each line as a screen reader says it."""
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(codes.codes.index(row).data(role)) for row in range(codes.codes.rowCount())]


def texts(codes: CodeList) -> list[str]:
    return [each.text for each in codes.codes.entries()]


def test_sets_open_and_close_by_keys_and_stay_so(
    window: Window, desk: Desk, place: Path, settings: Settings
) -> None:
    codes = desk.page.codebook.list
    closed = ["Shame", "Solidness", "Client talk", "Markers", "Alliance"]
    assert texts(codes) == closed  # the pill names the one in hand
    assert codes.height() == 5 * line_height(window.look) + 4
    press_keys((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), Key.Key_Return, "g")
    (made,) = desk.view.all_moments()
    assert made.codes == ("Change",)  # a letter of a closed set codes all the same
    assert heard(codes)[2:] == [
        "Client talk, 3 codes, closed, 1 here",
        "Markers, 5 codes, closed, 0 here",
        "Alliance, a form, closed, 0 here",
    ]
    codes.setFocus(Qt.FocusReason.TabFocusReason)
    press_keys(Key.Key_Down, Key.Key_Down, Key.Key_Right)
    opened = [*closed[:3], "Change", "Neutral", "Sustain", *closed[3:]]
    assert texts(codes) == opened
    assert heard(codes)[2:4] == ["Client talk, 3 codes, open, 1 here", "Change, key G, 1 here"]
    press_keys(Key.Key_Down, Key.Key_Down, Key.Key_Left)  # from a code to the line of its set
    assert codes.currentIndex().row() == 2
    press_keys(Key.Key_Left)
    assert texts(codes) == closed
    press_keys(Key.Key_Return, Key.Key_Down, Key.Key_Return)  # Return too; then Change by its row
    assert texts(codes) == opened
    assert len(list(desk.view.all_moments())) == 2  # a code by its row, on the next turn
    window.close_study()
    again = settings_file.load()
    shown = shown_window(again)
    shown.show_study(open_study(place, coder="A"))
    assert shown.desk is not None
    assert texts(shown.desk.page.codebook.list) == opened
    shown.close()
    shown.deleteLater()


def test_a_set_taken_in_hand_stands_first_and_the_other_closes(desk: Desk) -> None:
    codes = desk.page.codebook.list
    press_keys((Key.Key_S, ALT))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Key.Key_2)
    QApplication.processEvents()
    assert texts(codes) == ["Change", "Neutral", "Sustain", "Passages", "Markers", "Alliance"]
    row = codes.visualRect(codes.codes.index(3)).center()
    QTest.mouseClick(codes.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert texts(codes)[3:6] == ["Passages", "Shame", "Solidness"]
    assert not codes.hasFocus()  # a click leaves the keys in the text
    QTest.mouseClick(codes.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert texts(codes)[3:] == ["Passages", "Markers", "Alliance"]
