"""Shows a table of scores, asks what its columns are, and reports before anything is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.app.verbs.measure_editing import range_text
from annotator.app.verbs.measure_listing import measured_lines
from annotator.app.verbs.measure_mapping import Range, ScoreMapping
from annotator.app.verbs.measure_proposing import proposed_mapping
from annotator.app.verbs.measuring import Measured, measure
from annotator.domain.errors import UserError
from annotator.domain.measures import MEASURE_KINDS, Measure, MeasureKind
from annotator.domain.score_table import ScoreTable
from annotator.domain.view import StudyView
from annotator.ui.dialogs.measures_columns import MeasuresColumns
from annotator.ui.dialogs.numbers import as_sentence, number_in, side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.room import room_for
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick
from annotator.ui.words import Words

ReadSheet = Callable[[str], ScoreTable]
_MOST_SHOWN = 400


class MeasureLine:
    """Kind and range of one measure that the study does not know yet."""

    def __init__(self, look: Look, name: str) -> None:
        self.name = name
        self.kind = Combo(look)
        self.kind.addItems(MEASURE_KINDS)
        self.kind.setCurrentText("other")
        self.kind.view().setAccessibleName(f"Kinds of {name}")
        self.minimum, self.maximum = QLineEdit(), QLineEdit()
        for field, word in ((self.minimum, "Lowest"), (self.maximum, "Highest")):
            field.setAccessibleName(f"{word} score of {name}")
            field.setMaximumWidth(look.px(80))
        self.kind.setAccessibleName(f"Kind of {name}")

    def range(self) -> Range | None:
        """The two ends; None where neither is given.

        Raises:
            UserError: a field holds no number.
        """
        ends: list[float | None] = []
        for field in (self.minimum, self.maximum):
            text = field.text().strip()
            number = number_in(text) if text else None
            if text and number is None:
                raise UserError(f"{text!r} is no score of {self.name}", hint="write it like 1 or 5")
            ends.append(number)
        return None if ends == [None, None] else (ends[0], ends[1])


class MeasuresKnown(QWidget):
    """The measures of the file: those of the study as they are, new ones with fields.

    Signals:
        changed: a kind was chosen, or a range typed.
    """

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[str, ...] = ()
        self.lines: dict[str, MeasureLine] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._body: QWidget | None = None

    def show_names(self, names: list[str], known: list[Measure]) -> bool:
        """Makes the lines anew where there are other measures; whether it did."""
        if self._shown == tuple(names):
            return False
        self._shown = tuple(names)
        if self._body is not None:
            self._body.setParent(None)
            self._body.deleteLater()
        body = self._body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(4, 1)
        by_name = {each.name.casefold(): each for each in known}
        kept, self.lines = self.lines, {}
        for row, name in enumerate(names):
            there = by_name.get(name.casefold())
            grid.addWidget(Words(self._look, there.name if there else name, "strong"), row, 0)
            if there is not None:
                said = f"in the study: {there.kind}, range {range_text(there)}"
                grid.addWidget(Words(self._look, said, "mute"), row, 1, 1, 4)
                continue
            line = self.lines[name] = self._line(name, kept.get(name))
            grid.addWidget(line.kind, row, 1)
            grid.addWidget(line.minimum, row, 2)
            grid.addWidget(line.maximum, row, 3)
        self._column.addWidget(body)
        return True

    def _line(self, name: str, kept: MeasureLine | None) -> MeasureLine:
        """A new line, with what was said of a measure of that name before."""
        line = MeasureLine(self._look, name)
        line.minimum.setPlaceholderText("lowest")
        line.maximum.setPlaceholderText("highest")
        if kept is not None:
            line.kind.setCurrentText(kept.kind.currentText())
            line.minimum.setText(kept.minimum.text())
            line.maximum.setText(kept.maximum.text())
        line.kind.currentIndexChanged.connect(self.changed)
        line.minimum.textEdited.connect(self.changed)
        line.maximum.textEdited.connect(self.changed)
        return line

    def kinds(self) -> dict[str, MeasureKind]:
        """By measure what was chosen."""
        return {
            name: next(each for each in MEASURE_KINDS if each == line.kind.currentText())
            for name, line in self.lines.items()
        }

    def ranges(self) -> dict[str, Range]:
        """By measure what was typed.

        Raises:
            UserError: a field holds no number.
        """
        found = {name: line.range() for name, line in self.lines.items()}
        return {name: ends for name, ends in found.items() if ends is not None}


class MeasuresImportSheet(Sheet):
    """Columns, measures, marks of missing scores, and the report of what would be stored."""

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        view: StudyView,
        table: ScoreTable,
        read_sheet: ReadSheet,
    ) -> None:
        super().__init__(look, parent, "Import measures", "Import", self._wrong)
        self._view, self._table, self._read_sheet = view, table, read_sheet
        self._measured: Measured | None = None
        self._problem_now = ""
        self.said = self.tell("")
        self.page = Combo(look)
        self.page.addItems(table.sheets)
        self.page.setCurrentText(table.sheet)
        self.page.view().setAccessibleName("Sheets")
        if len(table.sheets) > 1:
            self.rows.addLayout(side_by_side(("Sheet of the workbook", self.page)))
        self.rows.addWidget(Words(look, "Columns", "heading"))
        self._holder = QVBoxLayout()
        self.rows.addLayout(self._holder)
        self.columns = self._columns_of(table)
        self.rows.addSpacing(6)
        self.rows.addWidget(Words(look, "Measures", "heading"))
        self.known = MeasuresKnown(look)
        self.known.changed.connect(self._look_again)
        self.rows.addWidget(self.known)
        self.rows.addSpacing(6)
        self.missing = QLineEdit(", ".join(ScoreMapping().missing))
        self.missing.textEdited.connect(self._look_again)
        hint = "Cells that hold one of these, divided by commas, and empty ones."
        self.row("Cells without a score", self.missing, hint)
        self.replacing = Tick(look, "Scores of the study that are others here are replaced")
        self.replacing.toggled.connect(self._look_again)
        self.rows.addWidget(self.replacing)
        self.report = QPlainTextEdit()
        self._add_report()
        self.page.currentTextChanged.connect(self._take_sheet)
        self._look_again()

    def fit(self, width: int) -> None:
        """With room for the report under the rows."""
        super().fit(width)
        room = room_for(self.parentWidget() or self).height() - 60
        self.resize(self.width(), min(self.height() + self._foot.sizeHint().height(), room))

    def _add_report(self) -> None:
        """The report stands below what scrolls, so that it is always in sight."""
        report, look = self.report, self.look
        report.setReadOnly(True)
        report.setProperty("field", True)
        report.setTabChangesFocus(True)
        room = room_for(self.parentWidget() or self).height()
        report.setFixedHeight(min(look.px(120), room // 5))
        report.setAccessibleName("What would be stored, and what is left out")
        self._foot = QWidget()
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(24, 8, 24, 8)
        column.addWidget(Words(look, "What would be stored, and what is left out", "heading"))
        column.addWidget(report)
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.insertWidget(1, self._foot)

    def _order(self) -> None:
        """The report comes after the rows, before the buttons."""
        super()._order()
        QWidget.setTabOrder(self.replacing, self.report)
        QWidget.setTabOrder(self.report, self.no)

    def choice(self) -> Measured:
        """What is to be stored; only after the sheet was accepted."""
        assert self._measured is not None
        return self._measured

    def _columns_of(self, table: ScoreTable) -> MeasuresColumns:
        rows = f"1 {table.row_word}" if len(table.lines) == 1 else f"{len(table.lines)} rows"
        said = f"{table.name}: {rows}, {len(table.columns)} columns. Nothing is stored yet."
        self.said.setText(said)
        columns = MeasuresColumns(self.look, table, proposed_mapping(self._view, table))
        columns.changed.connect(self._look_again)
        self._holder.addWidget(columns)
        return columns

    def _take_sheet(self, name: str) -> None:
        """Reads another sheet of the workbook; what is wrong with it is said."""
        try:
            table = self._read_sheet(name)
        except UserError as error:
            self._measured = None
            self._problem_now = as_sentence(error)
            self.report.setPlainText(self._problem_now)
            return
        former = self.columns
        self._holder.removeWidget(former)
        former.setParent(None)
        former.deleteLater()
        self._table = table
        self.columns = self._columns_of(table)
        self._look_again()

    def _look_again(self) -> None:
        """Tries what is said, and shows what it would do."""
        self.show_problem("")
        measured: Measured | None = None
        self._problem_now = self.columns.problem()
        names = self._names() if not self._problem_now else []
        if self.known.show_names(names, list(self._view.measures.values())) and self.isVisible():
            self._order()
        if not self._problem_now:
            measured = self._tried()
        self._measured = measured
        lines = measured_lines(measured) if measured else [self._problem_now]
        more = len(lines) - _MOST_SHOWN
        if more > 0:
            lines = [*lines[:_MOST_SHOWN], f"… and {more} more lines"]
        self.report.setPlainText("\n".join(lines))

    def _tried(self) -> Measured | None:
        """What would be stored; None, with the problem said, where nothing can be."""
        replacing = self.replacing.isChecked()
        try:
            return measure(self._view, self._table, self._mapping(), replacing=replacing)
        except UserError as error:
            self._problem_now = as_sentence(error)
        return None

    def _mapping(self) -> ScoreMapping:
        mapping = self._columns_mapping()
        return replace(mapping, ranges=self.known.ranges(), kinds=self.known.kinds())

    def _columns_mapping(self) -> ScoreMapping:
        marks = tuple(each.strip() for each in self.missing.text().split(",") if each.strip())
        return ScoreMapping(
            columns=self.columns.places(), scores=self.columns.scores(), missing=marks
        )

    def _names(self) -> list[str]:
        """The measures that the table speaks of, each once, in its order."""
        mapping = self._columns_mapping()
        if mapping.is_wide:
            found = [each.measure for each in mapping.scores.values()]
        else:
            cells = (line.cells.get(mapping.columns["measure"], "") for line in self._table.lines)
            found = [" ".join(each.split()) for each in cells if each]
        names = {each.casefold(): each for each in reversed(found)}
        return list(reversed(names.values()))[:50]

    def _wrong(self) -> str:
        self._look_again()
        if self._problem_now:
            return self._problem_now
        if self._measured is not None and self._measured.edit is None:
            return "The study has all of these scores already."
        return ""


def ask_measures_import(
    look: Look,
    parent: QWidget | None,
    view: StudyView,
    table: ScoreTable,
    read_sheet: ReadSheet,
) -> Measured | None:
    """What is to be stored, None when a person gives up."""
    sheet = MeasuresImportSheet(look, parent, view, table, read_sheet)
    return sheet.choice() if sheet.ask(760) else None
