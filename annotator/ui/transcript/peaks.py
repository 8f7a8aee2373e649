"""The sign of a moment that is the peak of its event: its bar ends in a point."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPolygonF

PEAK = "peak of its event"


def paint_peak(painter: QPainter, top: QPointF, width: float) -> None:
    """Paints the point on a bar in the colour in hand.

    Args:
        painter: with the bar's brush and no pen.
        top: the middle of the bar's upper edge.
        width: of the bar.
    """
    half, height = width, width * 1.75
    corners = (QPointF(0, -2), QPointF(half, height), QPointF(-half, height))
    painter.drawPolygon(QPolygonF([top + each for each in corners]))
