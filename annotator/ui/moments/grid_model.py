"""A grid as a model, with its sums."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.ui.charts.grid import Grid
from annotator.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
DEPTH_ROLE = int(Qt.ItemDataRole.UserRole) + 1
COLOUR_ROLE = DEPTH_ROLE + 1


class GridModel(QAbstractTableModel):
    """The heads of the rows, the cells, the sums; `DEPTH_ROLE` gives 0 to 1, None for a sum."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid(title="", reason="Nothing")

    def show_grid(self, grid: Grid) -> None:
        """Takes another grid."""
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def keys_at(self, index: Index) -> tuple[str, str] | None:
        """The keys of row and column; None at heads and sums."""
        row, column = index.row(), index.column() - 1
        inside = 0 <= row < len(self.grid.rows) and 0 <= column < len(self.grid.columns)
        return (self.grid.rows[row].key, self.grid.columns[column].key) if inside else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows and sums."""
        return 0 if parent.isValid() else len(self.grid.rows) + len(self.grid.below)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The head, the columns, the sums."""
        if parent.isValid() or not self.grid.columns:
            return 0
        return 1 + len(self.grid.columns) + len(self.grid.right)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The names of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._head(section)
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says, and how deep it is coloured."""
        if not index.isValid():
            return None
        inside = self.keys_at(index) is not None
        row, column = index.row(), index.column() - 1
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role == DEPTH_ROLE:
            return self.grid.depth(row, column) if inside else None
        if role == COLOUR_ROLE:
            return self.grid.rows[row].colour if column < 0 and row < len(self.grid.rows) else ""
        text = self._text(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.grid.said[row][column] if inside else text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = f"{self._head(index.column())}: {text}"
            return self.grid.said[row][column].replace("\n", ": ") if inside else said
        return None

    def _head(self, section: int) -> str:
        if section == 0:
            return self.grid.corner
        column = section - 1
        if column < len(self.grid.columns):
            return self.grid.columns[column].name
        return self.grid.right[column - len(self.grid.columns)][0]

    def _text(self, row: int, column: int) -> str:
        grid = self.grid
        if row >= len(grid.rows):
            head, sums = grid.below[row - len(grid.rows)]
            return head if column < 0 else (sums[column] if column < len(sums) else "")
        if column < 0:
            return grid.rows[row].name
        if column < len(grid.columns):
            return grid.texts[row][column]
        return grid.right[column - len(grid.columns)][1][row]


def _side(section: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
