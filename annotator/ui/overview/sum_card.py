"""One sum of the study: a figure, and what it is made of. A press shows its rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout

from annotator.ui.agreement.card import Card
from annotator.ui.theme import Look
from annotator.ui.words import Words


class SumCard(Card):
    """A figure with its head and foot.

    Args:
        look: the look in force.
        title: its head.
        filter: the filter that shows its rows.

    Signals:
        opened: the filter.
    """

    opened = Signal(str)

    def __init__(self, look: Look, title: str, filter: str) -> None:
        super().__init__(look, title)
        self._title = title
        self._filter = filter
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._figure = Words(look, "", "figure")
        self._of = Words(look, "", "mute")
        self._foot = Words(look, "", "small", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self._figure)
        row.addSpacing(look.px(8))
        row.addWidget(self._of, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self._foot)
        self.column.addStretch(1)

    def show_sum(self, figure: str, of: str, foot: str) -> None:
        """Shows another sum."""
        self._figure.setText(figure)
        self._of.setText(of)
        self._foot.setText(foot)
        self.setAccessibleName(f"{self._title}: {figure} {of}. {foot}".strip())

    def text(self) -> str:
        """What it says."""
        return " ".join(filter(None, (self._figure.text(), self._of.text(), self._foot.text())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Space are a press."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._filter)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows the rows."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._filter)
