"""Which keys the text takes for itself; all others are the window's."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

Move = QTextCursor.MoveOperation
Unit = Literal["word", "sentence", "turn", "page"]
Taken = Literal["word", "sentence", "turn"]
Act = Literal["word", "sentence", "turn", "copy", "copy_plain", "clear"]
Key = Qt.Key
_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT, _KEYPAD = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier

MOVES: dict[tuple[int, Qt.KeyboardModifier], Move] = {
    (Key.Key_Left, _NONE): Move.Left,
    (Key.Key_Right, _NONE): Move.Right,
    (Key.Key_Up, _NONE): Move.Up,
    (Key.Key_Down, _NONE): Move.Down,
    (Key.Key_Home, _NONE): Move.StartOfLine,
    (Key.Key_End, _NONE): Move.EndOfLine,
    (Key.Key_Home, _CTRL): Move.Start,
    (Key.Key_End, _CTRL): Move.End,
}
STEPS: dict[tuple[int, Qt.KeyboardModifier], tuple[Unit, int]] = {
    (Key.Key_Left, _CTRL): ("word", -1),
    (Key.Key_Right, _CTRL): ("word", 1),
    (Key.Key_Up, _CTRL): ("turn", -1),
    (Key.Key_Down, _CTRL): ("turn", 1),
    (Key.Key_PageUp, _NONE): ("page", -1),
    (Key.Key_PageDown, _NONE): ("page", 1),
}
EXTENDS: dict[tuple[int, Qt.KeyboardModifier], tuple[Unit, int]] = {
    (Key.Key_Up, _ALT): ("sentence", -1),
    (Key.Key_Down, _ALT): ("sentence", 1),
}
"""With Shift only: without it they are the window's."""
ACTS: dict[tuple[int, Qt.KeyboardModifier], Act] = {
    (Key.Key_Return, _NONE): "turn",
    (Key.Key_Enter, _NONE): "turn",
    (Key.Key_D, _CTRL): "word",
    (Key.Key_C, _CTRL): "copy",
    (Key.Key_Insert, _CTRL): "copy",
    (Key.Key_C, _CTRL | _ALT): "copy_plain",
    (Key.Key_Escape, _NONE): "clear",
}
SHIFTED_ACTS: dict[tuple[int, Qt.KeyboardModifier], Act] = {
    (Key.Key_Return, _NONE): "sentence",
    (Key.Key_Enter, _NONE): "sentence",
}


def chord(event: QKeyEvent) -> tuple[tuple[int, Qt.KeyboardModifier], bool]:
    """The key with its modifiers but for Shift and the keypad's, and whether Shift is held."""
    modifiers = event.modifiers()
    return (event.key(), modifiers & ~_SHIFT & ~_KEYPAD), bool(modifiers & _SHIFT)


def is_taken(event: QKeyEvent) -> bool:
    """Whether the text takes this key."""
    return step_of(event) is not None or act_of(event) is not None or chord(event)[0] in MOVES


def step_of(event: QKeyEvent) -> tuple[Unit, int] | None:
    """The unit and the count by which a key moves the caret; None where it does not."""
    pressed, shift = chord(event)
    return STEPS.get(pressed) or (EXTENDS.get(pressed) if shift else None)


def act_of(event: QKeyEvent) -> Act | None:
    """What else a key does; None for nothing."""
    pressed, shift = chord(event)
    return (SHIFTED_ACTS if shift else ACTS).get(pressed)


def is_copy(event: QKeyEvent) -> bool:
    """Whether a key copies, with the source or without."""
    return act_of(event) in ("copy", "copy_plain")


def is_escape(event: QKeyEvent) -> bool:
    """Whether it is Escape alone, which is the text's own only while it has something to drop."""
    return chord(event) == ((Key.Key_Escape, _NONE), False)
