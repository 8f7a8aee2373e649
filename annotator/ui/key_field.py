"""A field that takes the key that is pressed, and its name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

_ALONE = {
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta),
    *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock),
    *(Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_unknown, Qt.Key(0)),
}
_LEFT_ALONE = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class KeyField(QLineEdit):
    """Shows the last key pressed in it; Tab goes on, Return says yes, Escape empties it.

    Signals:
        pressed: the key in portable writing (`Ctrl+Z`); empty when the field was emptied.
        agreed: Return was pressed.
        refused: a key was pressed that no action can have.
    """

    pressed = Signal(str)
    agreed = Signal()
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Press the new key here")
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def key(self) -> str:
        """The key in portable writing; empty where none was pressed."""
        return self.text()

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window or of a button takes what is pressed here."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes the key."""
        key, plain = Qt.Key(event.key()), event.modifiers() in _PLAIN
        if key in _LEFT_ALONE or (key == Qt.Key.Key_Escape and plain and not self.key):
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.agreed.emit()
        elif key == Qt.Key.Key_Escape and plain:
            self.put("")
        elif key not in _ALONE:
            self.put(written(event))
            if not self.key:
                self.refused.emit()

    def put(self, key: str) -> None:
        """Shows a key and says so."""
        self.setText(key)
        self.pressed.emit(key)


def written(event: QKeyEvent) -> str:
    """A key with its modifiers as the table of actions writes it.

    Empty for one that would never come back as it is written, such as an accent that waits for its
    letter on a German or Norwegian keyboard.
    """
    keypad = Qt.KeyboardModifier.KeypadModifier
    combination = event.keyCombination()
    modifiers = combination.keyboardModifiers() & ~keypad
    typed = event.text()
    if len(typed) == 1 and not typed.isalnum() and typed.isprintable() and typed != " ":
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier  # `+` needs Shift on some keyboards
    sequence = QKeySequence(int(combination.key()) | modifiers.value)
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    if QKeySequence.fromString(text) != sequence:
        return ""
    return text.replace("Ins", "Insert") if text.endswith("Ins") else _delete(text)


def _delete(text: str) -> str:
    return text.replace("Del", "Delete") if text.endswith("Del") else text
