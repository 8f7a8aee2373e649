"""Fields of one line in the codebook's forms: what is typed is said once it is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words


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
        self.setProperty("form", True)
        self.editingFinished.connect(self.flush)

    def show_text(self, text: str, unsaved: str | None = None) -> None:
        """Takes what is stored; what a person gave stays where the study could not take it."""
        self._stored = text
        shown = text if unsaved is None else unsaved
        if self.text() != shown:
            self.setText(shown)

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


def words_in(fields: Mapping[str, object], name: str) -> str | None:
    r"""The text of a field among fields of a form; None where it is not there.

    >>> words_in({"examples": ("a", "b"), "name": "c"}, "examples"), words_in({}, "name")
    ('a\nb', None)
    """
    own = fields.get(name)
    if isinstance(own, tuple):
        return "\n".join(map(str, own))
    return own if isinstance(own, str) else None


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
