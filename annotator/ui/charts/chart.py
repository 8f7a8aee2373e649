"""What all charts share: the look, the read-out by mouse and keys, and the reason for nothing."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.charts.chart_layers import CalloutLayer, MarksLayer
from annotator.ui.charts.drawing import Drawing, Place
from annotator.ui.charts.plot import Plot
from annotator.ui.theme import Look

NEAR_PX = 14
WIDTH_PX, LEAST_WIDTH_PX = 560, 320
GROUND = "panel"


class Chart(pg.GraphicsView):  # type: ignore[misc] # pyqtgraph carries no types
    """A plot on the screen; `show_…` of each kind gives it another.

    Arrows go from place to place, Home and End to the first and the last of a row, Return or a
    press opens a place. What is under the mouse or the keys is read out beside it, and stands in
    the accessible description; before, the description is the finding.

    Args:
        look: the look in force.
        name: for screen readers, until there is a plot with a title.

    Signals:
        opened: the key of a place.
        read: what is read out now; empty for nothing.
    """

    opened = Signal(object)
    read = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(background=None)
        self.look = look
        self.plot = Plot()
        self._drawing = Drawing(marks=())
        self._size: tuple[int, int] | None = None  # of that drawing, None for another plot or look
        self._heights: dict[int, float] = {}  # wanted at a width, in this look
        self._is_made = False  # for the size, plot and look of now
        self._is_drawn = False  # it waits while nobody sees it
        self._is_asked = False  # to draw, by an event that is on its way
        self._here: tuple[int, int] | None = None
        self._over: Place | None = None
        self._ground = MarksLayer()
        self._callout = CalloutLayer()
        for layer in (self._ground, self._callout):
            self.addItem(layer)
        self._call(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.viewport().setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._renew)

    # What is shown ------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """Of the picture, for the head of a card."""
        return self.plot.title

    @property
    def finding(self) -> str:
        """What it shows, in words."""
        return self.plot.finding

    @property
    def caption(self) -> tuple[str, ...]:
        """What it rests on, paragraph by paragraph."""
        return self.plot.caption

    @property
    def reason(self) -> str:
        """Why there is nothing to draw; empty where there is something."""
        return self.plot.reason

    def show_plot(self, plot: Plot) -> None:
        """Shows another result."""
        self.plot = plot
        self._here = None
        self._call(plot.title)
        self.updateGeometry()
        self._renew()
        self._speak()

    def _call(self, name: str) -> None:
        """Its name for screen readers, which Qt tells of the surface inside it too."""
        self.setAccessibleName(name)
        self.viewport().setAccessibleName(name)

    # The drawing --------------------------------------------------------------------------

    @property
    def drawing(self) -> Drawing:
        """What is on the screen; one that does not stretch is the same at any height."""
        if not self._is_made:
            plot, self._is_made = self.plot, True
            size = (self.width(), self.height() if plot.stretches or plot.reason else 0)
            if size != self._size:
                self._drawing = plot.drawn(self.look, *size, GROUND)
                self._size = size
        return self._drawing

    @property
    def here(self) -> Place | None:
        """The place that the keys are at."""
        return self._place(self._here)

    def sizeHint(self) -> QSize:
        """Wide, and as high as the plot should be."""
        width = self.look.px(WIDTH_PX)
        return QSize(width, round(self._wanted(max(self.width(), width))))

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        width = self.look.px(LEAST_WIDTH_PX)
        least = 0.75 if self.plot.stretches else 1.0
        return QSize(width, round(least * self._wanted(max(self.width(), width))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draws anew."""
        super().resizeEvent(event)
        if hasattr(self, "_ground"):  # pyqtgraph resizes before there is anything
            self._draw_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """In the look of now."""
        super().showEvent(event)
        self._draw_soon()

    def customEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draws, once for all that has changed since, and before it is painted.

        One that is scrolled out of sight waits: it is drawn when it is painted.
        """
        self._is_asked = False
        if not self._is_drawn and not self.visibleRegion().isEmpty():
            self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """It may be scrolled into sight, or a picture of it taken before that event has come."""
        if not self._is_drawn:
            self._draw()
        super().paintEvent(event)

    def close(self) -> bool:
        """As any widget: pyqtgraph's own takes the view apart, and Qt then paints into nothing."""
        return bool(QWidget.close(self))

    # Mouse and keys -----------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Reads out what is under the mouse."""
        self._point_at(self._near(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Reads out what the keys are at, if anything."""
        super().leaveEvent(event)
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the keys to a place and opens it."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        found = self._near(event.position())
        if found is not None:
            self._go(*found)
            self._open()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press is all there is."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press has done it."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to what the chart stands in."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks through the places and opens them."""
        key = Qt.Key(event.key())
        if key in _STEPS and self.drawing.places:
            self._step(*_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.drawing.places:
            row = self._here[0] if self._here else 0
            self._go(row, 0 if key == Qt.Key.Key_Home else len(self.drawing.places[row]) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.here is not None:
            self._open()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Left to what the chart stands in."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows that the keys are here."""
        super().focusInEvent(event)
        self._call_out()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And that they are not."""
        super().focusOutEvent(event)
        self._call_out()

    # Inside -------------------------------------------------------------------------------

    def _wanted(self, width: int) -> float:
        """The plot's height at a width; layouts ask often."""
        if width not in self._heights:
            self._heights[width] = self.plot.wanted_height(width, self.look)
        return self._heights[width]

    def _renew(self) -> None:
        """All is to be drawn in another look, or is another plot."""
        self._size = None
        self._heights = {}
        self._draw_soon()

    def _draw_soon(self) -> None:
        self._is_drawn = self._is_made = False
        self._over = None
        if not self._is_asked:
            self._is_asked = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))

    def _draw(self) -> None:
        """Draws at the size and look of now; all places keep their numbers."""
        drawing = self.drawing
        self._is_drawn = True
        self.setBackground(self.look.colour(GROUND))
        self._ground.show_marks(drawing.marks, self._bounds())
        self._call_out()

    def _step(self, along: int, across: int) -> None:
        """To the neighbour in the row, or to what stands nearest in the next one."""
        rows = self.drawing.places
        if self._here is None:
            row = next(place for place, own in enumerate(rows) if own)
            self._go(row, 0)
            return
        row, column = self._here
        if along:
            self._go(row, column + along)
            return
        other = row + across
        while 0 <= other < len(rows) and not rows[other]:
            other += across
        if 0 <= other < len(rows):
            x = rows[row][column].middle[0]
            own = rows[other]
            self._go(other, min(range(len(own)), key=lambda place: abs(own[place].middle[0] - x)))

    def _go(self, row: int, column: int) -> None:
        self._here = (row, min(max(column, 0), len(self.drawing.places[row]) - 1))
        self._speak()
        self._call_out()

    def _open(self) -> None:
        place = self.here
        if place is not None and place.key is not None:
            self.opened.emit(place.key)

    def _point_at(self, found: tuple[int, int] | None) -> None:
        over = self._place(found)
        if over is not self._over:
            self._over = over
            self.read.emit(self._said())
            self._call_out()

    def _speak(self) -> None:
        said = self._said()
        self.setAccessibleDescription(said or self.reason or self.finding)
        self.read.emit(said)

    def _said(self) -> str:
        place = self._over or self.here
        return place.said if place else ""

    def _place(self, at: tuple[int, int] | None) -> Place | None:
        if at is None:  # and nothing needs to be drawn for it
            return None
        rows = self.drawing.places
        if at[0] >= len(rows) or at[1] >= len(rows[at[0]]):
            return None
        return rows[at[0]][at[1]]

    def _near(self, where: QPointF) -> tuple[int, int] | None:
        """The place under a point, else the nearest one that is near."""
        best: tuple[float, tuple[int, int]] | None = None
        for row, own in enumerate(self.drawing.places):
            for column, place in enumerate(own):
                if place.rect.contains(where):
                    return row, column
                x, y = place.middle
                far = abs(x - where.x()) + abs(y - where.y())
                if far <= self.look.px(NEAR_PX) and (best is None or far < best[0]):
                    best = far, (row, column)
        return best[1] if best else None

    def _bounds(self) -> QRectF:
        return QRectF(0, 0, self.width(), self.height())

    def _call_out(self) -> None:
        """Shows the ring of the focus, and what is read out."""
        focused = self.hasFocus()
        place = self._over or (self.here if focused else None)
        self._callout.show_place(self.look, place, self._bounds(), focused=focused)


_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
