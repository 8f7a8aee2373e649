"""The layers of the timeline, each one item of the scene that paints one frame."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
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
