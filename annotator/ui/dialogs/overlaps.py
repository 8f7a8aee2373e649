"""A list of moments of one coder that overlap with the same code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from annotator.domain.counted import counted
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.row_table import RowTable
from annotator.ui.shown_rows import Index, ShownRows
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.words import Words

COLUMNS = ("Account", "Code", "First", "Second", "Coder")
_WIDTHS = {"Account": 76, "Code": 96, "Coder": 70}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapRow:
    """Two moments that overlap."""

    account: str
    coder: str
    codes: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapChoice:
    """The number of a row, and whether its moments are to be joined or gone to."""

    row: int
    joins: bool


class OverlapsModel(ShownRows):
    """A row two moments."""

    columns = COLUMNS

    def __init__(self, rows: Sequence[OverlapRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = list(rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        if not index.isValid():
            return None
        row: OverlapRow = self._shown[index.row()]
        cells = (row.account, row.codes, row.first, row.second, row.coder)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cells[index.column()])
        return ", ".join(cells) if role == Qt.ItemDataRole.AccessibleTextRole else None


class OverlapsSheet(Sheet):
    """The list; Return goes to the row in hand, the second button joins its moments."""

    def __init__(self, look: Look, parent: QWidget | None, rows: Sequence[OverlapRow]) -> None:
        super().__init__(look, parent, "Overlaps of the same code", "Show in the text")
        self._joins = False
        self.model = OverlapsModel(rows, self)
        self.table = table = RowTable(
            look, self.model, "Moments that overlap",
            grows=["First", "Second"], widths=_WIDTHS, least=6,
        )  # fmt: skip
        for name, found in (
            ("Account", {each.account for each in rows}),
            ("Coder", {each.coder for each in rows}),
        ):
            table.setColumnHidden(table.column(name), len(found) < 2)
        table.setCurrentIndex(self.model.index(0, 0))
        table.doubleClicked.connect(lambda _: self.try_to_accept())
        said = f"{counted(len(rows), 'pair')} of moments of one coder in this session."
        self.rows.addWidget(Words(look, said, "mute", wrap=True))
        self.rows.addWidget(table, 100)  # the sheet ends in a stretch of its own
        self.join = QPushButton("&Join the two")
        self.join.setAutoDefault(False)
        self.join.clicked.connect(self._join)
        self.rows.addWidget(self.join, 0, Qt.AlignmentFlag.AlignLeft)
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> OverlapChoice:
        """The row in hand, and what to do with it."""
        return OverlapChoice(row=max(0, self.table.currentIndex().row()), joins=self._joins)

    def _join(self) -> None:
        self._joins = True
        self.accept()


def ask_overlap(
    look: Look, parent: QWidget | None, rows: Sequence[OverlapRow]
) -> OverlapChoice | None:
    """Which two are gone to or joined, None when a person closes the list."""
    sheet = OverlapsSheet(look, parent, rows)
    return sheet.choice() if sheet.ask(820) else None
