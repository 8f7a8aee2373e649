"""The progress of the coders: a table to sort, to copy and to keep, and work that is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHBoxLayout, QWidget

from annotator.app.verbs.progress_table import ProgressRow, progress_rows, summary
from annotator.app.verbs.progressing import StudyProgress, done_words, out_words
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.ui import clipboard
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.strike import ask_strike
from annotator.ui.dialogs.table_sheet import TableSheet, foot_button
from annotator.ui.progress_model import COLUMNS, ProgressModel, cells_of
from annotator.ui.row_table import RowTable
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick
from annotator.ui.words import Words

_ROWS = 14
_WIDTHS = {
    "State": 94, "Assigned": 76, "Done": 54, "Left": 50, "At work": 76, "Last day": 94,
    "Out since": 94, "Came back": 94, "Due": 94,
}  # fmt: skip
_WIDE = {
    "Assigned": 480, "Due": 560, "Left": 660, "Out since": 760, "At work": 840, "Last day": 930,
    "Came back": 1010,
}  # fmt: skip
"""From which width of the sheet, at 100 %, there is room for a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressQuestion:
    """What the table is of.

    Attributes:
        nothing: what is said where nobody has any work.
        export: writes rows to a file and gives what is to be said besides, or nothing; may raise
            `UserError`.
        strike: no longer waits for the file of work of this id, for a reason; gives what is so
            then; may raise `UserError`. None for whoever may not.
        place: the file that is proposed.
    """

    found: StudyProgress
    nothing: str
    export: Callable[[Sequence[ProgressRow], Path], str]
    strike: Callable[[Id, str], StudyProgress] | None
    place: Path


class ProgressSheet(TableSheet):
    """Who has done what, how long, what is out, what came back, what is overdue."""

    def __init__(self, look: Look, parent: QWidget | None, asked: ProgressQuestion) -> None:
        super().__init__(
            look, parent, "Progress of the coders", "", most=_ROWS, wide=_WIDE, wraps=True
        )
        self._asked = asked
        self.summary = Words(look, "", wrap=True)
        self.model = ProgressModel(look, self)
        self.order = Combo(look)
        self.order.addItems(COLUMNS)
        self.order.setAccessibleName("Sorted by")
        self.order.view().setAccessibleName("Columns")
        self.backwards = Tick(look, "The other way round")
        self.table = RowTable(
            look, self.model, "Progress by coder and round",
            grows=["Coder", "Round"], widths=_WIDTHS,
        )  # fmt: skip
        edge = look.px(3)  # with its own margin that of the heads
        self.table.setStyleSheet(f"QTableView::item {{ padding: 0 {edge}px; border: 0; }}")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.horizontalHeader().setSectionsClickable(True)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by_header)
        self.table.installEventFilter(self)
        self.whole = Words(look, "", "small", wrap=True)
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copying = foot_button("&Copy", "Copy the table", self.copy_all)
        self.export = foot_button("&Export…", "Export the table as CSV", self._export)
        self.strike = foot_button("&No longer wait…", "No longer wait for this work", self._strike)
        self._lay_out()
        self.order.currentIndexChanged.connect(lambda _: self._sort())
        self.backwards.toggled.connect(lambda _: self._sort())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_whole())
        self.model.show(progress_rows(asked.found))
        self.order.setCurrentIndex(COLUMNS.index("State"))
        self._take(0)
        self._show()
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def in_hand(self) -> ProgressRow | None:
        """The row in hand."""
        return self.model.row(self.table.currentIndex().row())

    def copy_all(self) -> None:
        """Copies all rows with the names of the columns."""
        self._copy(self.model.rows())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key of copying takes the rows that are chosen, with the names of the columns."""
        is_press = watched is self.table and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.matches(_COPY):
            places = sorted({each.row() for each in self.table.selectionModel().selectedRows()})
            self._copy([self.model.rows()[each] for each in places])
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.rows.addWidget(self.summary)
        bar = QHBoxLayout()
        self.sorted_by = Words(self.look, "Sorted by", "mute")
        for each in (self.sorted_by, self.order, self.backwards):
            bar.addWidget(each)
        bar.addStretch(1)
        self.rows.addLayout(bar)
        self.add_table()
        self.rows.addWidget(self.whole)
        self.add_foot(self.strike, self.copying, self.export)

    def _show(self) -> None:
        rows = self.model.rows()
        self.summary.setText(summary(rows) if rows else self._asked.nothing)
        for each in (
            self.sorted_by, self.order, self.backwards, self.table, self.whole, self.count,
            self.copying, self.export,
        ):  # fmt: skip
            each.setVisible(bool(rows))
        self.strike.setVisible(bool(rows) and self._asked.strike is not None)
        self._show_whole()

    def _show_whole(self) -> None:
        """All that is known of the row in hand, and of its files of work."""
        row = self.in_hand
        told = [] if row is None else [done_words(row.own), *map(out_words, row.files)]
        self.whole.setText("\n".join(f"{each[:1].upper()}{each[1:]}." for each in told))
        self.strike.setEnabled(row is not None and bool(row.waiting))
        idle = "" if self.strike.isEnabled() else "Nothing of this row is waited for."
        self.strike.setToolTip(idle)
        self.show_problem("")

    def _take(self, place: int) -> None:
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(max(0, place), 0))

    def _sort(self) -> None:
        row = self.in_hand
        down = Qt.SortOrder.DescendingOrder
        order = down if self.backwards.isChecked() else Qt.SortOrder.AscendingOrder
        self.model.sort(self.order.currentIndex(), order)
        self._take(0 if row is None else self.model.place_of(row.own.coder, row.own.round))

    def _sort_by_header(self, column: int) -> None:
        """A second click turns it round."""
        if self.order.currentIndex() == column:
            self.backwards.toggle()
        else:
            self.backwards.setChecked(False)
            self.order.setCurrentIndex(column)

    def _copy(self, rows: Sequence[ProgressRow]) -> None:
        if rows:
            lines = ["\t".join(each) for each in (COLUMNS, *map(cells_of, rows))]
            clipboard.put("\n".join(lines))
            verb = "is" if len(rows) == 1 else "are"
            self.count.setText(f"{counted(len(rows), 'row')} {verb} on the clipboard.")

    def _export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export the table", str(self._asked.place), "CSV (*.csv)"
        )
        if not chosen:
            return
        try:
            untold = self._asked.export(self.model.rows(), Path(chosen))
        except UserError as error:
            self.show_problem(as_sentence(error))
            return
        self.show_problem("")
        self.count.setText(f"The table is in {Path(chosen).name}. {untold}".rstrip())

    def _strike(self) -> None:
        row, strike = self.in_hand, self._asked.strike
        if row is None or strike is None:
            return
        choice = ask_strike(self.look, self, row.waiting)
        if choice is None:
            return
        try:
            found = strike(choice.file_id, choice.reason)
        except UserError as error:
            self.show_problem(as_sentence(error))
            return
        self.model.show(progress_rows(found))
        self._take(self.model.place_of(row.own.coder, row.own.round))
        self._show()
        self.count.setText("The work is struck off: nobody waits for it any more.")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


_COPY = QKeySequence.StandardKey.Copy


def show_progress(look: Look, parent: QWidget | None, asked: ProgressQuestion) -> None:
    """Shows the progress until a person closes it."""
    ProgressSheet(look, parent, asked).ask(1060)
