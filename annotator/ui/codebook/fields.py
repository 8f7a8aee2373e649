"""Fields of the codebook's forms: what is typed is said once it is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

MORE_LINES = 5
"""A field grows by so many lines before it scrolls."""


class LineField(QLineEdit):
    """One line. Return or leaving it says what it holds, if that is something new.

    Signals:
        said: the text that a person gave.
    """

    said = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._stored = ""
        self.setAccessibleName(name)
        self.editingFinished.connect(self.flush)

    def show_text(self, text: str) -> None:
        """Takes what is stored."""
        self._stored = text
        if self.text() != text:
            self.setText(text)

    def flush(self) -> None:
        """Says what is not yet said."""
        if self.text() != self._stored and not self.isReadOnly():
            self._stored = self.text()
            self.said.emit(self.text())

    def event(self, event: QEvent) -> bool:
        """With nothing typed, undo and redo are the study's."""
        if self.text() == self._stored and is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what was typed and is not yet said."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._stored:
            self.setText(self._stored)
            event.accept()
            return
        super().keyPressEvent(event)


class TextField(QPlainTextEdit):
    """Several lines, as high as needed within bounds. Leaving it says what it holds.

    Signals:
        said: the text that a person gave.
    """

    said = Signal(str)

    def __init__(self, look: Look, name: str, lines: int = 2) -> None:
        super().__init__()
        self._look, self._lines = look, lines
        self._stored = ""
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.textChanged.connect(self._fit)
        look.changed.connect(self._fit)
        self._fit()

    def show_text(self, text: str) -> None:
        """Takes what is stored."""
        self._stored = text
        if self.toPlainText() != text:
            blocker = QSignalBlocker(self)
            self.setPlainText(text)
            blocker.unblock()
        self._fit()

    def flush(self) -> None:
        """Says what is not yet said."""
        if self.toPlainText() != self._stored and not self.isReadOnly():
            self._stored = self.toPlainText()
            self.said.emit(self._stored)

    def event(self, event: QEvent) -> bool:
        """With nothing typed, undo and redo are the study's."""
        if self.toPlainText() == self._stored and is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Says it."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other lines."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its lines, within bounds; sets no height that it has already."""
        lines = max(round(self.document().size().height()), self._lines)
        rows = min(lines, self._lines + MORE_LINES)
        height = rows * self.fontMetrics().lineSpacing() + self._look.px(18)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)


def is_undo(event: QEvent) -> bool:
    """Whether a key asks whose undo or redo it is."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


def named_combo(look: Look, name: str, texts: Sequence[str] = ()) -> Combo:
    """A pull-down with a name, which its list has too."""
    box = Combo(look)
    box.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)  # also once it is shown
    box.setAccessibleName(name)
    box.view().setAccessibleName(name)
    box.addItems(list(texts))
    return box


def labelled(look: Look, name: str, widget: QWidget, hint: str = "") -> QWidget:
    """A field under its name, with a line of explanation."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    label = QLabel(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(widget)
    column.addWidget(label)
    column.addWidget(widget)
    if hint:
        column.addWidget(Words(look, hint, "small", wrap=True))
    return whole
