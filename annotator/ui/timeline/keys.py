"""Which keys the timeline takes for itself; all others are the window's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

STEP_MS = 5_000
LONG_STEP_MS = 30_000
KEY_FACTOR = 1.5

Key = Qt.Key
OWN_KEYS = (
    *(Key.Key_Home, Key.Key_End, Key.Key_Up, Key.Key_Down),
    *(Key.Key_Return, Key.Key_Enter, Key.Key_Minus),
)
FOCUS_SHOWN = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def is_own(event: QKeyEvent) -> bool:
    """Whether a key moves, zooms or chooses on the timeline."""
    shift, pad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    modifiers = event.modifiers() & ~pad
    if event.key() in (Key.Key_Left, Key.Key_Right, Key.Key_Plus, Key.Key_Equal):
        return not modifiers & ~shift
    return event.key() in OWN_KEYS and modifiers == Qt.KeyboardModifier.NoModifier
