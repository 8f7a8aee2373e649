"""The model of the dyadic table: a row a pairing or a moment that stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from annotator.analysis.dyads.pairing_table import PairingRow, Side
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.ui.shown_rows import Index, ShownRows

NamesOf = Callable[[Moment], Sequence[str]]
SIDE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
COLUMNS = ("Session", "Therapist", "Relation", "Patient", "Ratings", "Coder", "Memo")
SHOWN = ("all", "paired", "therapist", "patient")
"""All rows, those of both parties, and the moments of one party that stand alone."""

_LAST = 2**62


class PairingTableModel(ShownRows):
    """The rows, all or some, in the order of a column.

    Args:
        rows: as `pairing_table` gives them.
        codes: gives the names of a moment's codes; None to leave them out.
    """

    columns = COLUMNS

    def __init__(
        self,
        rows: Sequence[PairingRow],
        parent: QObject | None = None,
        codes: NamesOf | None = None,
    ) -> None:
        super().__init__(parent)
        self._codes = codes
        self._all = tuple(rows)
        self._shown: list[PairingRow] = list(rows)
        self._words: dict[int, str] = {}

    def rows(self) -> list[PairingRow]:
        """The rows as shown."""
        return list(self._shown)

    def row(self, place: int) -> PairingRow:
        """One row as shown."""
        return self._shown[place]

    def show(self, which: str, session_id: Id | None = None, words: str = "") -> None:
        """Shows some of the rows, in their first order.

        Args:
            which: of `SHOWN`.
            session_id: of one session only; None for all.
            words: only rows that hold all of them, whatever the case.
        """
        asked = words.casefold().split()
        self.beginResetModel()
        if (which, session_id, asked) == ("all", None, []):
            self._shown = list(self._all)
        else:
            self._shown = [
                row
                for place, row in enumerate(self._all)
                if which in ("all", "paired" if row.pairing else row.one_sided or "waits")
                and session_id in (None, row.session_id)
                and all(word in self._spoken(place) for word in asked)
            ]
        self.endResetModel()

    def _spoken(self, place: int) -> str:
        """All that a row says, made once."""
        if place not in self._words:
            self._words[place] = _spoken(self._all[place], self._codes).casefold()
        return self._words[place]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column; equal rows keep the order that they had."""
        if 0 <= column < len(COLUMNS):
            self.beginResetModel()
            self._shown.sort(key=_KEYS[column], reverse=order == Qt.SortOrder.DescendingOrder)
            self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell_text(row, index.column(), self._codes)
        if role == SIDE_ROLE:
            return time_and_quotes(side_in(row, index.column()), self._codes)
        return _spoken(row, self._codes) if role == Qt.ItemDataRole.AccessibleTextRole else None


def cell_text(row: PairingRow, column: int, codes: NamesOf | None = None) -> str:
    """What stands in a column of a row."""
    name = COLUMNS[column]
    if name == "Session":
        return f"{row.dyad} · {row.session}"
    if name in ("Therapist", "Patient"):
        return " ".join(filter(None, time_and_quotes(side_in(row, column), codes)))
    if name == "Relation":
        return row.stands
    if name == "Ratings":
        return ", ".join(f"{scale} {value}" for scale, value in row.ratings)
    return row.coder if name == "Coder" else row.memo


def side_in(row: PairingRow, column: int) -> Side | None:
    """The side that a column shows; None for other columns and where there is none."""
    return {"Therapist": row.therapist, "Patient": row.patient}.get(COLUMNS[column])


def time_and_quotes(side: Side | None, codes: NamesOf | None = None) -> tuple[str, str]:
    """Session time with codes, and quotes of one side; empty where there is none."""
    if side is None:
        return "", ""
    start, end = side.interval
    time = "no session time" if start is None else clock_text(start)
    time += "" if end is None else f" – {clock_text(end)}"
    if codes is not None:
        names = dict.fromkeys(name for moment in side.moments for name in codes(moment))
        time += f" · {', '.join(names)}" if names else ""
    return time, " ".join(f"“{' '.join(each.split())}”" for each in side.quotes)


def _spoken(row: PairingRow, codes: NamesOf | None) -> str:
    """A whole row, each cell after the name of its column."""
    cells = ((name, cell_text(row, place, codes)) for place, name in enumerate(COLUMNS))
    return ", ".join(f"{name} {text}" for name, text in cells if text)


def _start(side: Side | None) -> int:
    start = None if side is None else side.interval[0]
    return _LAST if start is None else start


def _session_key(row: PairingRow) -> tuple[str, int, int]:
    return row.dyad, row.session, _LAST if row.start_ms is None else row.start_ms


_KEYS: tuple[Callable[[PairingRow], Any], ...] = (
    _session_key,
    lambda row: _start(row.therapist),
    lambda row: (row.relation == "", row.relation, row.one_sided),
    lambda row: _start(row.patient),
    lambda row: (not row.ratings, row.ratings),
    lambda row: row.coder,
    lambda row: (row.memo == "", row.memo),
)
