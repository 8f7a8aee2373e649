"""The memo field: typing in it is one edit for each visit, and never a command."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from annotator.ui.theme import Look

PAUSE_MS = 400
_KEYS = QKeySequence.StandardKey
_EDITING = (
    _KEYS.Copy,
    _KEYS.Cut,
    _KEYS.Paste,
    _KEYS.SelectAll,
    _KEYS.MoveToNextWord,
    _KEYS.MoveToPreviousWord,
    _KEYS.SelectNextWord,
    _KEYS.SelectPreviousWord,
    _KEYS.DeleteEndOfWord,
    _KEYS.DeleteStartOfWord,
    _KEYS.MoveToStartOfDocument,
    _KEYS.MoveToEndOfDocument,
    _KEYS.SelectStartOfDocument,
    _KEYS.SelectEndOfDocument,
)


class MemoField(QPlainTextEdit):
    """A few lines of text about the chosen moment.

    Signals:
        written: the text as it stands now, at the first key of a visit and after each pause.
        left: the visit is over; what comes next is another edit.
        escaped: a person is finished here and wants back to the text.
    """

    written = Signal(str)
    left = Signal()
    escaped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._known = ""
        self._fresh = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.setProperty("field", True)
        self.setAccessibleName("Memo")
        self.setPlaceholderText("Memo")
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)  # the study's own undo takes a visit back as a whole
        self.textChanged.connect(self._changed)
        look.changed.connect(self._fit)
        self._fit()

    def show_memo(self, memo: str) -> None:
        """Shows a memo as stored; the caret stays where it can, and so does what is unsaid."""
        self._known = memo
        if self._pause.isActive():
            return
        if memo == self.toPlainText():
            return
        self.blockSignals(True)
        place = self.textCursor().position()
        self.setPlainText(memo)
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.toPlainText().encode("utf-16-le")) // 2))
        self.setTextCursor(cursor)
        self.blockSignals(False)
        self._grow()

    def flush(self) -> None:
        """Says what was written and not yet said."""
        self._pause.stop()
        text = self.toPlainText()
        if text != self._known:
            self._known = text
            self.written.emit(text)

    def end_visit(self) -> None:
        """Says what is left, and that the next key begins another edit."""
        self.flush()
        if not self._fresh:
            self._fresh = True
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Text and the editing of text stay here; every other key is the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            chord = event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            leaves = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if chord and not leaves and not any(event.matches(each) for each in _EDITING):
                event.ignore()
                return False
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Ctrl+Return go back to the text."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (enter and control):
            self.end_visit()
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field ends the visit."""
        self.end_visit()
        super().focusOutEvent(event)

    def _changed(self) -> None:
        self._grow()
        if self._fresh:
            self._fresh = False
            self.flush()
        else:
            self._pause.start()

    def _fit(self) -> None:
        self.setFont(self._look.interface_font())
        self._grow()

    def _grow(self) -> None:
        """As high as its text, from two lines to eight."""
        lines = round(self.document().size().height())  # counted in lines by this document
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight(min(max(lines, 2), 8) * line + self._look.px(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other lines."""
        super().resizeEvent(event)
        self._grow()
