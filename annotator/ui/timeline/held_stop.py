"""The stop that the mouse moves along the clock: drawn above all until it is let go."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from annotator.domain.clock import clock_text
from annotator.ui.timeline.frame import Frame

SIZE_PX = 5.5
SNAP_MS = 1_000


class HeldStop(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph carries no types
    """A diamond with its time beside it; small, so that moving it repaints little."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._time_ms = 0
        self._bounds = QRectF()
        self.setZValue(55)
        self.hide()

    @property
    def time_ms(self) -> int | None:
        """The time that it would be let go at; None where none is held."""
        return self._time_ms if self.isVisible() else None

    def hold(self, frame: Frame, time_ms: int, y_px: float) -> None:
        """Stands at a time, at its party's edge of the clock."""
        self._frame, self._time_ms = frame, time_ms
        words = QFontMetricsF(frame.font(11, strong=True)).horizontalAdvance(clock_text(time_ms))
        size = frame.length(SIZE_PX)
        self.prepareGeometryChange()
        self._bounds = QRectF(-size - 2, -size - 8, 2 * size + words + 16, 2 * size + 16)
        self.setPos(frame.stretch.x_of(float(time_ms)), y_px)
        self.show()
        self.update()

    def let_go(self) -> None:
        """Is held no longer."""
        self.hide()

    def boundingRect(self) -> QRectF:
        """The diamond and the words to its right."""
        return self._bounds

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paints both."""
        frame = self._frame
        if frame is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(frame.look.colour("panel"), frame.length(1)))
        painter.setBrush(frame.look.colour("accent"))
        painter.drawPolygon(diamond(0, 0, frame.length(SIZE_PX)))
        painter.setPen(frame.look.colour("accent"))
        painter.setFont(frame.font(11, strong=True))
        words = self._bounds.adjusted(2 * frame.length(SIZE_PX) + 6, 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, flags, clock_text(self._time_ms))


def diamond(x: float, y: float, size: float) -> QPolygonF:
    """The sign of a stop about a point."""
    return QPolygonF(
        [QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)]
    )
