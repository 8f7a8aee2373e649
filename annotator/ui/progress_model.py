"""The model of the coders' progress: a row a coder and round, sorted by any column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt

from annotator.app.verbs.progress_table import ProgressRow
from annotator.app.verbs.progressing import done_words, hours
from annotator.ui.shown_rows import Index, ShownRows
from annotator.ui.theme import Look

COLUMNS = (
    "Coder", "Round", "State", "Assigned", "Done", "Left", "At work", "Last day", "Out since",
    "Came back", "Due",
)  # fmt: skip
_WORDS = ("Coder", "Round", "State")  # at the left; numbers and days stand at the right
_TIMES = ("Last day", "Came back")  # by the clocks of coders' machines
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FIRST = ("overdue", "out", "back in part", "at work", "not begun", "struck off", "done", "")
"""The states in the order in which they want to be looked at."""


class ProgressModel(ShownRows):
    """The rows; what is overdue says so in a word, in the colour of what is wrong.

    Days by a clock that was wrong have that colour too; the line under the table says so.
    """

    columns = COLUMNS

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: list[ProgressRow] = []
        self._by: tuple[int, bool] | None = None

    def show(self, rows: Sequence[ProgressRow]) -> None:
        """Shows rows, in the order that is chosen."""
        self.beginResetModel()
        self._shown = self._ordered(rows)
        self.endResetModel()

    def rows(self) -> list[ProgressRow]:
        """The rows in their order."""
        return list(self._shown)

    def row(self, place: int) -> ProgressRow | None:
        """One of them."""
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def place_of(self, coder: str, round_name: str) -> int:
        """Where the row of a coder and round stands; -1 for nowhere."""
        names = [(each.own.coder, each.own.round) for each in self._shown]
        return names.index((coder, round_name)) if (coder, round_name) in names else -1

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column; what has no value there stays at the end."""
        self._by = (column, order == Qt.SortOrder.DescendingOrder)
        self.show(self._shown)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The columns' names, over their values."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if COLUMNS[section] in _WORDS else _RIGHT
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        name = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and name in _TIMES and row.clock:
            return f"{cells_of(row)[index.column()]}, as its machine says: {row.clock}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cells_of(row)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if name in _WORDS else _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole:
            is_bad = row.state == "overdue" and name in ("State", "Due")
            is_bad |= bool(row.clock) and name in _TIMES
            return self._look.colour("bad") if is_bad else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said_of(row)
        return None

    def _ordered(self, rows: Sequence[ProgressRow]) -> list[ProgressRow]:
        if self._by is None:
            return list(rows)
        column, backwards = self._by
        keyed = [(_key(each, COLUMNS[column]), each) for each in rows]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=backwards)  # type: ignore[arg-type, return-value]
        return [each for _, each in known] + [each for key, each in keyed if key is None]


def cells_of(row: ProgressRow) -> tuple[str, ...]:
    """What the cells of a row show."""
    own = row.own
    return (
        own.coder, own.round, row.state, str(own.assigned), str(own.done), str(row.left),
        hours(own.worked_ms), _day(own.last_seen), _day(row.out_since), _day(row.came_back),
        own.due or "",
    )  # fmt: skip


def said_of(row: ProgressRow) -> str:
    """A row as it is heard."""
    state = f"{row.state}, " if row.state else ""
    return f"{row.own.coder}, round {row.own.round}: {state}{done_words(row.own)}{_of_files(row)}"


def _of_files(row: ProgressRow) -> str:
    """What the files say of a clock that the work itself does not."""
    return f"; handed in by a wrong clock: {row.clock}" if row.clock != row.own.clock else ""


def _day(at: str | None) -> str:
    return (at or "")[:10]


def _key(row: ProgressRow, name: str) -> str | int | None:
    """By what a row is sorted; None for no value."""
    own = row.own
    keys: dict[str, str | int | None] = {
        "Coder": own.coder.casefold(), "Round": own.round.casefold(),
        "State": _FIRST.index(row.state), "Assigned": own.assigned, "Done": own.done,
        "Left": row.left, "At work": own.worked_ms, "Last day": own.last_seen,
        "Out since": row.out_since, "Came back": row.came_back, "Due": own.due,
    }  # fmt: skip
    return keys[name]
