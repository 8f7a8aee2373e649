"""Agreement by code: value, interval, coverage, prevalence, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

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
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.overview import CodeRow
from annotator.domain.codebook import Codebook
from annotator.ui.figures import NONE, interval_text, share_text, value_text
from annotator.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
VERDICT_COLOURS = {
    "agreed": "good",
    "boundary": "warn",
    "code": "bad",
    "both": "bad",
    "rare": "mute",
    "unknown": "mute",
}
CODE, VALUE, INTERVAL, COVERAGE, PREVALENCE, BESIDE, READING = range(7)
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class CodeRows(QAbstractTableModel):
    """The rows of an overview."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CodeRow, ...] = ()
        self._signs = ("(k)u", "|u")

    def show_rows(self, rows: Sequence[CodeRow]) -> None:
        """Takes other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        if rows:
            beside = rows[0].beside
            own = "" if beside is None else meaning_of(beside.coefficient).sign
            self._signs = (meaning_of(rows[0].main.coefficient).sign, own)
        self.endResetModel()

    def row(self, place: int) -> CodeRow:
        """One row."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One a code."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As in the head."""
        return 0 if parent.isValid() else READING + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = section in (CODE, READING)
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        main, beside = self._signs
        return ("Code", main, "95 %", "coverage", "prevalence", beside, "reads as")[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}: {_cell(row, index.column())}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = index.column() in (CODE, READING)
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and index.column() == VALUE:
            font = QFont()
            font.setWeight(QFont.Weight.Bold)
            return font
        return None


def _cell(row: CodeRow, column: int) -> str:
    return {
        CODE: row.name,
        VALUE: value_text(row.main.value),
        INTERVAL: interval_text(row.main),
        COVERAGE: share_text(row.coverage),
        PREVALENCE: share_text(row.prevalence, 1),
        BESIDE: NONE if row.beside is None else value_text(row.beside.value),
        READING: row.reading.text,
    }[column]


def _tip(row: CodeRow, column: int) -> str:
    result = row.beside if column == BESIDE else row.main
    if column in (VALUE, INTERVAL, BESIDE) and result is not None and isnan(result.value):
        return f"Undefined: {result.reason}"
    return _cell(row, column)


class CodeTable(QTableView):
    """The table; a row chosen opens the passages of its code.

    Signals:
        chosen: id of a code.
    """

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._codebook = Codebook(id="", number=0)
        self.rows = CodeRows(self)
        self.setModel(self.rows)
        self.setAccessibleName("Agreement by code")
        self.setItemDelegate(_CodeCell(look, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(READING, QHeaderView.ResizeMode.Fixed)
        head.sectionResized.connect(self._follow_column)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        look.changed.connect(self._fit)

    def show_rows(self, rows: Sequence[CodeRow], codebook: Codebook) -> None:
        """Shows the rows of another overview; the one chosen stays chosen."""
        here = self.currentIndex().row()
        self._codebook = codebook
        self.rows.show_rows(rows)
        self._fit()
        if 0 <= here < len(rows):
            self.selectRow(here)

    def colour_of(self, code_id: str) -> str:
        """The palette's name of a code's colour."""
        code = self._codebook.code(code_id)
        return code.colour if code else "grey"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Readings wrap at another width."""
        super().resizeEvent(event)
        self._fit()

    def reading_height(self, text: str) -> int:
        """The height of a row whose reading is this, at the width that there is."""
        px = self._look.px
        width = self.columnWidth(READING) - px(31)
        metrics = QFontMetrics(self._look.interface_font(12.5))
        wanted = metrics.boundingRect(0, 0, max(width, px(60)), 1000, _WRAPPED, text).height()
        return max(px(31), wanted + px(11))

    def _fit(self) -> None:
        self._place_columns()
        for row in range(self.rows.rowCount()):
            self.setRowHeight(row, self.reading_height(self.rows.row(row).reading.text))
        rows = sum(self.rowHeight(row) for row in range(self.rows.rowCount()))
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if self._is_wider() else 2
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + below)

    def _follow_column(self, column: int) -> None:
        """Numbers find their width later than they are given; the reading takes what is left."""
        if column != READING:
            self._fit()

    def _is_wider(self) -> bool:
        """Whether all columns together need more room than there is."""
        return self.horizontalHeader().length() > self.viewport().width()

    def _place_columns(self) -> None:
        """Numbers as wide as they are; the reading takes what is left, and wraps in it."""
        known = any(self.rows.row(row).coverage is not None for row in range(self.rows.rowCount()))
        self.setColumnHidden(COVERAGE, not known)
        widest = self._look.px(190)
        if self.horizontalHeader().sectionSize(CODE) > widest:
            self.horizontalHeader().setSectionResizeMode(CODE, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(CODE, widest)
        taken = sum(
            self.horizontalHeader().sectionSize(column)
            for column in range(READING)
            if not self.isColumnHidden(column)
        )
        left = self.viewport().width() - taken
        self.setColumnWidth(READING, max(left, self._look.px(150)))

    def _choose(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(self.rows.row(index.row()).code_id)


_WRAPPED = Qt.TextFlag.TextWordWrap
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class _CodeCell(QStyledItemDelegate):
    """Cells with the code's colour before its name, and a sign before the reading."""

    def __init__(self, look: Look, table: CodeTable) -> None:
        super().__init__(table)
        self._look = look
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the sign and for air."""
        size = super().sizeHint(option, index)
        extra = 34 if index.column() == CODE else 18
        return QSize(size.width() + self._look.px(extra), self._look.px(31))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the sign, the text, and a hairline below."""
        look, px, rect = self._look, self._look.px, option.rect
        selected = self._table.selectionModel().isSelected(index)
        painter.save()
        if selected:
            painter.fillRect(rect, look.colour("wash"))
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row: CodeRow = index.data(ROW_ROLE)
        inside = rect.adjusted(px(8), 0, -px(8), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if index.column() == CODE:
            edge = px(11)
            painter.setBrush(look.theme.code(self._table.colour_of(row.code_id)).base)
            top = rect.center().y() - edge / 2
            painter.drawRoundedRect(QRectF(inside.left(), top, edge, edge), px(3), px(3))
            inside.adjust(px(19), 0, 0, 0)
        elif index.column() == READING:
            edge = px(8)
            painter.setBrush(look.colour(VERDICT_COLOURS[row.reading.verdict]))
            painter.drawEllipse(QRectF(inside.left(), rect.center().y() - edge / 2, edge, edge))
            inside.adjust(px(15), 0, 0, 0)
        weight = QFont.Weight.DemiBold if index.column() == VALUE else QFont.Weight.Normal
        font = look.interface_font(12.5 if index.column() == READING else 13, weight)
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        side = index.data(Qt.ItemDataRole.TextAlignmentRole)
        wrapped = index.column() == READING
        text = str(index.data())
        if index.column() == CODE:
            elide = Qt.TextElideMode.ElideRight
            text = painter.fontMetrics().elidedText(text, elide, inside.width())
        painter.drawText(inside, _WRAPPED | _MIDDLE if wrapped else side, text)
        painter.restore()
