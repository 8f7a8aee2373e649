"""The journal as a table: memos under the heading of their place or day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt

from annotator.app.verbs.journal import Entry, Order, group_of, holding
from annotator.ui.shown_rows import Index, ShownRows
from annotator.ui.tips import plain_tip

COLUMNS = ("About", "Memo", "Coder", "Date")


class JournalModel(ShownRows):
    """The entries that hold some words, in an order, under headings.

    Args:
        entries: by place.
    """

    columns = COLUMNS

    def __init__(self, entries: Sequence[Entry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = list(entries)
        self._order: Order = "place"
        self._shown: list[Entry | str] = []

    def show(self, order: Order, words: str = "") -> None:
        """Shows the entries that hold all of some words."""
        found = holding(self._all, words)
        if order == "newest":
            found.sort(key=lambda each: each.made_at, reverse=True)
        self.beginResetModel()
        self._order, self._shown = order, []
        for entry in found:
            heading = group_of(entry, order)
            if heading != self._heading():
                self._shown.append(heading)
            self._shown.append(entry)
        self.endResetModel()

    def _heading(self) -> str | None:
        """The heading that the last row stands under."""
        if not self._shown:
            return None
        last = self._shown[-1]
        return last if isinstance(last, str) else group_of(last, self._order)

    def entries(self) -> list[Entry]:
        """The entries shown, in their order."""
        return [each for each in self._shown if isinstance(each, Entry)]

    def entry(self, row: int) -> Entry | None:
        """The entry of a row; None for a heading."""
        found = self._shown[row] if 0 <= row < len(self._shown) else None
        return found if isinstance(found, Entry) else None

    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [row for row, each in enumerate(self._shown) if isinstance(each, str)]

    def first(self) -> int:
        """The first row that is an entry; -1 without one."""
        return next((row for row, each in enumerate(self._shown) if isinstance(each, Entry)), -1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Entries can be picked, headings cannot."""
        if not index.isValid() or self.entry(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        if isinstance(entry, str):
            says = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return entry if says and index.column() == 0 else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(entry, index.column(), with_place=self._order == "newest")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.place}, {entry.about}, {entry.coder}: {entry.text}"
        return None


def about_of(entry: Entry, *, with_place: bool) -> str:
    """What a memo is about, with its place where no heading says it."""
    if with_place and entry.dyad is not None:
        return f"{entry.place} · {entry.about}"
    return entry.about[:1].upper() + entry.about[1:]


def _cell(entry: Entry, column: int, *, with_place: bool) -> str:
    name = COLUMNS[column]
    if name == "About":
        return about_of(entry, with_place=with_place)
    if name == "Memo":
        return " ".join(entry.text.split())
    return entry.coder if name == "Coder" else entry.made_at[:10]
