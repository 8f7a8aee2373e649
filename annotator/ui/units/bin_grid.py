"""The grid of bins: arrows go among the cells, Return ticks, digits rate, N says none."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.domain.bins import bin_at
from annotator.ui.theme import Look
from annotator.ui.units.bin_heads import BinHead, CodeHead
from annotator.ui.units.bin_model import CELL_ROLE, BinCell, BinColumn, BinModel
from annotator.ui.units.keys import Key, digit_of, is_own
from annotator.ui.units.shown import Shown, bin_of, digit_value

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 25
NARROW_PX = 30
WIDE_PX = 132


class BinGrid(QTableView):
    """Bins by codes.

    Signals:
        ticked: the place of a bin and the id of a code.
        valued: a bin, a code's id, the value or None.
        rated: a bin, a scale's id, the value or None.
        none_found: a bin in which nothing is.
        bin_chosen: a bin that a person has gone to.
        cell_told: the words of the cell in hand.
        memo_asked, escaped: M, Escape.
    """

    ticked = Signal(int, str)
    valued = Signal(int, str, object)
    rated = Signal(int, str, object)
    none_found = Signal(int)
    bin_chosen = Signal(int)
    cell_told = Signal(str)
    memo_asked = Signal()
    escaped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._negative = False
        self._moved_by_program = False
        self.bins = BinModel(self)
        self.heads = CodeHead(look, self.bins, self)
        self.setModel(self.bins)
        self.setItemDelegate(_Cell(look, self))
        self.setAccessibleName("Time bins")
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalHeader(self.heads)
        self.setVerticalHeader(BinHead(look, self.bins, self))
        self.clicked.connect(self._press_cell)
        self.verticalHeader().sectionClicked.connect(self.go_to)
        look.changed.connect(self.fit)
        self.fit()

    def show_units(self, shown: Shown | None, *, fresh: bool = False) -> None:
        """Shows bins; the bin in hand stays unless they are `fresh`, of another session."""
        row, column = max(self.row, 0), max(self.currentIndex().column(), 0)
        if fresh:
            row = 0
        self.bins.show_units(shown)
        rows, columns = self.bins.rowCount(), self.bins.columnCount()
        if rows and columns and not self.currentIndex().isValid():
            self._take(min(row, rows - 1), min(column, columns - 1))
        self.fit()
        self._tell()

    @property
    def row(self) -> int:
        """The place of the bin in hand, -1 for none."""
        return self.currentIndex().row()

    @property
    def column(self) -> BinColumn | None:
        """The column in hand."""
        place = self.currentIndex().column()
        return self.bins.columns[place] if 0 <= place < len(self.bins.columns) else None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A minus that no digit has followed is of no other unit."""
        self._negative = False
        super().focusOutEvent(event)

    def show_time(self, time_ms: int | None) -> None:
        """Takes the bin of a session time in hand; nobody is told."""
        shown = self.bins.shown
        if shown is None or time_ms is None:
            return
        place = bin_at(tuple(map(bin_of, shown.targets)), time_ms)
        if place is not None and place != self.row and self.bins.columnCount():
            self._take(place, max(self.currentIndex().column(), 0))

    def go_to(self, row: int) -> None:
        """Takes a bin in hand as a person does: text and timeline follow."""
        if 0 <= row < self.bins.rowCount() and self.bins.columnCount():
            self._take(row, max(self.currentIndex().column(), 0))
            self.bin_chosen.emit(row)

    def take_column(self, code_id: str) -> None:
        """Puts the keys on a code's column."""
        for place, each in enumerate(self.bins.columns):
            if each.code is not None and each.code.id == code_id:
                self._take(max(self.row, 0), place)

    def event(self, event: QEvent) -> bool:
        """Keeps its own keys from the window's commands."""
        if event.type() == QEvent.Type.ShortcutOverride and is_own(event, "NM"):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves, ticks, rates; every other key is the window's."""
        if not is_own(event, "NM"):
            event.ignore()
            return
        negative, self._negative = self._negative, event.key() == Key.Key_Minus
        digit = digit_of(event)
        if digit is not None:
            self._rate(digit, negative)
        elif event.key() in (Key.Key_Return, Key.Key_Enter):
            self._press()
        elif event.key() in (Key.Key_Delete, Key.Key_Backspace):
            self._clear()
        elif event.key() == Key.Key_Escape:
            self.escaped.emit()
        elif event.text().upper() == "N" and self.row >= 0:
            self.none_found.emit(self.row)
        elif event.text().upper() == "M":
            self.memo_asked.emit()
        elif event.key() != Key.Key_Slash:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Letters are codes: nothing is searched."""

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Another bin in hand is gone to."""
        super().currentChanged(current, previous)
        self._tell()
        self.viewport().update()
        self.verticalHeader().viewport().update()
        self.heads.viewport().update()
        moved = current.isValid() and current.row() != previous.row()
        if moved and self.hasFocus() and not self._moved_by_program:
            self.bin_chosen.emit(current.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys need a cell to begin with."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.bins.rowCount() and self.bins.columnCount():
            self._take(0, 0)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the width that there is, the heads a part of the height."""
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """Heads and three rows; it scrolls."""
        return QSize(self._look.px(240), self.heads.sizeHint().height() + self._look.px(ROW_PX * 3))

    def fit(self) -> None:
        """Gives columns and rows their sizes."""
        px, count = self._look.px, self.bins.columnCount()
        side = self.verticalHeader()
        side.setFixedWidth(side.sizeHint().width())
        side.setMinimumSectionSize(px(ROW_PX))
        side.setDefaultSectionSize(px(ROW_PX))
        if count:
            room = self.width() - side.width() - self.verticalScrollBar().sizeHint().width() - 2
            width = min(max(room // count, px(NARROW_PX)), px(WIDE_PX))
            self.heads.setMinimumSectionSize(px(NARROW_PX))
            self.heads.setDefaultSectionSize(width)
            self.heads.fit(width)
        self.updateGeometries()

    def _take(self, row: int, column: int) -> None:
        self._moved_by_program = True
        self.setCurrentIndex(self.bins.index(row, column))
        self._moved_by_program = False

    def _tell(self) -> None:
        column, row = self.column, self.row
        if column is None or row < 0:
            self.cell_told.emit("")
            return
        cell = cast(BinCell, self.currentIndex().data(CELL_ROLE))
        said = f": {cell.words}" if cell.words else ""
        self.cell_told.emit(f"{self.bins.bin_words(row)} · {column.path}{said}")

    def _press_cell(self, index: Index) -> None:
        """A click goes to the bin and ticks the code."""
        self.bin_chosen.emit(index.row())
        column = self.column
        if column is not None and column.scale is None:
            self._press()

    def _press(self) -> None:
        """Ticks a code; where values are given, goes to the next cell."""
        column = self.column
        if column is None or self.row < 0:
            return
        if column.scale is None and column.code is not None:
            self.ticked.emit(self.row, column.code.id)
        else:
            self._step()

    def _rate(self, digit: int, negative: bool) -> None:
        """Gives the cell in hand a value; on a code that is ticked, the bin's first scale."""
        column, row = self.column, self.row
        if column is not None and column.scale is None:
            column = next((each for each in self.bins.columns if each.code is None), None)
        if column is None or column.scale is None or row < 0:
            return
        scale = column.scale
        value = digit_value(digit, negative, scale.minimum, scale.maximum)
        if value is None:
            self.cell_told.emit(f"{scale.name} goes from {scale.minimum} to {scale.maximum}")
        else:
            self._say(row, column, value)

    def _clear(self) -> None:
        column, row = self.column, self.row
        if column is None or row < 0:
            return
        cell = cast(BinCell, self.currentIndex().data(CELL_ROLE))
        if cell.present and column.code is not None:
            self.ticked.emit(row, column.code.id)
        elif cell.value is not None:
            self._say(row, column, None)

    def _say(self, row: int, column: BinColumn, value: int | None) -> None:
        if column.code is not None:
            self.valued.emit(row, column.code.id, value)
        elif column.scale is not None:
            self.rated.emit(row, column.scale.id, value)

    def _step(self) -> None:
        """To the cell at the right, at the end of a row to the next row."""
        here = self.currentIndex()
        last = self.bins.columnCount() - 1
        row, column = (
            (here.row() + 1, 0) if here.column() >= last else (here.row(), here.column() + 1)
        )
        if row < self.bins.rowCount():
            self.setCurrentIndex(self.bins.index(row, column))


class _Cell(QStyledItemDelegate):
    """Paints one cell: what is present in the code's colour, a value as its number."""

    def __init__(self, look: Look, view: BinGrid) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        look, cell, rect = self._look, cast(BinCell, index.data(CELL_ROLE)), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == self._view.row:
            painter.fillRect(rect, look.colour("wash"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
        inside = rect.adjusted(3, 3, -3, -4)
        if cell.present or cell.value is not None:
            colour = look.theme.code(cell.column.code.colour if cell.column.code else "grey")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour.highlight)
            painter.drawRoundedRect(inside, 4, 4)
            painter.setBrush(colour.base)
            painter.drawRoundedRect(QRectF(inside.left(), inside.top(), 4, inside.height()), 2, 2)
            painter.setPen(look.colour("ink"))
            painter.setFont(look.interface_font(13, QFont.Weight.DemiBold))
            shown = "✓" if cell.value is None else str(cell.value).replace("-", "−")
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, shown)
        if index == self._view.currentIndex():
            strong = self._view.hasFocus()
            painter.setPen(QPen(look.colour("accent" if strong else "mute"), 2 if strong else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -3), 4, 4)
        painter.restore()
