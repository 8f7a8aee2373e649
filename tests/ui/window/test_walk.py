"""A long walk of keys: after each undo and redo the study is what it was at that step."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import Qt

from annotator.domain.moment import Moment
from annotator.ui.desk import Desk
from tests.ui.window.conftest import Keys, moments

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
GOES = [
    ((Qt.Key.Key_Down, CTRL),),
    ((Qt.Key.Key_Up, CTRL),),
    ((Qt.Key.Key_D, CTRL),),
    (Qt.Key.Key_Return,),
    (Qt.Key.Key_Right,),
    (Qt.Key.Key_F6,),
    ("j",),
    ("k",),
]
DOES = [
    ("h",),
    ("c",),
    ("d",),
    ("n",),
    ("x",),
    ("3",),
    ("5",),
    ("m", "so ", Qt.Key.Key_Escape),
    ((Qt.Key.Key_S, SHIFT),),
    ((Qt.Key.Key_Right, ALT),),
    ((Qt.Key.Key_Left, ALT),),
    ((Qt.Key.Key_Left, ALT | SHIFT),),
    ((Qt.Key.Key_T, CTRL),),
    ((Qt.Key.Key_P, CTRL),),
    ((Qt.Key.Key_U, CTRL),),
]
UNDO, REDO = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_walk(desk: Desk, press: Keys, seed: int):
    chance = random.Random(seed)
    states: list[list[Moment]] = [moments(desk)]
    here = 0
    for _ in range(90):
        turn = chance.random()
        if turn < 0.2:
            press(UNDO)
            here = max(here - 1, 0)
        elif turn < 0.3:
            press(REDO)
            here = min(here + 1, len(states) - 1)
        else:
            go_back_to_the_text(desk)
            before = moments(desk)
            press(*chance.choice(GOES if turn < 0.6 else DOES))
            if moments(desk) != before:  # Return on a code of the codebook is an edit too
                del states[here + 1 :]
                states.append(moments(desk))
                here += 1
        assert moments(desk) == states[here]
    assert len(states) > 5


def go_back_to_the_text(desk: Desk) -> None:
    """F6 may have led into the memo, where keys are text."""
    if desk.page.inspector.memo.hasFocus():
        desk.page.columns.take(desk.page.columns.voice or "therapist")
