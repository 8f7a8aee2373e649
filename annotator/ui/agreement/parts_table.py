"""Agreement by dyad, account and session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.overview import Part
from annotator.ui.figures import interval_text, value_text
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
BY = (
    Choice("dyad", "Dyad"),
    Choice("account", "Account"),
    Choice("session", "Session"),
)


class PartRows(QAbstractTableModel):
    """One row a part; a column for each headline value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Part, ...] = ()
        self._what = "transcripts"

    def show_rows(self, rows: Sequence[Part], what: str = "transcripts") -> None:
        """Takes other rows, of so many of what."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._what = what
        self.endResetModel()

    def row(self, place: int) -> Part:
        """One row."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One a part."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name, number of transcripts, and the values."""
        widest = max((len(each.results) for each in self._rows), default=0)
        return 0 if parent.isValid() else 2 + widest

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < 2:
            return ("", self._what)[section]
        named = next((each for each in self._rows if len(each.results) > section - 2), None)
        return "" if named is None else meaning_of(named.results[section - 2].coefficient).sign

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column < 2:
            return (row.name, str(row.documents))[column]
        if column - 2 >= len(row.results):
            return ""
        result = row.results[column - 2]
        if role == Qt.ItemDataRole.ToolTipRole:
            name = meaning_of(result.coefficient).name
            if isnan(result.value):
                return f"{name}: undefined, {result.reason}"
            return f"{name} {value_text(result.value)} {interval_text(result)}"
        return value_text(result.value)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class PartsTable(QWidget):
    """The table and what it is by. A row chosen opens the passages of its part.

    Signals:
        chosen: `dyad`, `account` or `session`, and the part's name.
    """

    chosen = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._parts: Mapping[str, Sequence[Part]] = {}
        self._what = "transcripts"
        self.by = Segments("By", BY, small=True)
        self.by.show_value("dyad")
        self.by.chosen.connect(lambda _: self._show())
        self.rows = PartRows(self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.table.setAccessibleName("Agreement by dyad, account or session")
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)  # the name takes what is left
        self.table.clicked.connect(self._choose)
        self.table.activated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        look.changed.connect(self._show)

    def show_parts(self, parts: Mapping[str, Sequence[Part]], what: str = "transcripts") -> None:
        """Shows the parts of another overview, and what they have so many of."""
        self._parts, self._what = parts, what
        self._show()

    def _show(self) -> None:
        self.rows.show_rows(self._parts.get(self.by.value or "dyad", ()), self._what)
        self.table.verticalHeader().setDefaultSectionSize(self._look.px(26))

    def _choose(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(self.by.value or "dyad", self.rows.row(index.row()).name)
