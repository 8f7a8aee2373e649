"""A splitter whose handles are hairlines that paint themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from annotator.ui.theme import Look


class HairSplitter(QSplitter):
    """Parts side by side or one above the other.

    It has no style sheet: one on it would have Qt dress anew all that stands in it, seen or not.

    Args:
        look: for the colour of the hairlines.
        orientation: of the row of parts.
        parts: from left to right, or down.
    """

    def __init__(self, look: Look, orientation: Qt.Orientation, *parts: QWidget) -> None:
        super().__init__(orientation)
        self._look = look
        self.setHandleWidth(1)
        for part in parts:
            self.addWidget(part)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:  # noqa: N802
        """One between two parts."""
        return _Hairline(self._look, self)


class _Hairline(QSplitterHandle):
    """A line that lights up under the mouse."""

    def __init__(self, look: Look, splitter: QSplitter) -> None:
        super().__init__(splitter.orientation(), splitter)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line; about it the handle can be gripped, and shows what lies there."""
        token = "accent" if self.underMouse() else "line"
        QPainter(self).fillRect(self.contentsRect(), self._look.colour(token))
