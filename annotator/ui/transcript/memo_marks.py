"""The marks of turns that have a memo: a small sheet of paper beside the speaker's letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QIcon, QPainter

from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.transcript.page import Page

_LEFT = 10  # of the letter, at 100 %
_EDGE = 11
_REACH = 2  # pixels around a mark that still point at it


class MemoMarks:
    """Places and paints the marks of a page.

    Attributes:
        memos: what they say, by the frozen position at which their turns begin.
    """

    def __init__(self, look: Look, page: Page) -> None:
        self._look = look
        self._page = page
        self.memos: Mapping[int, str] = {}
        self._icon: QIcon | None = None

    def forget(self) -> None:
        """Drops what was made for a theme that is gone."""
        self._icon = None

    def paint(self, painter: QPainter, pieces: range) -> None:
        """Paints the marks beside these pieces."""
        for _, rect in self._beside(pieces):
            if self._icon is None:
                self._icon = icon(self._look, "note", "accent")
            self._icon.paint(painter, rect.toRect())

    def at(self, point: QPointF, pieces: range) -> int | None:
        """The position at which the turn begins whose mark a point lies on."""
        for position, rect in self._beside(pieces):
            if rect.adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(point):
                return position
        return None

    def _beside(self, pieces: range) -> Iterator[tuple[int, QRectF]]:
        if not self.memos:
            return
        edge = self._look.px(_EDGE)
        left = self._page.measures.letter_x + self._look.px(_LEFT)
        for number in pieces:
            start = self._page.pieces.all[number].start
            if start in self.memos:
                line = self._page.lines(number)[0]
                yield start, QRectF(left, line.baseline - edge + self._look.px(1), edge, edge)
