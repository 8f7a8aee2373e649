"""The playhead: a line over all rows with the time on a flag."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from annotator.domain.clock import clock_text
from annotator.ui.timeline.frame import Frame

FLAG_TOP_PX = 2
FLAG_HIGH_PX = 15
FLAG_LEAST_PX = 42
FLAG_RADIUS_PX = 4
LINE_PX = 1.4


class Playhead(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph carries no types
    """Small and by itself, so that moving it repaints no more than two narrow strips."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._time_ms: int | None = None
        self._bounds = QRectF()
        self.setZValue(50)

    @property
    def time_ms(self) -> int | None:
        """Where it stands, None where it is not shown."""
        return self._time_ms

    def show_frame(self, frame: Frame) -> None:
        """Stands where its time is in this frame."""
        self._frame = frame
        self.move(self._time_ms)

    def move(self, time_ms: int | None) -> None:
        """Stands at another time, or nowhere."""
        self._time_ms = time_ms
        frame = self._frame
        shown = frame is not None and time_ms is not None and frame.stretch.holds(time_ms)
        if frame is None or time_ms is None or not shown:
            self.setVisible(False)
            return
        flag = self._flag(frame, time_ms)
        bounds = QRectF(flag.left() - 1, 0, flag.width() + 2, frame.rows.height_px)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.setPos(frame.stretch.x_of(float(time_ms)), 0)
        self.setVisible(True)
        self.update()

    def grips(self, x_px: float, reach_px: float) -> bool:
        """Whether a place of the timeline is near enough to take hold of it."""
        return bool(self.isVisible()) and bool(abs(x_px - self.pos().x()) <= reach_px)

    def boundingRect(self) -> QRectF:
        """The flag's width over the whole height, about the line."""
        return self._bounds

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """The line, and the flag over it."""
        frame, time_ms = self._frame, self._time_ms
        if frame is None or time_ms is None:
            return
        accent = frame.look.colour("accent")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent, frame.length(LINE_PX)))
        top, end = frame.length(8), frame.rows.grid_end_px + frame.length(2)
        painter.drawLine(QPointF(0, top), QPointF(0, end))
        flag, radius = self._flag(frame, time_ms), frame.length(FLAG_RADIUS_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(flag, radius, radius)
        painter.setPen(frame.look.colour("panel"))
        painter.setFont(frame.font(11, strong=True))
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, clock_text(time_ms))

    def _flag(self, frame: Frame, time_ms: int) -> QRectF:
        metrics = QFontMetricsF(frame.font(11, strong=True))
        text = metrics.horizontalAdvance(clock_text(time_ms))
        wide = max(frame.length(FLAG_LEAST_PX), text + frame.length(12))
        return QRectF(-wide / 2, frame.length(FLAG_TOP_PX), wide, frame.length(FLAG_HIGH_PX))
