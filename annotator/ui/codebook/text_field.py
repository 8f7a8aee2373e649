"""Fields of several lines in the codebook's forms: what is typed is said after each pause."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from annotator.domain.ids import Id
from annotator.ui.codebook.fields import is_undo
from annotator.ui.kept_text import KeptText
from annotator.ui.theme import Look
from annotator.ui.typing_pause import TypingPause

MORE_LINES = 5
"""A field grows by so many lines before it scrolls."""


class TextField(QPlainTextEdit):
    """Several lines, as high as needed within bounds. A pause, or leaving it, says what it holds.

    What is said is what a person has typed, never what the field shows of it. What the study
    refuses stays, and is said again at each occasion.

    Signals:
        said: the text that a person gave.
        left: the visit is over; what comes next is another edit.
    """

    said = Signal(str)
    left = Signal()

    def __init__(self, look: Look, name: str, lines: int = 2) -> None:
        super().__init__()
        self._look, self._lines = look, lines
        self._about: Id = ""
        self._stored = self._settled = ""
        self._kept = KeptText("", "")
        self._saying = False
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        self.setProperty("field", True)
        self.setProperty("form", True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.textChanged.connect(self._changed)
        look.changed.connect(self._fit)
        self._fit()

    def show_text(self, about: Id, text: str, unsaved: str | None = None) -> None:
        """Takes what is stored; what a person gave and is not stored stays.

        Args:
            about: what it is the text of. Of another one nothing stays.
            text: as stored.
            unsaved: what a person gave and the study could not take.
        """
        same, self._about = about == self._about, about
        before, self._stored = self._stored, text
        if same and unsaved is None and self._saying:
            self._settled = self._kept.text  # stored, but for blanks at its ends
            return
        if same and unsaved is None and self.hasFocus() and self.is_unsaid():
            self._settled = text
            return
        if same and unsaved is None and self.hasFocus() and text == before:
            return
        self._settled = text
        shown = text if unsaved is None else unsaved
        if shown != self._kept.text:
            self._show(shown, self.textCursor().position() if same else 0)
        self._fit()

    def flush(self) -> None:
        """Says what is not yet said."""
        self._pause.stop()
        if self._saying or self.isReadOnly() or not self.is_unsaid():
            return
        self._saying = True
        try:
            self.said.emit(self._kept.text)
        finally:
            self._saying = False

    def is_unsaid(self) -> bool:
        """Whether something is typed that is not stored."""
        return self._kept.text != self._settled

    def event(self, event: QEvent) -> bool:
        """With nothing typed, undo and redo are the study's."""
        if is_undo(event) and not self.is_unsaid():
            event.ignore()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Says it, and shows it as it is stored."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        self.flush()
        self.left.emit()
        if not self.is_unsaid() and self._kept.text != self._stored:
            self._settled = self._stored
            self._show(self._stored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other lines."""
        super().resizeEvent(event)
        self._fit()

    def _show(self, text: str, place: int = 0) -> None:
        """Shows a text; this is no typing."""
        self._pause.stop()
        blocker = QSignalBlocker(self)
        self.setPlainText(text)
        self._kept = KeptText(text, self.document().toRawText())
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        blocker.unblock()
        self._fit()

    def _changed(self) -> None:
        self._fit()
        if self._kept.follow(self.document().toRawText()):
            self._pause.typed()

    def _fit(self) -> None:
        """As high as its lines, within bounds; sets no height that it has already."""
        lines = max(round(self.document().size().height()), self._lines)
        rows = min(lines, self._lines + MORE_LINES)
        height = rows * self.fontMetrics().lineSpacing() + self._look.px(18)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
