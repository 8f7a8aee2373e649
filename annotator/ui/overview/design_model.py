"""The rows of the design as a model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.analysis.tables.design import DesignRow, Filter
from annotator.domain.study import HOUR_MS
from annotator.ui.overview.wording import note_text, state_text, work_text
from annotator.ui.progress import lag_text
from annotator.ui.study_panel import held_text
from annotator.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Dyad", "Session", "Account", "State", "Held", "Lag", "Interviewer", "Coded", "To know")
DYAD, SESSION, ACCOUNT, STATE, HELD, LAG, INTERVIEWER, CODED, NOTE = range(9)
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class DesignModel(QAbstractTableModel):
    """One row an account, as far as the filter lets it through; `ROW_ROLE` gives it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[DesignRow, ...] = ()
        self._rows: tuple[DesignRow, ...] = ()
        self.filter: Filter = "all"

    def show_rows(self, rows: Sequence[DesignRow]) -> None:
        """Takes other rows; what only says something else keeps its place."""
        self._all = tuple(rows)
        self._take()

    def show_filter(self, chosen: Filter) -> None:
        """Lets other rows through."""
        self.filter = chosen
        self._take()

    def row(self, place: int) -> DesignRow:
        """One row."""
        return self._rows[place]

    def place_of(self, row: DesignRow | None) -> int:
        """Where a row stands now, also if it says something else than it did; -1 for nowhere."""
        if row is None:
            return -1
        same = (
            place
            for place, each in enumerate(self._rows)
            if (each.dyad_id, each.session_id, each.account_id)
            == (row.dyad_id, row.session_id, row.account_id)
        )
        return next(same, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One an account."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As in the head."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell_text(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLUMNS[column]}: {cell_text(row, column) or 'none'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        return None

    def _take(self) -> None:
        rows = tuple(row for row in self._all if row.passes(self.filter))
        same = len(rows) == len(self._rows) and all(
            (a.dyad_id, a.session_id, a.account_id) == (b.dyad_id, b.session_id, b.account_id)
            for a, b in zip(rows, self._rows, strict=True)
        )
        if same:
            self._rows = rows
            if rows:
                last = self.index(len(rows) - 1, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()


def cell_text(row: DesignRow, column: int) -> str:
    """What a cell says."""
    if column == HELD:
        return "" if row.held is None else held_text(row.held, year=True)
    if column == LAG:
        late = " ⚠" if row.late else ""
        return ("" if row.lag_h is None else lag_text(round(row.lag_h * HOUR_MS))) + late
    if column == ACCOUNT:
        return f"{row.voice} {row.participant or ''}".strip()
    return {
        DYAD: row.dyad,
        SESSION: "" if row.session is None else str(row.session),
        STATE: state_text(row),
        INTERVIEWER: row.interviewer or "",
        CODED: work_text(row),
        NOTE: note_text(row),
    }[column]


def _side(column: int) -> Qt.AlignmentFlag:
    right = column in (SESSION, LAG)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
