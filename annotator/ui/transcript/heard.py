"""The turn that is heard now, beside its letter; a click on a letter has that turn heard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from annotator.domain.spans import Span
from annotator.ui.theme import Look
from annotator.ui.transcript.page import Page


class Heard:
    """What is heard of a transcript.

    Attributes:
        span: of the turn that is heard; None for none.
        asks: whether there is a recording to hear.
    """

    def __init__(self) -> None:
        self.span: Span | None = None
        self.asks = False

    def paint(self, painter: QPainter, look: Look, page: Page, pieces: range) -> None:
        """A small triangle left of the letter, and a line along the turn."""
        if self.span is None:
            return
        start, end = self.span
        accent, high = look.colour("accent"), look.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        for number in pieces:
            piece = page.pieces.all[number]
            if piece.end <= start or piece.start >= end:
                continue
            lines = page.lines(number)
            x = page.measures.text_x - look.px(7)
            top, bottom = lines[0].rect.top(), lines[-1].rect.bottom()
            painter.fillRect(QRectF(x, top, look.px(2), bottom - top), accent)
            if piece.letter:
                middle, left = lines[0].rect.center().y(), page.measures.letter_x - look.px(11)
                corners = [(0, -high), (high * 1.5, 0), (0, high)]
                painter.drawPolygon(QPolygonF([QPointF(left + x, middle + y) for x, y in corners]))

    def letter_at(self, page: Page, point: QPointF) -> int | None:
        """Where the turn begins whose letter lies at a point."""
        measures = page.measures
        if not self.asks or not measures.letter_x - 3 <= point.x() < measures.text_x - 4:
            return None
        for number in page.visible(point.y(), point.y() + 1):
            piece = page.pieces.all[number]
            rect = page.lines(number)[0].rect
            if piece.letter and rect.top() <= point.y() <= rect.bottom():
                return piece.start
        return None
