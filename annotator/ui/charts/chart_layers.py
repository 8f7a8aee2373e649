"""The two items of a chart's scene: all its marks, and over them what is read out.

They hold values and never the chart: Python's collector would take a circle apart in an order
that Qt does not survive.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QWidget

from annotator.ui.charts.drawing import Place
from annotator.ui.charts.marks import Mark, paint_all
from annotator.ui.theme import Look


class _Layer(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph carries no types
    """One item over the whole chart, however much it paints."""

    def __init__(self) -> None:
        super().__init__()
        self._bounds = QRectF()

    def take(self, bounds: QRectF) -> None:
        """Paints anew, within other bounds where they are others."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.update()

    def boundingRect(self) -> QRectF:
        """All of the chart."""
        return self._bounds


class MarksLayer(_Layer):
    """The drawing, kept as pixels of the screen while only the read-out moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._marks: tuple[Mark, ...] = ()

    def show_marks(self, marks: tuple[Mark, ...], bounds: QRectF) -> None:
        """Paints these marks from now on."""
        self._marks = marks
        self.take(bounds)

    def paint(self, painter: QPainter, _option: object, _widget: QWidget | None = None) -> None:
        """Paints them."""
        paint_all(painter, self._marks)


class CalloutLayer(_Layer):
    """A ring around the place that is read out, and its words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._look: Look | None = None
        self._place: Place | None = None
        self._focused = False
        self.setZValue(1)

    def show_place(self, look: Look, place: Place | None, bounds: QRectF, *, focused: bool) -> None:
        """Reads out a place; without one a focused chart has a ring of its own."""
        self._look, self._place, self._focused = look, place, focused
        self.take(bounds)

    def paint(self, painter: QPainter, _option: object, _widget: QWidget | None = None) -> None:
        """Paints ring and words."""
        look, place = self._look, self._place
        if look is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        px = look.px
        if place is None:
            if self._focused:
                painter.setPen(QPen(look.colour("accent"), 2))
                painter.drawRoundedRect(self._bounds.adjusted(1, 1, -1, -1), 7, 7)
            return
        painter.setPen(QPen(look.colour("accent"), px(2)))
        painter.drawRoundedRect(place.rect.adjusted(-3, -3, 3, 3), px(4), px(4))
        font = look.interface_font(11.5)
        lines, metrics = place.said.splitlines(), QFontMetricsF(font)
        wide = max(metrics.horizontalAdvance(line) for line in lines) + px(16)
        box = self._beside(place, wide, len(lines) * metrics.height() + px(10), px(8))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("field"))
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        inside = box.adjusted(px(8), px(5), -px(8), -px(5))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip, place.said)

    def _beside(self, place: Place, wide: float, high: float, gap: float) -> QRectF:
        """Room for what is read out: above the place, else under it, inside the chart."""
        room = self._bounds
        x = min(max(place.middle[0] - wide / 2, 2.0), max(room.width() - wide - 2.0, 2.0))
        above = place.rect.top() - gap - high
        y = above if above >= 2 else min(place.rect.bottom() + gap, room.height() - high - 2.0)
        return QRectF(x, y, wide, high)
