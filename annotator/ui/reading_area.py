"""The room of the columns: where they are wider than it, it scrolls sideways."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from annotator.ui.columns import Columns
from annotator.ui.theme import Look


class ReadingArea(QScrollArea):
    """Holds the columns, and shows the one in hand as a whole."""

    def __init__(self, look: Look, columns: Columns) -> None:
        super().__init__()
        self._look = look
        self._columns = columns
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("ground", "paper")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(columns)
        self._after = QTimer(self)  # the columns take their new places first
        self._after.setSingleShot(True)
        self._after.setInterval(0)
        self._after.timeout.connect(self._show_column)
        self._sought = ""
        columns.sought.connect(self._seek)
        look.settled.connect(self._keep)

    def minimumSizeHint(self) -> QSize:
        """As low as the columns can be; narrower, for it scrolls."""
        return QSize(self._look.px(200), self._columns.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the column in hand whole where the room is another."""
        super().resizeEvent(event)
        self._keep()

    def _keep(self) -> None:
        if self._columns.voice is not None:
            self._seek(self._columns.voice)

    def _seek(self, voice: str) -> None:
        self._sought = voice
        self._after.start()

    def _show_column(self) -> None:
        self.ensureWidgetVisible(self._columns.column(self._sought), 0, 0)
