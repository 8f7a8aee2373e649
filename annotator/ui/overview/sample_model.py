"""A sample table as a model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.analysis.tables.sample import Cell, SampleTable
from annotator.ui.figures import share_text
from annotator.ui.overview.wording import SMALL

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ALL = "all"


class SampleModel(QAbstractTableModel):
    """Rows are values of the one attribute, columns those of the other; margins last.

    `CELL_ROLE` gives the `Cell`, None for the names of the rows.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: SampleTable | None = None

    def show_table(self, table: SampleTable | None) -> None:
        """Takes another table."""
        if table == self.table:
            return
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One a value, and one for all."""
        return 0 if parent.isValid() or self.table is None else len(self.table.rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The value, a column a value of the other attribute, and all."""
        return 0 if parent.isValid() or self.table is None else len(self.table.columns) + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if self.table is None or orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        names = (self.table.by, *self.table.columns, ALL)
        fits = role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(names)
        return names[section] if fits else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid() or self.table is None:
            return None
        cell = self._cell(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        name = (*self.table.rows, ALL)[index.row()]
        if cell is None:
            texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return name if role in texts else None
        small = SMALL.format(limit=self.table.limit) if cell.small else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{cell.n} ({share_text(cell.share)})"
        if role == Qt.ItemDataRole.ToolTipRole:
            return small
        if role == Qt.ItemDataRole.AccessibleTextRole:
            across = (*self.table.columns, ALL)[index.column() - 1]
            head = name if across == ALL else f"{name}, {across}"
            return f"{head}: {cell.n}, {share_text(cell.share)}. {small}".strip()
        return None

    def _cell(self, row: int, column: int) -> Cell | None:
        table = self.table
        if table is None or column == 0:
            return None
        last_row, last_column = row == len(table.rows), column == len(table.columns) + 1
        if last_row and last_column:
            return Cell(n=table.n, share=1.0 if table.n else 0.0, small=False)
        if last_row:
            return table.column_totals[column - 1]
        return table.row_totals[row] if last_column else table.cells[row][column - 1]


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
