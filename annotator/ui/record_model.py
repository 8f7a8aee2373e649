"""The model of the record of changes: a row an entry, the newest first, read as it is shown."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from annotator.app.verbs.record import Entries, Line
from annotator.ui.shown_rows import Index

COLUMNS = ("No.", "When", "Who", "Machine", "What was done", "Written")
_PAGE = 200
_MOST_PAGES = 20  # kept at a time


class RecordModel(QAbstractTableModel):
    """Entries, of which a page is read once a row of it is asked for.

    A hundred thousand entries cost no more than their numbers.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Entries | None = None
        self._pages: dict[int, list[Line]] = {}

    @property
    def entries(self) -> Entries | None:
        """What is shown."""
        return self._entries

    def show(self, entries: Entries) -> None:
        """Shows other entries."""
        self.beginResetModel()
        self._entries, self._pages = entries, {}
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The entry of a row."""
        if self._entries is None or not 0 <= row < len(self._entries):
            return None
        place = len(self._entries) - 1 - row
        page = place // _PAGE
        if page not in self._pages:
            if len(self._pages) >= _MOST_PAGES:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._entries.lines(page * _PAGE, (page + 1) * _PAGE)
        return self._pages[page][place % _PAGE]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of entries."""
        return 0 if parent.isValid() or self._entries is None else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The columns' names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        cells = (
            str(line.number),
            f"{line.at:%Y-%m-%d %H:%M:%S}",
            line.who,
            line.machine,
            f"{line.action[:1].upper()}{line.action[1:]}",  # a script writes it as it likes
            line.written,
        )
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (cells[4], cells[5], cells[2], cells[1])))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None
