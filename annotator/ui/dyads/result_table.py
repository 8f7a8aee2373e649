"""The table of an analysis: one for all kinds, with the colours of the codes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.ui.dyads.told import Table, TableRow
from annotator.ui.figures import NONE
from annotator.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
_NOTHING = Table(title="", heads=("",), rows=())
_LEFT, _RIGHT = (
    side | Qt.AlignmentFlag.AlignVCenter
    for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)


class ResultRows(QAbstractTableModel):
    """The rows of a table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = _NOTHING

    def show_table(self, table: Table) -> None:
        """Takes another table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def row(self, place: int) -> TableRow:
        """One row."""
        return self.table.rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One a result."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As in the head."""
        return 0 if parent.isValid() else len(self.table.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.table.heads):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(section)
        return self.table.heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        row, column = self.row(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[column] or NONE
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.cells[0]}, {self.table.heads[column]}: {row.cells[column]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tips.get(column, row.cells[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(column)
        return None

    def side(self, column: int) -> Qt.AlignmentFlag:
        """Where a column's words stand."""
        return _LEFT if column < self.table.words else _RIGHT


class ResultTable(QTableView):
    """The table; the pictures follow the row in hand to its code.

    Signals:
        code_chosen: the name of a code, None for any.
    """

    code_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._colours: Mapping[str, str] = {}
        self._showing = False  # what is shown from outside is not chosen by anybody
        self.rows = ResultRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Cell(look, self))
        self.setAccessibleName("Results")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(False)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self._wide: list[int] = []  # the width that each column needs
        self._is_measured = False  # it waits while nobody sees it
        look.changed.connect(self._measure)

    def show_table(self, table: Table, colours: Mapping[str, str], code: str | None) -> None:
        """Shows another table; the row of the code in hand stays in hand."""
        self._colours = colours
        here = self.currentIndex().row()
        same = here if self.rows.table.heads == table.heads else -1
        self._showing = True
        if table != self.rows.table:
            self.rows.show_table(table)
        self.setAccessibleName(f"Results: {table.title}")
        picked = next(
            (n for n, row in enumerate(table.rows) if row.picks and row.code == code), same
        )
        if 0 <= picked < len(table.rows) and picked != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(picked, 0))
        self._showing = False
        self._measure()

    def colour_of(self, code: str | None) -> str | None:
        """The palette's name of a code's colour; None where the row has no code."""
        return self._colours.get(code) if code else None

    def has_colours(self) -> bool:
        """Whether any row names a code."""
        return any(row.code for row in self.rows.table.rows)

    def showEvent(self, event: QShowEvent) -> None:
        """As wide as its cells are in the look of now."""
        super().showEvent(event)
        if not self._is_measured:
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All columns share what is left."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(self._look.px(300), self.height())

    def _measure(self) -> None:
        """Asks all cells how wide they are."""
        self._is_measured = self.isVisible()  # it is dressed when it is shown
        if self.window().isVisible() and not self._is_measured:
            return
        head, columns = self.horizontalHeader(), range(self.rows.columnCount())
        self._wide = [max(self.sizeHintForColumn(c), head.sectionSizeHint(c)) for c in columns]
        self._fit()

    def _fit(self) -> None:
        px, head, wide = self._look.px, self.horizontalHeader(), self._wide
        self.verticalHeader().setDefaultSectionSize(px(29))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        spare = max(0, self.viewport().width() - sum(wide)) // max(len(wide), 1)
        for column, width in enumerate(wide):
            self.setColumnWidth(column, width + spare)
        needed = head.sizeHint().height() + px(29) * self.rows.rowCount()
        over = sum(wide) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if over else 2
        self.setFixedHeight(needed + bar)

    def _choose(self, index: Index, _before: Index) -> None:
        if index.isValid() and not self._showing and self.rows.row(index.row()).picks:
            self.code_chosen.emit(self.rows.row(index.row()).code)


class _Cell(QStyledItemDelegate):
    """Cells with the code's colour before its name, a hairline below, and air."""

    def __init__(self, look: Look, table: ResultTable) -> None:
        super().__init__(table)
        self._look = look
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the sign and for air."""
        size = super().sizeHint(option, index)
        extra = 34 if index.column() == 0 and self._table.has_colours() else 18
        return QSize(size.width() + self._look.px(extra), self._look.px(29))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the sign, the text, and a hairline below."""
        look, px, rect = self._look, self._look.px, option.rect
        painter.save()
        if self._table.selectionModel().isSelected(index):
            painter.fillRect(rect, look.colour("wash"))
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(px(8), 0, -px(8), 0)
        row = self._table.rows.row(index.row())
        if index.column() == 0 and self._table.has_colours():
            colour = self._table.colour_of(row.code)
            if colour is not None:
                edge = px(11)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.theme.code(colour).base)
                top = rect.center().y() - edge / 2
                painter.drawRoundedRect(QRectF(inside.left(), top, edge, edge), px(3), px(3))
            inside.adjust(px(19), 0, 0, 0)
        weight = QFont.Weight.DemiBold if row.code is None and row.picks else QFont.Weight.Normal
        painter.setFont(look.interface_font(13, weight))
        painter.setPen(look.colour("ink"))
        elide = Qt.TextElideMode.ElideRight
        column = index.column()
        text = painter.fontMetrics().elidedText(row.cells[column] or NONE, elide, inside.width())
        painter.drawText(inside, self._table.rows.side(column), text)
        painter.restore()
