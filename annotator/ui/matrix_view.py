"""The study matrix on screen: circles for states, a sign for late interviews."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.matrix_model import CELL_ROLE, MatrixModel
from annotator.ui.progress import Cell
from annotator.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex


class MatrixView(QTableView):
    """The matrix. It is as high as its rows; what is around it scrolls.

    Signals:
        account_chosen: id of an account that a person opened, by click or Return.
    """

    account_chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.matrix = MatrixModel(self)
        self.session_number: int | None = None
        self.dyad_id: Id | None = None
        self.setAccessibleName("Study matrix: dyads by sessions")
        self.setModel(self.matrix)
        self.setItemDelegate(_Circles(look, self))
        self.setHorizontalHeader(_GroupedHeader(look, self))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        self.matrix.modelReset.connect(self._fit)
        look.changed.connect(self._fit)

    def show_view(self, view: StudyView, coder_id: Id | None) -> None:
        """The states as this coder sees them."""
        self.matrix.show_view(view, coder_id)
        self._fit()

    def show_work(self, view: StudyView, coder_id: Id | None, account_ids: Iterable[Id]) -> bool:
        """Takes the work on some accounts; whether that changed the state of any."""
        return self.matrix.show_work(view, coder_id, account_ids)

    def show_session(self, view: StudyView, session_id: Id | None, account_id: Id | None) -> None:
        """Marks the session on screen, and the account that has the focus."""
        session = view.sessions.get(session_id or "")
        self.session_number = session.number if session else None
        self.dyad_id = session.dyad_id if session else None
        if account_id is not None:
            self.setCurrentIndex(self.matrix.place_of(account_id))
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns take the width that there is."""
        super().resizeEvent(event)
        self._spread()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys need a cell to begin with."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.matrix.index(0, 1))

    def sizeHint(self) -> QSize:
        """Room for all rows and columns."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """The same."""
        rows = self.matrix.rowCount() * self._row_height()
        columns = self._look.px(38) + (self.matrix.columnCount() - 1) * self._look.px(20)
        return QSize(columns, rows + self.horizontalHeader().sizeHint().height() + 2)

    def _row_height(self) -> int:
        return self._look.px(24)

    def _fit(self) -> None:
        self.verticalHeader().setMinimumSectionSize(self._row_height())
        self.verticalHeader().setDefaultSectionSize(self._row_height())
        header = self.horizontalHeader()
        header.setMinimumSectionSize(self._look.px(16))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._spread()
        self.setFixedHeight(self.minimumSizeHint().height())
        self.updateGeometry()

    def _spread(self) -> None:
        """The names take what they need, the accounts share the rest."""
        header, count = self.horizontalHeader(), self.matrix.columnCount() - 1
        if count < 1:
            return
        name = self._look.px(38)
        room = max(self.viewport().width() - name, count * self._look.px(20))
        header.resizeSection(0, name)
        for column in range(count):
            header.resizeSection(column + 1, room * (column + 1) // count - room * column // count)

    def _open(self, index: QModelIndex) -> None:
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            self.account_chosen.emit(cell.account_id)


class _GroupedHeader(QHeaderView):
    """Two lines: the session over its accounts, then T and P."""

    def __init__(self, look: Look, view: MatrixView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._look = look
        self._view = view
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        """Two small lines."""
        return QSize(super().sizeHint().width(), self._look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The letters by hand: a header's own section spans one column only."""
        painter = QPainter(self.viewport())
        painter.setFont(self._look.interface_font(11))
        matrix = self._view.matrix
        middle = self.height() // 2
        column = 1
        while column < matrix.columnCount():
            number = matrix.session_number(column)
            last = column
            while matrix.session_number(last + 1) == number:
                last += 1
            left = self.sectionViewportPosition(column)
            right = self.sectionViewportPosition(last) + self.sectionSize(last)
            painter.setPen(
                self._look.colour("accent" if number == self._view.session_number else "mute")
            )
            wide = painter.fontMetrics().horizontalAdvance(f"Session {number}") <= right - left
            painter.drawText(
                QRect(left, 0, right - left, middle),
                Qt.AlignmentFlag.AlignCenter,
                f"Session {number}" if wide else f"S{number}",
            )
            for each in range(column, last + 1):
                place = self.sectionViewportPosition(each)
                painter.drawText(
                    QRect(place, middle, self.sectionSize(each), self.height() - middle),
                    Qt.AlignmentFlag.AlignCenter,
                    str(matrix.headerData(each, Qt.Orientation.Horizontal)),
                )
            column = last + 1


class _Circles(QStyledItemDelegate):
    """Paints names and states."""

    def __init__(self, look: Look, view: MatrixView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._view.matrix.dyad(index.row()).id == self._view.dyad_id
        if shown:
            painter.fillRect(rect, self._look.colour("wash"))
        if index.column() == 0:
            weight = painter.font().Weight.DemiBold if shown else painter.font().Weight.Normal
            painter.setFont(self._look.interface_font(13, weight))
            painter.setPen(self._look.colour("ink"))
            inside = rect.adjusted(self._look.px(6), 0, 0, 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        else:
            cell = index.data(CELL_ROLE)
            if isinstance(cell, Cell):
                self._paint_cell(painter, QRectF(rect), cell)
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(self._look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), 4, 4)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        size = self._look.px(11)
        circle = QRectF(0, 0, size, size)
        circle.moveCenter(rect.center())
        colour = self._look.colour(_TOKENS[cell.state])
        pen = QPen(colour, 1.5)
        if cell.state == "absent":
            pen.setDashPattern([1.6, 1.6])
        painter.setPen(pen)
        painter.setBrush(colour if cell.state == "done" else Qt.BrushStyle.NoBrush)
        if cell.state == "shut":
            self._paint_lock(painter, circle)
        else:
            painter.drawEllipse(circle)
        if cell.state == "in progress":
            painter.setBrush(colour)
            painter.drawPie(circle, 90 * 16, 180 * 16)
        if cell.late:
            self._paint_late(painter, circle)

    def _paint_lock(self, painter: QPainter, circle: QRectF) -> None:
        """A padlock in the circle's place."""
        edge = circle.width()
        left, top = circle.left() + edge * 0.1, circle.top()
        shackle = QRectF(left + edge * 0.18, top, edge * 0.44, edge * 0.8)
        painter.drawArc(shackle, 0, 180 * 16)
        painter.setBrush(painter.pen().color())
        painter.drawRoundedRect(
            QRectF(left, top + edge * 0.45, edge * 0.8, edge * 0.5), edge * 0.1, edge * 0.1
        )

    def _paint_late(self, painter: QPainter, circle: QRectF) -> None:
        edge = self._look.px(8)
        right, bottom = circle.left() - 2, circle.center().y() + edge / 2
        triangle = QPolygonF(
            [
                QPointF(right - edge, bottom),
                QPointF(right, bottom),
                QPointF(right - edge / 2, bottom - edge),
            ]
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.colour("bad")))
        painter.drawPolygon(triangle)


_TOKENS = {
    "absent": "mute",
    "waiting": "mute",
    "shut": "mute",
    "to do": "mute",
    "in progress": "warn",
    "done": "good",
}
