"""The moments tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.analysis.tables.moment_filter import Wanted, fitting
from annotator.analysis.tables.moment_rows import MomentRow
from annotator.app.actions import with_keys
from annotator.app.settings import Settings
from annotator.domain.filter import Filter
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.charts.grid import Grid
from annotator.ui.flow import Flow
from annotator.ui.moments.cells import COLUMNS, Cells
from annotator.ui.moments.change_bar import ChangeBar
from annotator.ui.moments.choices import ChoicePill, Option
from annotator.ui.moments.counts_panel import CountsPanel
from annotator.ui.moments.filter_bar import FilterBar
from annotator.ui.moments.model import GROUPINGS, Grouping
from annotator.ui.moments.table import MomentsTable
from annotator.ui.panel import Panel
from annotator.ui.pill import Pill
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.words import Words

Shown = Literal["table", "matrix", "pairs"]
SHOWN: tuple[tuple[Shown, str], ...] = (
    ("table", "Moments"),
    ("matrix", "Matrix"),
    ("pairs", "Co-occurrence"),
)
_GROUPS: dict[Grouping, str] = {
    "nothing": "Nothing",
    "code": "Code",
    "dyad": "Dyad",
    "session": "Session",
    "account": "Interview",
    "coder": "Coder",
}
_NONE = "No moment yet: select words in the text ({tab_coding}) and press the letter of a code."
_NONE_FITS = "No moment fits the filter; Clear shows all."


class MomentsPage(Panel):
    """Filter, table or counts, and what can be done to the selected. It changes nothing itself.

    Signals:
        counts_asked: the matrix or the co-occurrence is on screen and has to be counted.
        export_asked: `csv`, `csv with text`, `svg` or `png`.
        part_shown: table, matrix or co-occurrence are on screen.
    """

    counts_asked = Signal()
    export_asked = Signal(str)
    part_shown = Signal()

    def __init__(self, look: Look, settings: Settings) -> None:
        super().__init__(look, "Moments", 900)
        self.look = look
        self._settings = settings
        self._view: StudyView | None = None
        self._all: Sequence[MomentRow] = ()
        self.cells = Cells()
        self.filter = FilterBar(look)
        self.what = Segments("Show", [Choice(value, text) for value, text in SHOWN])
        self.what.show_value("table")
        self.group = Pill(look, has_menu=True)
        self.columns = ChoicePill(look, "Columns", self._column_options)
        self.export = Pill(look, has_menu=True)
        self.table = MomentsTable(look, self.cells)
        self.nothing = Words(look, "", "mute", wrap=True)
        self.counts = CountsPanel(look)
        self.changes = ChangeBar(look)
        self._lay_out()
        self._join()
        look.changed.connect(self._dress)
        self._dress()

    # What is shown ------------------------------------------------------------------------

    @property
    def shown(self) -> Shown:
        """Which of the three is on screen."""
        return next(value for value, _ in SHOWN if value == self.what.value)

    def show_moments(
        self, view: StudyView, rows: Sequence[MomentRow], filters: Sequence[Filter]
    ) -> None:
        """Shows another state of the study."""
        another = self._view is None or self._view.study.id != view.study.id
        self._view, self._all = view, rows
        self.cells.show_view(view)
        self.filter.show_view(view, filters)
        self.changes.show_codebook(view.codebook)
        if another:
            self.table.show_shape(self._settings.moment_columns.get(view.study.id, {}))
        self._take()

    def forget(self) -> None:
        """Holds nothing of what was shown."""
        self._view, self._all = None, ()
        self.filter.forget()
        self.table.show_rows(())
        self.cells.forget()
        self.counts.show_grid(Grid(title="Counts of codes", reason="Nothing is counted yet"))
        self._say()

    def rows(self) -> list[MomentRow]:
        """The moments that fit the filter, in the order of the study."""
        if self._view is None:
            return []
        return fitting(self._view, self.filter.wanted, self._all, self.cells.current)

    def choose(self, moment_id: Id | None) -> None:
        """Selects a moment as far as it is shown."""
        here = self.table.in_hand
        if moment_id is not None and (here is None or here.moment.id != moment_id):
            self.table.choose([moment_id])

    def panes(self) -> list[QWidget]:
        """What F6 goes through; the table first."""
        first = self.table if self.shown == "table" else self.counts.pane()
        return [first, self.filter.kept, self.filter.field]

    def want(self, wanted: Wanted) -> None:
        """Shows the moments of a cell of the counts."""
        self.show_part("table")
        self.filter.want(wanted)

    def show_part(self, part: str) -> None:
        """Shows the table, the matrix or the co-occurrence."""
        self.what.show_value(part)
        is_table = self.shown == "table"
        self.counts.setVisible(not is_table)
        for control in (self._of_table, self.group, self.columns, self.changes):
            control.setVisible(is_table)
        if self.shown != "table":
            self.counts.show_kind("matrix" if self.shown == "matrix" else "pairs")
            self.counts_asked.emit()
        self.part_shown.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What takes the keys comes on the screen."""
        if event.type() == QEvent.Type.FocusIn and watched in self._tables():
            self.ensureWidgetVisible(watched, 0, 0)
        return super().eventFilter(watched, event)

    # Inside -----------------------------------------------------------------------------

    def _tables(self) -> tuple[QWidget, ...]:
        return self.table, self.counts.table, self.counts.chart

    def _lay_out(self) -> None:
        self.group.choices.setAccessibleName("Grouped by")
        for value in GROUPINGS:
            entry = self.group.choices.addAction(_GROUPS[value])
            entry.triggered.connect(lambda _=False, own=value: self._show_grouping(own))
        self._say_grouping()
        self.export.say("Export", "Writes what is shown to a file", "Export what is shown")
        self.export.choices.aboutToShow.connect(self._fill_export)
        head = QWidget()
        row = self._head = Flow(head)
        for control in (self.what, self.group, self.columns):
            row.addWidget(control)
        row.add_stretch()
        row.addWidget(self.export)
        self._of_table = QWidget()
        inside = QVBoxLayout(self._of_table)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.nothing)
        inside.addWidget(self.table, 1)
        self.counts.hide()
        self.column.addWidget(self.filter)
        self.column.addWidget(head)
        self.column.addWidget(self._of_table, 1)
        self.column.addWidget(self.counts, 1)
        self.column.addWidget(self.changes)

    def _join(self) -> None:
        for table in self._tables():
            table.installEventFilter(self)
        self.filter.changed.connect(lambda _: self._take())
        self.what.chosen.connect(self.show_part)
        self.columns.toggled_value.connect(lambda _, name: self.table.toggle_column(name))
        self.table.chosen.connect(self._say)
        self.table.shape_changed.connect(self._keep_shape)
        self.counts.changed.connect(self.counts_asked)

    def _take(self) -> None:
        rows = self.rows()
        self.table.show_rows(rows)
        sentence = "" if rows else (_NONE_FITS if self._all else with_keys(_NONE))
        self.nothing.setText(sentence)
        self.nothing.setVisible(bool(sentence))
        self._say()
        if self.shown != "table":
            self.counts_asked.emit()

    def _say(self) -> None:
        shown = len(self.table.model_of_moments.shown())
        self.changes.show_counts(len(self.table.selected()), shown, len(self._all))

    def _show_grouping(self, grouping: Grouping) -> None:
        self.table.show_grouping(grouping)
        self._say_grouping()

    def _say_grouping(self) -> None:
        grouping = self.table.model_of_moments.grouping
        text = "Group" if grouping == "nothing" else f"Group: {_GROUPS[grouping]}"
        self.group.say(text, "", f"Grouped by: {_GROUPS[grouping]}")

    def _column_options(self) -> list[Option]:
        shape = self.table.shape()
        return [Option("column", e.name, e.text, ticked=shape[e.name] > 0) for e in COLUMNS]

    def _keep_shape(self) -> None:
        if self._view is not None:
            self._settings.moment_columns[self._view.study.id] = self.table.shape()

    def _fill_export(self) -> None:
        menu = self.export.choices
        menu.clear()
        lines = [("CSV…", "csv")]
        if self.shown == "table":
            lines = [("CSV without words…", "csv"), ("CSV with quotes and memos…", "csv with text")]
        elif not self.counts.model.grid.reason:
            lines += [("Picture, SVG…", "svg"), ("Picture, PNG…", "png")]
        for text, form in lines:
            entry = menu.addAction(text)
            entry.triggered.connect(lambda _=False, own=form: self.export_asked.emit(own))

    def _dress(self) -> None:
        px = self.look.px
        self.column.setContentsMargins(px(18), px(12), px(18), px(8))
        self.column.setSpacing(px(9))
        self._head.setSpacing(px(8))
