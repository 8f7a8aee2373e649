"""A painted matrix whose cells can be walked through and opened: coders, and codes by codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.ui.theme import Look, mixed
from annotator.ui.tips import plain_tip

_SLANT = 50  # degrees
_LONGEST = 130  # of a label, at 100 %
_CONTRAST = 4.5  # of text on its cell, WCAG 2.1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        text: what stands in it; may be empty.
        strength: how deep its colour is, 0 to 1; None for a cell that has no value.
        said: for screen readers and the tooltip; empty for a cell that cannot be opened.
    """

    text: str = ""
    strength: float | None = None
    said: str = ""


class HeatMap(QWidget):
    """Cells in rows and columns. Arrows go from cell to cell, Return or a press opens one.

    Args:
        look: the look in force.
        name: for screen readers.
        cell: largest width and height of a cell at 100 %.

    Signals:
        opened: row and column of a cell.
    """

    opened = Signal(int, int)

    def __init__(self, look: Look, name: str, cell: tuple[int, int]) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._largest = cell
        self._labels: tuple[str, ...] = ()
        self._cells: tuple[tuple[Cell, ...], ...] = ()
        self._here = (0, 0)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_cells(self, labels: Sequence[str], cells: Sequence[Sequence[Cell]]) -> None:
        """Shows a square matrix: the labels stand at the left and on top."""
        self._labels = tuple(labels)
        self._cells = tuple(tuple(row) for row in cells)
        size = len(self._labels)
        if not (self._here[0] < size and self._here[1] < size):
            self._here = (0, 0)
        self._speak()
        self.updateGeometry()
        self.update()

    def cell(self, row: int, column: int) -> Cell:
        """One cell."""
        return self._cells[row][column]

    def choose(self, row: int, column: int) -> None:
        """Takes the keys to a cell."""
        self._here = (row, column)
        self._speak()
        self.update()

    def rect_of(self, row: int, column: int) -> QRectF:
        """Where a cell stands."""
        left, top, width, height = self._grid()
        gap = self._look.px(3)
        return QRectF(
            left + column * width, top + row * height, max(width - gap, 4), max(height - gap, 4)
        )

    def sizeHint(self) -> QSize:
        """Rows of their full height, columns as there is room."""
        rows = max(len(self._labels), 1)
        height = self._head_height() + rows * self._look.px(self._largest[1])
        return QSize(self._label_width() + rows * self._look.px(self._largest[0]), height)

    def minimumSizeHint(self) -> QSize:
        """Narrow columns, rows as they are."""
        rows = max(len(self._labels), 1)
        width = self._label_width() + rows * self._look.px(24)
        return QSize(min(width, self._look.px(240)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Labels, cells, and a ring around the one in hand."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.interface_font(11.5))
        left, top, width, height = self._grid()
        metrics = QFontMetrics(look.interface_font(11.5))
        slanted = self._is_slanted(width)
        for place, label in enumerate(self._labels):
            painter.setPen(look.colour("mute"))
            own = QRectF(0, top + place * height, left - px(8), height - px(3))
            elided = metrics.elidedText(label, Qt.TextElideMode.ElideRight, int(own.width()))
            painter.drawText(own, _RIGHT, elided)
            self._draw_head(painter, left + (place + 0.5) * width, top, label, slanted, width)
        for row, own_row in enumerate(self._cells):
            for column, cell in enumerate(own_row):
                self._draw_cell(painter, self.rect_of(row, column), cell)
        if self.hasFocus() and self._labels:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), px(2)))
            painter.drawRoundedRect(self.rect_of(*self._here), px(5), px(5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow columns slant their labels, which need more height."""
        super().resizeEvent(event)
        self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Opens the cell under the mouse."""
        found = self._cell_at(event.position())
        if found is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.choose(*found)
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Return opens."""
        step = _STEPS.get(Qt.Key(event.key()))
        size = len(self._labels)
        if step is not None and size:
            row, column = self._here[0] + step[0], self._here[1] + step[1]
            self.choose(min(max(row, 0), size - 1), min(max(column, 0), size - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Says in a tooltip what the cell under the mouse is."""
        if isinstance(event, QHelpEvent):
            found = self._cell_at(QPointF(event.pos()))
            said = self._cells[found[0]][found[1]].said if found else ""
            QToolTip.showText(event.globalPos(), plain_tip(said), self)
            return True
        return super().event(event)

    def _open(self) -> None:
        if self._labels and self._cells[self._here[0]][self._here[1]].said:
            self.opened.emit(*self._here)

    def _speak(self) -> None:
        if not self._cells:
            self.setAccessibleDescription("Nothing to compare")
            return
        row, column = self._here
        none = f"{self._labels[row]}, {self._labels[column]}: no number"
        self.setAccessibleDescription(self._cells[row][column].said or none)

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        size = range(len(self._labels))
        return next(
            ((r, c) for r in size for c in size if self.rect_of(r, c).contains(point)), None
        )

    def _grid(self) -> tuple[float, float, float, float]:
        """Left and top of the cells, and width and height of each with its gap."""
        left, top = self._label_width(), self._head_height()
        room, columns = self.width() - left, max(len(self._labels), 1)
        width = min(room / columns, self._look.px(self._largest[0]))
        if self._is_slanted(width):  # slanted labels reach over the columns at their right
            reach = [cos(radians(_SLANT)) * each for each in self._label_lengths()]
            width = min([width, *((room - r) / (place + 0.5) for place, r in enumerate(reach))])
        return left, top, max(width, 4.0), self._look.px(self._largest[1])

    def _label_width(self) -> int:
        return max(self._label_lengths(), default=0) + self._look.px(10)

    def _label_lengths(self) -> list[int]:
        metrics, longest = QFontMetrics(self._look.interface_font(11.5)), self._look.px(_LONGEST)
        return [min(metrics.horizontalAdvance(each), longest) for each in self._labels]

    def _is_slanted(self, width: float) -> bool:
        metrics = QFontMetrics(self._look.interface_font(11.5))
        return any(metrics.horizontalAdvance(each) > width - 4 for each in self._labels)

    def _head_height(self) -> int:
        columns = max(len(self._labels), 1)
        width = (max(self.width(), self._look.px(240)) - self._label_width()) / columns
        slanted = self._is_slanted(min(width, self._look.px(self._largest[0])))
        px = self._look.px
        if not slanted:
            return px(22)
        return round(sin(radians(_SLANT)) * max(self._label_lengths(), default=0)) + px(18)

    def _draw_head(
        self,
        painter: QPainter,
        middle: float,
        top: float,
        label: str,
        slanted: bool,
        width: float,
    ) -> None:
        """A column's label; slanted where the columns are too narrow for level ones."""
        px, metrics = self._look.px, painter.fontMetrics()
        if not slanted:
            painter.drawText(QRectF(middle - width / 2, 0, width, top - px(4)), _CENTRE, label)
            return
        painter.save()
        painter.translate(middle - px(2), top - px(6))
        painter.rotate(-_SLANT)
        text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, px(_LONGEST))
        painter.drawText(QPointF(0, 0), text)
        painter.restore()

    def _draw_cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        look, px = self._look, self._look.px
        colour = cell_colour(look, cell)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, px(5), px(5))
        if cell.text:
            painter.setFont(look.interface_font(11.5, QFont.Weight.DemiBold))
            painter.setPen(ink_on(look, colour))
            painter.drawText(rect, _CENTRE, cell.text)
            painter.setFont(look.interface_font(11.5))


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


def cell_colour(look: Look, cell: Cell) -> QColor:
    """The ground of a cell: the accent, the deeper the stronger."""
    ground = look.colour("ground")
    if cell.strength is None:
        return ground
    return mixed(look.colour("accent"), ground, 0.06 + 0.84 * cell.strength)


def ink_on(look: Look, ground: QColor) -> QColor:
    """A colour for text that stands out from a ground, the theme's own where one does.

    Of black and white one always does.
    """
    choice = (look.colour("ink"), look.colour("panel"), QColor("black"), QColor("white"))
    return next(each for each in choice if _contrast(each, ground) >= _CONTRAST)


def _contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio after WCAG 2.1."""
    low, high = sorted((_luminance(one.rgb()), _luminance(other.rgb())))
    return (high + 0.05) / (low + 0.05)


@lru_cache(4096)
def _luminance(rgb: int) -> float:
    parts = ((rgb >> shift & 255) / 255 for shift in (16, 8, 0))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
