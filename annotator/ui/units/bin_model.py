"""The bins of a session as a table: a row a bin, a column a code or a scale."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.codebook import Code, Scale
from annotator.domain.judgement import Judgement
from annotator.domain.target import is_coded, item_scale, items_of, unit_scales
from annotator.ui.tips import plain_tip
from annotator.ui.units.shown import Shown, bin_of

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class BinColumn:
    """One column.

    Attributes:
        group: the name that the code stands under, empty for none.
        code: None for a scale of the bin.
        scale: what the column is rated on; None for a code that is ticked.
    """

    name: str
    group: str
    code: Code | None
    scale: Scale | None

    @property
    def path(self) -> str:
        """Its name with the group before it."""
        return f"{self.group}: {self.name}" if self.group else self.name


@dataclass(frozen=True, slots=True)
class BinCell:
    """One cell: its column, and what a coder said."""

    column: BinColumn
    present: bool
    value: int | None

    @property
    def words(self) -> str:
        """What it says: `present`, `3, clear`, or nothing."""
        if self.value is not None:
            label = self.column.scale.label(self.value) if self.column.scale else ""
            return f"{self.value}, {label}" if label else str(self.value)
        return "present" if self.present else ""


class BinModel(QAbstractTableModel):
    """The table; `CELL_ROLE` gives the `BinCell`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: Shown | None = None
        self.columns: tuple[BinColumn, ...] = ()

    def show_units(self, shown: Shown | None) -> None:
        """Takes other bins, or other judgements of the same."""
        before = self.shown
        columns = columns_of(shown) if shown is not None else ()
        same = (
            before is not None
            and shown is not None
            and before.targets == shown.targets
            and columns == self.columns
        )
        if not same:
            self.beginResetModel()
        self.shown, self.columns = shown, columns
        if not same:
            self.endResetModel()
        elif shown is not None and shown.targets and columns:
            last = self.index(len(shown.targets) - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(shown.targets) - 1)

    def judgement(self, row: int) -> Judgement | None:
        """What is said of a bin."""
        return None if self.shown is None else self.shown.judgements[row]

    def is_coded(self, row: int) -> bool:
        """Whether a bin counts as coded."""
        return self.shown is not None and is_coded(self.shown.code_set, self.judgement(row))

    def is_none(self, row: int) -> bool:
        """Whether a coder looked and found none of the codes."""
        own = self.judgement(row)
        return own is not None and not own.codes and not own.values

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of bins."""
        return 0 if parent.isValid() or self.shown is None else len(self.shown.targets)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of codes and scales."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows and says."""
        if not index.isValid() or self.shown is None:
            return None
        cell = self._cell(index.row(), self.columns[index.column()])
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return "✓" if cell.present else "" if cell.value is None else str(cell.value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.bin_words(index.row())}, {cell.column.path}: {cell.words or 'nothing'}"
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A bin's times, a column's name; its definition as the tip."""
        if orientation == Qt.Orientation.Vertical:
            said = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self.bin_words(section) if said else None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.path if role == Qt.ItemDataRole.AccessibleTextRole else column.name
        if role == Qt.ItemDataRole.ToolTipRole:
            told = column.code.definition if column.code is not None else ""
            key = f" ({column.code.key})" if column.code is not None and column.code.key else ""
            return plain_tip("\n".join(filter(None, (column.path + key, told))))
        return None

    def bin_words(self, row: int) -> str:
        """A bin's times, and that nothing was found in it."""
        if self.shown is None:
            return ""
        words = bin_of(self.shown.targets[row]).words
        return f"{words} · none" if self.is_none(row) else words

    def _cell(self, row: int, column: BinColumn) -> BinCell:
        own = self.judgement(row)
        if own is None:
            return BinCell(column, present=False, value=None)
        if column.code is None:
            value = None if column.scale is None else own.rating(column.scale.id)
            return BinCell(column, present=False, value=value)
        present = column.code.id in own.codes
        return BinCell(column, present, own.value(column.code.id))


def columns_of(shown: Shown) -> tuple[BinColumn, ...]:
    """The codes of a set, those under one head beside each other, then the scales of the bin."""
    code_set, scale = shown.code_set, item_scale(shown.code_set)
    names = {code.id: code.name for code in code_set.codes}
    codes = [
        BinColumn(code.name, names.get(code.parent_id or "", ""), code, scale)
        for code in items_of(code_set)
    ]
    return (*codes, *(BinColumn(each.name, "", None, each) for each in unit_scales(code_set)))
