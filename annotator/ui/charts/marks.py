"""The marks that charts are drawn of: frozen, with all that painting needs, on any paper.

No pen is cosmetic and nothing is cached as pixels, so that a mark looks the same on a screen at
200 %, in an SVG and in a PDF of 1200 dots to the inch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

Point = tuple[float, float]
Sign = Literal["circle", "diamond", "up", "down"]

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something drawn.

    Attributes:
        name: what of the result it shows; empty for grid and labels.
    """

    name: str = ""

    def paint(self, painter: QPainter) -> None:
        """Paints it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Mark):
    """A line through points, in pixels."""

    points: tuple[Point, ...]
    ink: QColor
    width: float
    dash: tuple[float, ...] = ()

    def paint(self, painter: QPainter) -> None:
        """Strokes it."""
        painter.setPen(_pen(self.ink, self.width, self.dash))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(self.points) == 2:
            painter.drawLine(QPointF(*self.points[0]), QPointF(*self.points[1]))
        elif len(self.points) > 2:
            x, y = np.array(self.points, dtype=np.float64).T
            painter.drawPath(pg.arrayToQPath(x, y))


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Mark):
    """What lies between two lines of equally many points."""

    upper: tuple[Point, ...]
    lower: tuple[Point, ...]
    ink: QColor

    def paint(self, painter: QPainter) -> None:
        """Fills it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink)
        painter.drawPolygon(QPolygonF(_points((*self.upper, *reversed(self.lower)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots(Mark):
    """A sign at each point; hollow ones show the paper inside."""

    points: tuple[Point, ...]
    ink: QColor
    radius: float
    sign: Sign = "circle"
    paper: QColor | None = None

    def paint(self, painter: QPainter) -> None:
        """Paints the signs."""
        if self.paper is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.ink)
        else:
            painter.setPen(_pen(self.ink, self.radius * 0.45))
            painter.setBrush(self.paper)
        for x, y in self.points:
            if self.sign == "circle":
                painter.drawEllipse(QPointF(x, y), self.radius, self.radius)
            else:
                painter.drawPolygon(_sign(self.sign, x, y, self.radius))


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Mark):
    """A filled rectangle, cut across into stripes where it has several colours.

    Attributes:
        box: left, top, width and height.
        inks: from the top down.
        edge: of an outline; none where it is None.
    """

    box: tuple[float, float, float, float]
    inks: tuple[QColor, ...]
    radius: float = 0.0
    edge: QColor | None = None
    edge_width: float = 1.0

    @property
    def rect(self) -> QRectF:
        """Where it stands."""
        return QRectF(*self.box)

    def paint(self, painter: QPainter) -> None:
        """Fills and outlines it."""
        rect = self.rect
        painter.setPen(Qt.PenStyle.NoPen)
        if len(self.inks) > 1:
            high = rect.height() / len(self.inks)
            for place, ink in enumerate(self.inks):
                painter.setBrush(ink)
                top = rect.top() + place * high
                painter.drawRect(QRectF(rect.left(), top, rect.width(), high))
        elif self.inks:
            painter.setBrush(self.inks[0])
            painter.drawRoundedRect(rect, self.radius, self.radius)
        if self.edge is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_pen(self.edge, self.edge_width))
            half = self.edge_width / 2
            painter.drawRoundedRect(
                rect.adjusted(half, half, -half, -half), self.radius, self.radius
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon(Mark):
    """An S from one height to another."""

    start: Point
    end: Point
    ink: QColor
    width: float
    dash: tuple[float, ...] = ()

    def paint(self, painter: QPainter) -> None:
        """Strokes it."""
        middle = (self.start[1] + self.end[1]) / 2
        path = QPainterPath(QPointF(*self.start))
        path.cubicTo(self.start[0], middle, self.end[0], middle, *self.end)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(self.ink, self.width, self.dash))
        painter.drawPath(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Mark):
    """One line of text in a box; with a slant its baseline begins at the box's lower left."""

    text: str
    box: tuple[float, float, float, float]
    font: QFont
    ink: QColor
    align: Qt.AlignmentFlag = field(default=LEFT)
    slant: float = 0.0

    def paint(self, painter: QPainter) -> None:
        """Writes it."""
        painter.setFont(self.font)
        painter.setPen(self.ink)
        rect = QRectF(*self.box)
        if not self.slant:
            painter.drawText(rect, self.align | Qt.TextFlag.TextDontClip, self.text)
            return
        painter.save()
        painter.translate(rect.left(), rect.bottom())
        painter.rotate(-self.slant)
        painter.drawText(QPointF(0, 0), self.text)
        painter.restore()


def paint_all(painter: QPainter, marks: Sequence[Mark]) -> None:
    """Paints marks, the later above the earlier."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    for mark in marks:
        mark.paint(painter)


def _pen(ink: QColor, width: float, dash: tuple[float, ...] = ()) -> QPen:
    pen = QPen(ink, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def _points(points: Sequence[Point]) -> list[QPointF]:
    return [QPointF(x, y) for x, y in points]


def _sign(sign: Sign, x: float, y: float, radius: float) -> QPolygonF:
    if sign == "diamond":
        r = radius * 1.25
        return QPolygonF(_points([(x, y - r), (x + r, y), (x, y + r), (x - r, y)]))
    tip = -radius if sign == "up" else radius
    return QPolygonF(_points([(x, y + tip), (x + radius, y - tip), (x - radius, y - tip)]))
