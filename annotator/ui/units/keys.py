"""Keys that a list of units keeps from the window's commands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

Key = Qt.Key
_OWN = frozenset(
    {
        *(Key.Key_Return, Key.Key_Enter, Key.Key_Escape, Key.Key_Minus),
        *(Key.Key_Delete, Key.Key_Backspace, Key.Key_Slash),
        *(Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right),
        *(Key.Key_Home, Key.Key_End, Key.Key_PageUp, Key.Key_PageDown),
    }
)


def is_own(event: QEvent, letters: str) -> bool:
    """Whether a key is the list's own: without Ctrl or Alt; a digit, one of its letters, a move.

    Every other letter is a code's, and the window's.
    """
    if not isinstance(event, QKeyEvent):
        return False
    chords = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if event.modifiers() & (chords | Qt.KeyboardModifier.MetaModifier):
        return False
    return event.key() in _OWN or digit_of(event) is not None or event.text().upper() in {*letters}


def digit_of(event: QKeyEvent) -> int | None:
    """The digit that was pressed, None for another key."""
    digit = event.key() - Key.Key_0
    return digit if 0 <= digit <= 9 else None
