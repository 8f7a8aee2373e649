"""The layers of the timeline, each one item of the scene that paints a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from annotator.ui.timeline.frame import Frame

Paint = Callable[[QPainter, Frame, QRectF], None]
"""Paints a frame, or at least that part of it which meets the rectangle."""


class Layer(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph carries no types
    """A batched item over the whole timeline: however much it shows, it is one item.

    Args:
        paint: what it paints; nothing is painted before the first frame.
    """

    def __init__(self, paint: Paint, height: int) -> None:
        super().__init__()
        self._paint = paint
        self._frame: Frame | None = None
        self._bounds = QRectF()
        self.setZValue(height)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def show_frame(self, frame: Frame, width_px: float) -> None:
        """Paints this frame from now on."""
        bounds = QRectF(0, 0, width_px, frame.rows.height_px)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self._frame = frame
        self.update()

    def boundingRect(self) -> QRectF:
        """All of the timeline."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paints what is exposed."""
        if self._frame is not None:
            self._paint(painter, self._frame, option.exposedRect)


class StillLayer(Layer):
    """What stays while a person steps from moment to moment: painted once, and kept as a picture.

    Args:
        paints: what it paints, from below to above, on the ground of a panel.
    """

    def __init__(self, paints: Sequence[Paint], height: int) -> None:
        super().__init__(self._paint_kept, height)
        self._paints = paints
        self._kept = QPixmap()

    def show_frame(self, frame: Frame, width_px: float) -> None:
        """Paints this frame from now on; nothing is done where it looks like the one before."""
        if self._frame is None or not frame.is_still(self._frame):
            self._kept = QPixmap()
        super().show_frame(frame, width_px)

    def _paint_kept(self, painter: QPainter, frame: Frame, _exposed: QRectF) -> None:
        ratio = painter.device().devicePixelRatioF()
        size = (self._bounds.size() * ratio).toSize()
        if self._kept.size() != size or self._kept.devicePixelRatioF() != ratio:
            self._kept = QPixmap(size)
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(frame.look.colour("panel"))  # on a ground letters are crisper
            on_picture = QPainter(self._kept)
            for paint in self._paints:
                on_picture.save()
                paint(on_picture, frame, self._bounds)
                on_picture.restore()
            on_picture.end()
        painter.drawPixmap(QPointF(), self._kept)
