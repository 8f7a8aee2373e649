"""A report of several lines to read through, of which no line is cut in half."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from annotator.ui.theme import Look

_ROUND = 4  # pixels around the words


class ReportField(QPlainTextEdit):
    """Lines that can be read, scrolled and copied; its edge stands between two lines.

    Args:
        look: the look in force.
        lines: the report.
        name: for screen readers.
        least: how high it is at least, in pixels at 100 %.
    """

    def __init__(self, look: Look, lines: Iterable[str], name: str, least: int) -> None:
        super().__init__("\n".join(lines))
        self.setReadOnly(True)
        self.setProperty("field", True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(look.px(least))
        self.document().setDocumentMargin(0)  # it would scroll with the first line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves below what is no room for a whole line."""
        super().resizeEvent(event)
        self._end_between_lines()

    def changeEvent(self, event: QEvent) -> None:
        """The same in another typeface, as when it is dressed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._end_between_lines()

    def _end_between_lines(self) -> None:
        room = self.viewport().height() + self.viewportMargins().bottom() - _ROUND
        rest = room % max(self.fontMetrics().lineSpacing(), 1)
        self.setViewportMargins(_ROUND, _ROUND, _ROUND, _ROUND + rest)
