"""The memo field: typing in it is one edit for each visit, and never a command."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from annotator.domain.ids import Id
from annotator.ui.kept_text import KeptText
from annotator.ui.theme import Look
from annotator.ui.typing_pause import TypingPause

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

    A memo is what a person has typed, never what the field shows. One that the study refuses (a
    full disk) stays here, also when another moment is shown, and is said again at each occasion.

    Signals:
        written: id of a moment and its memo as it is now, at the first key of a visit and at
            each `TypingPause`; again until `confirm` or `show_memo` says that it is stored.
        left: the visit is over; what comes next is another edit.
        escaped: a person is finished here and wants back to the text.
    """

    written = Signal(str, str)
    left = Signal()
    escaped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._moment_id: Id | None = None
        self._stored = ""
        self._kept = KeptText("", "")
        self._put_aside: dict[Id, str] = {}
        self._left_at: tuple[Id | None, int] = (None, 0)
        self._fresh = True
        self._saying = False
        self._lines = (2, 8)
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        self.setProperty("field", True)
        self.setAccessibleName("Memo")
        self.setPlaceholderText("Memo")
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)  # the study's own undo takes a visit back as a whole
        self.textChanged.connect(self._changed)
        look.changed.connect(self._fit)
        self._fit()

    def show_memo(self, moment_id: Id | None, memo: str) -> None:
        """Shows a moment's memo as stored; what is typed and not yet stored stays."""
        if moment_id == self._moment_id:
            unsaid = self._kept.text != self._stored
            self._stored = memo
            if unsaid or memo == self._kept.text:
                return
            place: int | None = self.textCursor().position()
        else:
            if self._moment_id is not None:
                self._left_at = (self._moment_id, self.textCursor().position())
                if self._kept.text != self._stored:
                    self._put_aside[self._moment_id] = self._kept.text
            place = self._left_at[1] if moment_id == self._left_at[0] else None
            self._moment_id, self._stored = moment_id, memo
            if moment_id is not None:
                memo = self._put_aside.pop(moment_id, memo)
        self._show(memo, place)

    def show_lock(self, *, is_locked: bool) -> None:
        """Whether nothing can be typed. Qt sets a field up anew even where that is as before."""
        if is_locked != self.isReadOnly():
            self.setReadOnly(is_locked)

    def confirm(self, moment_id: Id, memo: str) -> None:
        """The memo of a moment is stored."""
        if moment_id == self._moment_id:
            self._stored = memo
        elif self._put_aside.get(moment_id) == memo:
            del self._put_aside[moment_id]

    def unsaved(self) -> dict[Id, str]:
        """What is typed and not yet stored, by moment."""
        unsaved = dict(self._put_aside)
        if self._moment_id is not None and self._kept.text != self._stored:
            unsaved[self._moment_id] = self._kept.text
        return unsaved

    def take_up(self, unsaved: dict[Id, str]) -> None:
        """Goes on with what another field had that was not stored."""
        self._put_aside.update(unsaved)
        if self._moment_id in unsaved:
            self._show(self._put_aside.pop(self._moment_id), None)

    def discard(self, moment_id: Id | None = None) -> None:
        """Drops what is not stored, of one moment or of all."""
        if moment_id is None:
            self._put_aside.clear()
        else:
            self._put_aside.pop(moment_id, None)
        if moment_id in (None, self._moment_id):
            self._show(self._stored, None)

    def flush(self) -> None:
        """Says what was written and is not yet stored."""
        self._pause.stop()
        if self._saying:  # a change of the study that comes of saying it shows it anew
            return
        self._saying = True
        try:
            for moment_id, memo in self.unsaved().items():
                self.written.emit(moment_id, memo)
        finally:
            self._saying = False

    def end_visit(self) -> None:
        """Says what is left, and that the next key begins another edit."""
        self.flush()
        if not self._fresh and not self._saying:
            self._fresh = True
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Text and the editing of text stay here; every other key is the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            chord = event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            leaves = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
                event.ignore()
                return False
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Where the next key goes is on the screen."""
        super().focusInEvent(event)
        self.ensureCursorVisible()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field ends the visit."""
        self.end_visit()
        super().focusOutEvent(event)

    def _show(self, memo: str, place: int | None) -> None:
        """Shows a memo with the caret at a place, None for its end; this is no typing."""
        self._pause.stop()
        self.blockSignals(True)
        self.setPlainText(memo)
        raw = self.document().toRawText()
        self._kept = KeptText(memo, raw)
        cursor = self.textCursor()
        last = self.document().characterCount() - 1
        cursor.setPosition(last if place is None else min(place, last))
        self.setTextCursor(cursor)
        self.blockSignals(False)
        self._grow()
        if place is None and not self.hasFocus():
            self.verticalScrollBar().setValue(0)  # who looks at it reads it from the start

    def _changed(self) -> None:
        self._grow()
        if not self._kept.follow(self.document().toRawText()):
            return  # another font
        if self._fresh:
            self._fresh = False
            self.flush()
        else:
            self._pause.typed()

    def _fit(self) -> None:
        for part in (self, self.viewport()):  # which draws the placeholder, in a font of its own
            part.setFont(self._look.interface_font())
        placeholder = self.placeholderText()  # Qt goes on drawing it at the size it was laid out
        self.setPlaceholderText("")
        self.setPlaceholderText(placeholder)
        self._grow()

    def show_tight(self, *, tight: bool) -> None:
        """Takes one line or two where there is little room."""
        self._lines = (1, 2) if tight else (2, 8)
        self._grow()

    def _grow(self) -> None:
        """As high as its text, from two lines to eight where there is room."""
        least, most = self._lines
        lines = round(self.document().size().height())  # counted in lines by this document
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight(min(max(lines, least), most) * line + self._look.px(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other lines."""
        super().resizeEvent(event)
        self._grow()
