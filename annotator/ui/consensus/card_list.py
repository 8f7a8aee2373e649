"""A list of cards that leaves letters to the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView


class CardList(QListView):
    """The list of cards.

    Args:
        name: for screen readers.

    Signals:
        returned: Return was pressed on a card.
    """

    returned = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Letters are commands, not the beginning of a name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens; other keys go up and down."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returned.emit()
        elif event.text().strip():
            event.ignore()  # a command of the window
        else:
            super().keyPressEvent(event)
