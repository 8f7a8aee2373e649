"""The timeline's surface: turns the mouse into a few gestures, and knows nothing of moments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.ui.tips import plain_tip

DRAG_PX = 4
NOTCH = 120

Hold = Literal["playhead", "stop"]
Gesture = Literal["pan", "playhead", "brush", "stop"]


class Canvas(pg.GraphicsView):  # type: ignore[misc] # pyqtgraph carries no types
    """A scene in the widget's own pixels. pyqtgraph's menus and mouse modes stay off.

    Args:
        grips: what a press at a place takes hold of.
        tip_at: what to say about a place; plain text, empty for nothing.

    Signals:
        pointed: the place that the mouse is at while it holds nothing, None once it has left.
        clicked: a press and release at one place.
        doubled: a double click.
        pulled: the ground was dragged by so many pixels to the right.
        playhead_pulled: the playhead was dragged to this x.
        stop_held: a drag of the stop at this place has begun.
        stop_pulled: it was dragged to this x.
        stop_dropped: it was let go.
        brushed: Shift+drag from x to x.
        brush_dropped: Shift+click.
        wheeled: x, notches away from the person, pixels to the right.
    """

    pointed = Signal(object)
    clicked = Signal(QPointF)
    doubled = Signal()
    pulled = Signal(float)
    playhead_pulled = Signal(float)
    stop_held = Signal(QPointF)
    stop_pulled = Signal(float)
    stop_dropped = Signal()
    brushed = Signal(float, float)
    brush_dropped = Signal()
    wheeled = Signal(float, float, float)

    def __init__(
        self,
        parent: QWidget,
        grips: Callable[[QPointF], Hold | None],
        tip_at: Callable[[QPointF], str],
    ) -> None:
        super().__init__(parent, background=None)
        self._grips = grips
        self._tip_at = tip_at
        self._pressed: QPointF | None = None
        self._last_x = 0.0
        self._gesture: Gesture | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it has a ground
        for part in (self, self.viewport()):
            part.setAccessibleName("Picture of the session timeline")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begins a gesture."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed = event.position()
        self._last_x = self._pressed.x()
        self._gesture = None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows a gesture, or shows what could be taken hold of."""
        place = event.position()
        if self._pressed is None:
            near = self._grips(place) is not None
            self.viewport().setCursor(
                Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor
            )
            self.pointed.emit(place)
            return
        if self._gesture is None:
            if (place - self._pressed).manhattanLength() < DRAG_PX:
                return
            self._gesture = self._begun(event)
        if self._gesture == "pan":
            self.pulled.emit(place.x() - self._last_x)
        elif self._gesture == "playhead":
            self.playhead_pulled.emit(place.x())
        elif self._gesture == "stop":
            self.stop_pulled.emit(place.x())
        else:
            self.brushed.emit(self._pressed.x(), place.x())
        self._last_x = place.x()

    def leaveEvent(self, event: QEvent) -> None:
        """Tells that the mouse has left."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a gesture; one that never moved was a click."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        pressed, gesture = self._pressed, self._gesture
        self._pressed = self._gesture = None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        if gesture == "brush":
            self.brushed.emit(pressed.x(), event.position().x())
        elif gesture == "stop":
            self.stop_dropped.emit()
        elif gesture is None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.brush_dropped.emit()
        elif gesture is None:
            self.clicked.emit(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tells of a double click; its second release is no click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.doubled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Tells of the wheel."""
        turned = event.angleDelta()
        self.wheeled.emit(event.position().x(), turned.y() / NOTCH, float(turned.x()))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Shows the tip for the place under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self._tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return bool(super().viewportEvent(event))

    def _begun(self, event: QMouseEvent) -> Gesture:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return "brush"
        pressed = self._pressed or event.position()
        held = self._grips(pressed)
        if held == "stop":
            self.stop_held.emit(pressed)
        if held is not None:
            return held
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        return "pan"
