"""Codes without a letter, by keys alone: `Alt+A`, then the sign beside the code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.code_signs import signs_of
from annotator.domain.codebook import CodeSet
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.four_ways import CODEBOOK, MARKERS, PASSAGES, code, make_study
from tests.ui.window.conftest import press_keys, shown_window

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SIGN, SETS, TURN = (Key.Key_A, ALT), (Key.Key_S, ALT), (Key.Key_Return)
FREE = CodeSet(
    id="free",
    name="Free",
    codes=(*PASSAGES.codes, code("Reaching out"), code("Joking"), code("Under", parent="Joking")),
)
LONG = CodeSet(id="long", name="Long", codes=tuple(
    code(f"Marker {number}") for number in range(30)))  # fmt: skip
BINS = replace(MARKERS, codes=(code("Withdrawal"), code("Denial", "D")))


@pytest.fixture
def window(qapp, tmp_path: Path, settings: Settings) -> Iterator[Window]:
    place = tmp_path / "study.iprstudy"
    make_study(place, "A", codebook=replace(CODEBOOK, sets=(FREE, LONG, BINS)))
    shown = shown_window(settings)
    shown.show_study(open_study(place, coder="A"))
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def test_every_code_of_every_set_is_reached_without_the_mouse(window: Window, desk: Desk):
    text = desk.page.columns.in_hand
    assert text is not None
    press_keys((Key.Key_Home, CTRL))
    for code_set in (FREE, LONG):
        desk.page.codebook.set_choice.chosen.emit(code_set.id)
        signs = signs_of(code_set)
        for each in code_set.codes:
            press_keys((Key.Key_Down, CTRL), Key.Key_Return)
            keys = [each.key.lower()] if each.key else [SIGN, *signs[each.id].lower()]
            press_keys(*keys)
            assert desk.moment is not None
            assert each.id in desk.moment.codes, each.name
            assert text.text.hasFocus()
    assert {each for own in desk.view.all_moments() for each in own.codes} == {
        each.id for code_set in (FREE, LONG) for each in code_set.codes
    }


def test_signs_code_bins_too_and_shift_adds_to_a_moment(window: Window, desk: Desk):
    press_keys((Key.Key_Home, CTRL), TURN, SIGN, "j")  # J is a command, and here a sign
    press_keys(SIGN, (Key.Key_R, Qt.KeyboardModifier.ShiftModifier))
    (own,) = desk.view.all_moments()
    assert own.codes == ("Joking", "Reaching out")
    desk.page.codebook.set_choice.chosen.emit("markers")
    grid = desk.page.units.grid
    assert grid.hasFocus()
    press_keys(SIGN, "w")
    (judged,) = desk.view.judgements.values()
    assert judged.codes == ("Withdrawal",)
    assert grid.hasFocus()


def test_escape_a_wrong_letter_and_another_place_change_nothing(window: Window, desk: Desk):
    codes, banner = desk.page.codebook.list, desk.page.banner
    press_keys((Key.Key_Home, CTRL), TURN, SIGN)
    assert codes.hasFocus()
    assert banner.text() == "Press the sign beside a code of Free; Esc leaves."
    press_keys("h")  # the letter of a code: it has no sign
    assert banner.text().startswith("No code has the sign H here")
    press_keys(Key.Key_Escape)
    assert not banner.text()
    assert desk.page.columns.in_hand.text.hasFocus()  # type: ignore[union-attr]
    assert not list(desk.view.all_moments())
    press_keys(SIGN, (Key.Key_F6, Qt.KeyboardModifier.NoModifier))
    assert not codes.asks
    codes.setFocus()
    press_keys("r")  # a letter again, and no code's
    assert not list(desk.view.all_moments())
    desk.page.codebook.set_choice.chosen.emit("long")
    press_keys(SIGN, "m")
    assert codes.typed == "M"
    press_keys(Key.Key_Backspace)
    assert (codes.typed, codes.asks) == ("", True)


def test_it_is_said_where_there_is_nothing_to_ask(window: Window, desk: Desk):
    all_keyed = replace(CODEBOOK, sets=(PASSAGES,))
    page = desk.page
    page.codebook.show_view(replace(desk.view, codebooks={all_keyed.id: all_keyed}), None, "A")
    press_keys(SIGN)
    assert page.banner.text() == "Each code of Passages has a letter."
    assert not page.codebook.list.asks


def test_the_sign_is_shown_and_heard(window: Window, desk: Desk):
    codes = desk.page.codebook.list
    names = [
        codes.codes.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(codes.codes.rowCount())
    ]
    assert "Reaching out, key Alt+A, R, 0 here" in names
    assert "Solidness, key O, 0 here" in names
    row = names.index("Reaching out, key Alt+A, R, 0 here")
    assert codes.codes.index(row).data(Qt.ItemDataRole.ToolTipRole).startswith("Reaching out (Alt")
    heard = QAccessible.queryAccessibleInterface(codes)
    assert heard is not None
    before = codes.grab().toImage()
    press_keys(SIGN)
    assert codes.grab().toImage() != before
