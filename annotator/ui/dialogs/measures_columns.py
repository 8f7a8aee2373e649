"""The columns of a table of scores, each with what it holds: place, score of whom, or nothing."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from annotator.app.verbs.measure_mapping import LONG, PLACES, ScoreColumn, ScoreMapping
from annotator.domain.score_table import ScoreTable
from annotator.domain.study import RECALL_VOICES
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

IGNORED, SCORE = "not read", "a score of"
HOLDS = (IGNORED, SCORE, *PLACES)
ROW_SAYS = "as the row says"
WHOSE = (*RECALL_VOICES, ROW_SAYS)
_SHOWN, _WIDE = 3, 34


class ColumnLine:
    """The fields of one column."""

    def __init__(self, look: Look, column: str, heading: str) -> None:
        self.column, self.heading = column, heading
        self.holds = Combo(look)
        self.holds.addItems(HOLDS)
        self.measure = QLineEdit()
        self.measure.setPlaceholderText("WAI-SR")
        self.whose = Combo(look)
        self.whose.addItems(WHOSE)
        for widget, name in (
            (self.holds, f"What {heading} is"),
            (self.measure, f"Measure in {heading}"),
            (self.whose, f"Whose score {heading} is"),
        ):
            widget.setAccessibleName(name)
        self.holds.view().setAccessibleName(f"What {heading} may be")
        self.whose.view().setAccessibleName(f"Whose score {heading} may be")

    @property
    def is_score(self) -> bool:
        """Whether the column is said to hold scores."""
        return self.holds.currentText() == SCORE

    def show_fields(self) -> None:
        """Measure and party only where there is a score."""
        self.measure.setVisible(self.is_score)
        self.whose.setVisible(self.is_score)


class MeasuresColumns(QWidget):
    """A line a column: its name, its first cells, what it is, and of what and whom a score.

    Signals:
        changed: something was chosen or typed to its end.
    """

    changed = Signal()

    def __init__(self, look: Look, table: ScoreTable, mapping: ScoreMapping) -> None:
        super().__init__()
        self.lines = [ColumnLine(look, each, table.heading(each)) for each in table.columns if each]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(10))
        grid.setVerticalSpacing(look.px(4))
        grid.setColumnStretch(1, 1)
        for place, name in enumerate(("Column", "First cells", "is", "Measure", "by")):
            grid.addWidget(Words(look, name, "mute"), 0, place)
        for row, line in enumerate(self.lines, 1):
            grid.addWidget(Words(look, line.heading, "strong"), row, 0)
            grid.addWidget(Words(look, first_cells(table, line.column), "mute"), row, 1)
            grid.addWidget(line.holds, row, 2)
            grid.addWidget(line.measure, row, 3)
            grid.addWidget(line.whose, row, 4)
            self._propose(line, mapping)
            line.holds.currentIndexChanged.connect(self._change)
            line.whose.currentIndexChanged.connect(self._change)
            line.measure.editingFinished.connect(self.changed)

    def places(self) -> dict[str, str]:
        """By place (`dyad`, …) the column that is said to hold it."""
        chosen = {line.holds.currentText(): line.column for line in self.lines}
        return {each: chosen.get(each, "") for each in PLACES}

    def scores(self) -> dict[str, ScoreColumn]:
        """By column what it is said to hold."""
        return {
            line.column: ScoreColumn(
                measure=" ".join(line.measure.text().split()),
                party="" if line.whose.currentText() == ROW_SAYS else line.whose.currentText(),
            )
            for line in self.lines
            if line.is_score
        }

    def problem(self) -> str:
        """What is still to be said; empty when it can be read."""
        counts = Counter(line.holds.currentText() for line in self.lines)
        twice = next((each for each in PLACES if counts[each] > 1), None)
        if twice is not None:
            return f"Two columns are said to be the {twice}: leave one."
        scores = self.scores()
        shown = {line.column: line.heading for line in self.lines}
        needed = [*LONG] if not scores else ["dyad", "session"]
        if any(not each.party for each in scores.values()):
            needed.append("party")
        missing = [each for each in needed if not counts[each]]
        if missing and not scores and not counts["value"]:
            return "Say which columns are scores."
        if missing == ["party"]:
            lacking = ", ".join(shown[c] for c, each in scores.items() if not each.party)
            lacking = lacking or "each row"
            return f"Say whose score it is, or which column says so: {lacking}."
        if missing:
            return f"Say which column is the {missing[0]}."
        nameless = next((shown[c] for c, each in scores.items() if not each.measure), None)
        return f"Name the measure of {nameless}." if nameless else ""

    def _propose(self, line: ColumnLine, mapping: ScoreMapping) -> None:
        held = mapping.scores.get(line.column)
        named = {column: place for place, column in mapping.columns.items()}
        place = named.get(line.column, IGNORED)
        if mapping.is_wide and place in ("measure", "value"):
            place = IGNORED
        line.holds.setCurrentText(SCORE if held else place)
        if held:
            line.measure.setText(held.measure)
            line.whose.setCurrentText(held.party or ROW_SAYS)
        line.show_fields()

    def _change(self) -> None:
        for line in self.lines:
            line.show_fields()
        self.changed.emit()


def first_cells(table: ScoreTable, column: str) -> str:
    """The first filled cells of a column, in short."""
    filled = [cell for line in table.lines if (cell := line.cells.get(column, ""))]
    text = " · ".join(filled[:_SHOWN]) + (" …" if len(filled) > _SHOWN else "")
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}…"
