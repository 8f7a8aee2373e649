"""The moments as a model: rows, or groups of rows, sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.analysis.tables.current_codes import CurrentCodes
from annotator.analysis.tables.moment_rows import MomentRow
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.ui.moments.cells import COLUMNS, Cells
from annotator.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Grouping = Literal["nothing", "code", "dyad", "session", "account", "coder"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT = {"session", "time"}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together."""

    title: str
    rows: tuple[MomentRow, ...]

    @property
    def text(self) -> str:
        """Its head."""
        return f"{self.title} · {counted(len(self.rows), 'moment')}"


class MomentsModel(QAbstractItemModel):
    """Rows at the top, or groups with rows in them; `ROW_ROLE` gives a row, None for a group.

    A moment with two codes stands in two groups where codes are the groups.
    """

    def __init__(self, cells: Cells, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self._given: Sequence[MomentRow] = ()
        self._rows: list[MomentRow] = []
        self._groups: list[Group] = []
        self._places: dict[Id, tuple[int, int]] | None = None
        self.grouping: Grouping = "nothing"
        self.sorted_by: tuple[int, Qt.SortOrder] | None = None

    def show_rows(self, rows: Sequence[MomentRow]) -> None:
        """Takes other rows, in the order of the study."""
        if self._only_says_else(rows):
            return
        self.beginResetModel()
        self._given = rows
        self._arrange()
        self.endResetModel()

    def show_grouping(self, grouping: Grouping) -> None:
        """Groups the rows otherwise."""
        self.beginResetModel()
        self.grouping = grouping
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts within the groups; a column below 0 is the order of the study."""
        self.beginResetModel()
        self.sorted_by = None if column < 0 else (column, order)
        self._arrange()
        self.endResetModel()

    @property
    def groups(self) -> Sequence[Group]:
        """The groups in order; none where nothing is grouped."""
        return self._groups

    @property
    def is_grouped(self) -> bool:
        """Whether there are groups."""
        return self.grouping != "nothing"

    def shown(self) -> list[MomentRow]:
        """All rows as they stand, each once."""
        if not self.is_grouped:
            return list(self._rows)
        return list({row.moment.id: row for own in self._groups for row in own.rows}.values())

    def rows_at(self, indexes: Iterable[Index]) -> list[MomentRow]:
        """The rows at places, each once; at a group all that stand in it."""
        found: dict[Id, MomentRow] = {}
        for index in indexes:
            row = self.row_at(index)
            group = [] if row is not None or not self.is_grouped else self._group_at(index)
            for each in [row] if row is not None else group:
                found.setdefault(each.moment.id, each)
        return list(found.values())

    def row_at(self, index: Index) -> MomentRow | None:
        """The row at a place; None at a group and nowhere."""
        if not index.isValid():
            return None
        number = index.internalId()
        if number:
            return self._groups[number - 1].rows[index.row()]
        return None if self.is_grouped else self._rows[index.row()]

    def place_of(self, moment_id: Id | None) -> QModelIndex:
        """Where a moment stands first; nowhere where it is not shown."""
        if self._places is None:
            self._places = self._found_places()
        place = None if moment_id is None else self._places.get(moment_id)
        if place is None:
            return QModelIndex()
        group, row = place
        return self.index(row, 0, QModelIndex() if group < 0 else self.index(group, 0))

    # What a model must answer ---------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """A place; a view asks for each of 20,000 when it is laid out, hence not `hasIndex`."""
        if not (0 <= column < len(COLUMNS) and 0 <= row < self.rowCount(parent)):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override] # noqa: B008
        """The group of a row."""
        number = index.internalId() if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Groups, or rows."""
        if not parent.isValid():
            return len(self._groups) if self.is_grouped else len(self._rows)
        is_group = self.is_grouped and not parent.internalId() and parent.column() == 0
        return len(self._groups[parent.row()].rows) if is_group else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As in the head."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].text
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        row = self.row_at(index)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if row is None:
            text = self._groups[index.row()].text if index.column() == 0 else ""
        else:
            text = self._cells.text(row, COLUMNS[index.column()].name)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text if row is None else f"{COLUMNS[index.column()].text}: {text or 'none'}"
        return None

    # Inside -----------------------------------------------------------------------------

    def _only_says_else(self, rows: Sequence[MomentRow]) -> bool:
        """Takes rows of the same moments in the same order without moving anything."""
        if self.is_grouped or self.sorted_by is not None or len(rows) != len(self._given):
            return False
        pairs = zip(rows, self._given, strict=True)
        touched = [number for number, (new, old) in enumerate(pairs) if new is not old]
        if any(rows[number].moment.id != self._given[number].moment.id for number in touched):
            return False
        self._given, self._rows = rows, list(rows)
        for number in touched:
            last = self.index(number, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(number, 0), last)
        return True

    def _found_places(self) -> dict[Id, tuple[int, int]]:
        """Group, -1 for none, and row of each moment, the first of each."""
        places: dict[Id, tuple[int, int]] = {}
        parts = [(-1, self._rows), *((n, own.rows) for n, own in enumerate(self._groups))]
        for group, rows in parts:
            for number, row in enumerate(rows):
                places.setdefault(row.moment.id, (group, number))
        return places

    def _arrange(self) -> None:
        self._places = None
        rows = list(self._given)
        if self.sorted_by is not None:
            column, order = self.sorted_by
            name = COLUMNS[column].name
            down = order == Qt.SortOrder.DescendingOrder
            keys = {row.moment.id: self._cells.sort_key(row, name) for row in rows}
            rows.sort(key=lambda row: keys[row.moment.id], reverse=down)
            if down:  # what is empty comes last all the same
                rows.sort(key=lambda row: keys[row.moment.id][0] is True)
        self._rows = rows if not self.is_grouped else []
        self._groups = self._grouped(rows) if self.is_grouped else []

    def _grouped(self, rows: Sequence[MomentRow]) -> list[Group]:
        found: dict[tuple[object, str], list[MomentRow]] = {}
        current = self._cells.current
        order = {key: (n, current.name(key)) for n, key in enumerate(current.codes)}
        by_code = self.grouping == "code"
        for row in rows:
            keys = _code_keys(row, current, order) if by_code else [self._key(row)]
            for key in keys:
                found.setdefault(key, []).append(row)
        ordered = sorted(found.items(), key=lambda each: each[0])
        return [Group(title, tuple(own)) for (_, title), own in ordered]

    def _key(self, row: MomentRow) -> tuple[object, str]:
        """Order and title of the group that a row stands in."""
        place = row.place
        if self.grouping == "coder":
            return row.coder.casefold(), row.coder
        if self.grouping == "dyad":
            return (place.dyad,), place.dyad
        if self.grouping == "session":
            return (place.dyad, place.session), f"{place.dyad}, session {place.session}"
        voice = self._cells.sort_key(row, "account")
        return (place.dyad, place.session, voice), place.interview

    def _group_at(self, index: Index) -> Sequence[MomentRow]:
        return self._groups[index.row()].rows


def _code_keys(
    row: MomentRow, current: CurrentCodes, order: dict[Id, tuple[int, str]]
) -> list[tuple[object, str]]:
    """Order and title of the codes of a row."""
    known = [order[each] for each in current.of(row.moment) if each in order]
    return list[tuple[object, str]](known) or [(len(order), "No code")]


def _side(column: int) -> Qt.AlignmentFlag:
    right = COLUMNS[column].name in _RIGHT
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
