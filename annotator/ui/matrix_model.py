"""The study matrix as a model: a row a dyad, a column an account."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.ids import Id
from annotator.domain.study import Dyad
from annotator.domain.view import StudyView
from annotator.ui.progress import Cell, cell_of, cells_of, recall_voices
from annotator.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ABBREVIATIONS = {"therapist": "T", "patient": "P"}


class MatrixModel(QAbstractTableModel):
    """Dyads by sessions and voices. Column 0 names the dyad.

    `CELL_ROLE` gives the `Cell`, None where the dyad has no such account.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dyads: list[Dyad] = []
        self._columns: list[tuple[int, str]] = []
        self._cells: dict[tuple[int, int], Cell] = {}
        self._places: dict[Id, tuple[int, int]] = {}

    def show_view(self, view: StudyView, coder_id: Id | None) -> None:
        """Takes another state of the study; only what differs is told to the table."""
        dyads = sorted(view.dyads.values(), key=lambda each: each.name)
        numbers = sorted({each.number for each in view.sessions.values()})
        columns = [(number, voice) for number in numbers for voice in recall_voices(view)]
        rows = {dyad.id: row for row, dyad in enumerate(dyads)}
        column_of = {column: place + 1 for place, column in enumerate(columns)}
        cells: dict[tuple[int, int], Cell] = {}
        for cell in cells_of(view, coder_id):
            session = view.sessions[cell.session_id]
            column = column_of.get((session.number, cell.voice))
            if column is not None:
                cells[rows[session.dyad_id], column] = cell
        self._places = {cell.account_id: place for place, cell in cells.items()}
        if (dyads, columns) != (self._dyads, self._columns):
            self.beginResetModel()
            self._dyads, self._columns, self._cells = dyads, columns, cells
            self.endResetModel()
        elif cells != self._cells:
            self._cells = cells
            self.dataChanged.emit(
                self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1)
            )

    def show_work(self, view: StudyView, coder_id: Id | None, account_ids: Iterable[Id]) -> bool:
        """Takes the work on some accounts; whether that changed the state of any."""
        changed = False
        for account_id in account_ids:
            place = self._places.get(account_id)
            cell = cell_of(view, account_id, coder_id)
            if place is None:  # a session's own transcript has no cell, but counts
                changed = True
            elif cell != self._cells[place]:
                self._cells[place] = cell
                changed = True
                self.dataChanged.emit(self.index(*place), self.index(*place))
        return changed

    def dyad(self, row: int) -> Dyad:
        """The dyad of a row."""
        return self._dyads[row]

    def session_number(self, column: int) -> int | None:
        """The session that a column belongs to; None for the names."""
        return self._columns[column - 1][0] if 0 < column <= len(self._columns) else None

    def place_of(self, account_id: Id) -> QModelIndex:
        """Where an account stands; an invalid index where it does not."""
        place = self._places.get(account_id)
        return QModelIndex() if place is None else self.index(*place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of dyads."""
        return 0 if parent.isValid() else len(self._dyads)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The name and the accounts."""
        return 0 if parent.isValid() else len(self._columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows and says."""
        if not index.isValid():
            return None
        if index.column() == 0:
            names = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self._dyads[index.row()].name if role in names else None
        cell = self._cells.get((index.row(), index.column()))
        if role == CELL_ROLE:
            return cell
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            number, voice = self._columns[index.column() - 1]
            nothing = f"{self._dyads[index.row()].name}, session {number}, {voice}: none"
            text = cell.text if cell else nothing
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """T and P over the columns, the whole name for screen readers."""
        if orientation != Qt.Orientation.Horizontal or not 0 < section <= len(self._columns):
            return None
        number, voice = self._columns[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return _ABBREVIATIONS.get(voice, voice[:2].capitalize())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"Session {number}, {voice}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All cells can be reached; those without an account do nothing."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
