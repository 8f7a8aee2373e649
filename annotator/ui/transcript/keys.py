"""Which keys the text takes for itself; all others are the window's."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

Move = QTextCursor.MoveOperation
Unit = Literal["word", "turn", "page"]
Key = Qt.Key
_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
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
ACTS: dict[tuple[int, Qt.KeyboardModifier], Literal["turn", "word", "copy", "clear"]] = {
    (Key.Key_Return, _NONE): "turn",
    (Key.Key_Enter, _NONE): "turn",
    (Key.Key_D, _CTRL): "word",
    (Key.Key_C, _CTRL): "copy",
    (Key.Key_Insert, _CTRL): "copy",
    (Key.Key_Escape, _NONE): "clear",
}


def chord(event: QKeyEvent) -> tuple[tuple[int, Qt.KeyboardModifier], bool]:
    """The key with its modifiers but for Shift and the keypad's, and whether Shift is held."""
    modifiers = event.modifiers()
    return (event.key(), modifiers & ~_SHIFT & ~_KEYPAD), bool(modifiers & _SHIFT)


def is_taken(event: QKeyEvent) -> bool:
    """Whether the text takes this key."""
    pressed, shift = chord(event)
    return pressed in MOVES or pressed in STEPS or (pressed in ACTS and not shift)


def is_escape(event: QKeyEvent) -> bool:
    """Whether it is Escape alone, which is the text's own only while it has something to drop."""
    return chord(event) == ((Key.Key_Escape, _NONE), False)
