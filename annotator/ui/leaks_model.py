"""The model of what was found in words that leave: a row for the same words of one kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, Qt

from annotator.analysis.leaks import KINDS
from annotator.app.verbs.leak_scan import Group
from annotator.ui.shown_rows import Index, ShownRows

COLUMNS = ("Replace", "What", "Words", "Where", "Times")
_BEFORE = 18  # characters before the words; more would push them out of the column
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class LeaksModel(ShownRows):
    """The findings, ticked where a placeholder shall stand in their place."""

    columns = COLUMNS

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Group] = ()
        self.marks: set[str] = set()

    def show(self, groups: Sequence[Group], kind: str = "") -> None:
        """Shows the findings of a kind; all without one."""
        self.beginResetModel()
        self._all = groups
        self._shown = [each for each in groups if kind in ("", each.kind)]
        self.endResetModel()

    def group(self, row: int) -> Group | None:
        """The finding of a row."""
        found: Group | None = self._shown[row] if 0 <= row < len(self._shown) else None
        return found

    def shown(self) -> list[Group]:
        """The findings shown."""
        return list(self._shown)

    def put(self, marks: Collection[str], *, replaced: bool) -> None:
        """Ticks findings or takes their ticks off."""
        if replaced:
            self.marks.update(marks)
        else:
            self.marks.difference_update(marks)
        if self._shown:
            last = self.index(len(self._shown) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def toggle(self, row: int) -> None:
        """Ticks a row, or takes its tick off."""
        group = self.group(row)
        if group is not None:
            mark = group.first.mark
            self.put([mark], replaced=mark not in self.marks)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first cell of a row can be ticked."""
        own = super().flags(index)
        return own | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else own

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes a tick."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        self.toggle(index.row())
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        group = self.group(index.row()) if index.isValid() else None
        if group is None:
            return None
        first = group.first
        is_ticked = first.mark in self.marks
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return _CHECKED if is_ticked else _UNCHECKED
        instead = KINDS[group.kind].placeholder
        what = first.leak.what if group.is_sure else f"{first.leak.what}, perhaps"
        before = first.before if len(first.before) <= _BEFORE else f"…{first.before[-_BEFORE:]}"
        where = f"{before}{first.words}{first.after}".replace("\n", " ")
        words = " ".join(first.words.split())
        cells = (instead if is_ticked else "", what, words, where, str(len(group.found)))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = f"replaced by {instead}" if is_ticked else "left as it is"
            return f"{words}, {what}, {state}, {where}"
        return None
