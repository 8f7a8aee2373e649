"""The sessions of the study beside the numbers: what each gives, and the way to its text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from annotator.app.verbs.dyad_analysis import SessionRow
from annotator.domain.ids import Id
from annotator.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
HEADS = ("Session", "Th.", "Pat.", "meet")
_WORDS = ("session", "therapist’s moments", "patient’s moments", "moments that meet one")


class SessionRows(QAbstractTableModel):
    """One row a session."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.shown: tuple[SessionRow, ...] = ()

    def show_rows(self, rows: Sequence[SessionRow]) -> None:
        """Takes other rows."""
        self.beginResetModel()
        self.shown = tuple(rows)
        self.endResetModel()

    def row(self, place: int) -> SessionRow:
        """One row."""
        return self.shown[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One a session."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As in the head."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return _WORDS[section].capitalize()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return HEADS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        row, column = self.shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and row.reason:
            return self._look.colour("mute")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(0 if row.reason else column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _sentence(row)
        return None

    def _cell(self, row: SessionRow, column: int) -> str:
        if column == 0:
            return f"{row.dyad} · S{row.number}"
        if row.reason:
            return row.reason if column == 1 else ""
        return (str(row.therapist), str(row.patient), str(row.met))[column - 1]


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _sentence(row: SessionRow) -> str:
    place = f"{row.dyad}, session {row.number}"
    if row.reason:
        return f"{place}: left out, {row.reason}"
    return (
        f"{place}: {row.therapist} moments of the therapist, {row.patient} of the patient, "
        f"{row.met} of them meet one of the other’s"
    )


class SessionList(QTableView):
    """The list. Its row in hand chooses the dyad that is drawn; Return opens the text.

    Signals:
        chosen: id of the session in hand.
        opened: id of a session.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._showing = False  # what is shown from outside is not chosen by anybody
        self.rows = SessionRows(look, self)
        self.setModel(self.rows)
        self.setAccessibleName("Sessions")
        self.setAccessibleDescription("Return opens the session’s text")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.activated.connect(self._open)
        look.changed.connect(self._fit)

    def show_rows(self, rows: Sequence[SessionRow], here: Id | None) -> None:
        """Shows other rows with the session in hand."""
        place = next((n for n, row in enumerate(rows) if row.session_id == here), 0)
        self._showing = True
        if tuple(rows) != self.rows.shown:
            self.rows.show_rows(rows)
        if rows and self.currentIndex().row() != place:
            self.setCurrentIndex(self.rows.index(place, 0))
        self._showing = False
        self.clearSpans()
        for n, row in enumerate(rows):
            if row.reason:
                self.setSpan(n, 1, 1, len(HEADS) - 1)
        self._fit()

    def here(self) -> SessionRow | None:
        """The row in hand."""
        place = self.currentIndex().row()
        return self.rows.row(place) if 0 <= place < self.rows.rowCount() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Numbers keep their width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._look.px
        self.verticalHeader().setDefaultSectionSize(px(27))
        width, name = self.viewport().width(), px(78)
        number = max((width - name) // (len(HEADS) - 1), px(24))
        self.setColumnWidth(0, name)
        for column in range(1, len(HEADS)):
            self.setColumnWidth(column, number)

    def _choose(self, index: Index, _before: Index) -> None:
        if index.isValid() and not self._showing:
            self.chosen.emit(self.rows.row(index.row()).session_id)

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.opened.emit(self.rows.row(index.row()).session_id)
