"""The measures of the study: what scores there are, and fields to change or delete one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from annotator.analysis.measures.scores import ordered_measures
from annotator.analysis.measures.summary import Summary, summaries
from annotator.app.actions import key_of
from annotator.app.verbs.measure_editing import edit_measure, range_text
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.measures import MEASURE_KINDS, Measure, MeasureKind
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence, number_in, number_text, side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.row_table import ROW, RowTable
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.tips import grey

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Measure", "Kind", "Range", "By", "n", "Missing", "Mean (SD)", "From – to")
_WIDTHS = {
    "Kind": 92, "Range": 84, "By": 84, "n": 44, "Missing": 70, "Mean (SD)": 108, "From – to": 96,
}  # fmt: skip
_MOST_ROWS = 8
_WIDE = {"Kind": 700, "Range": 700, "From – to": 700, "Missing": 480}
"""From which width of the sheet, at 100 %, there is room for a column.

Kind and range stand in the fields too; the line under the table says which scores are missing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureChoice:
    """What a measure shall be from now on, or that it shall go."""

    measure_id: Id
    name: str
    kind: MeasureKind
    minimum: float | None
    maximum: float | None
    deleting: bool


class MeasureRows(QAbstractTableModel):
    """A row for each measure and party that fills it in."""

    def __init__(self, view: StudyView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Measure, Summary | None]] = []
        for measure in ordered_measures(view):
            own = summaries(view, measure)
            self._rows += [(measure, each) for each in own] or [(measure, None)]

    def measure(self, row: int) -> Measure:
        """The measure of a row."""
        return self._rows[row][0]

    def lacking(self, row: int) -> str:
        """Which sessions have no score in a row."""
        measure, summary = self._rows[row]
        if summary is None:
            return f"Nobody has a score on {measure.name}."
        whose = f"{measure.name}, {summary.party}"
        if not summary.missing:
            return f"{whose}: a score in each session."
        return f"{whose}: no score in {'; '.join(summary.missing)}."

    def row_of(self, measure_id: Id | None) -> int:
        """The first row of a measure, the first of all where it has none."""
        ids = [each.id for each, _ in self._rows]
        return ids.index(measure_id) if measure_id in ids else 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One a measure and party."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As in the head."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the columns are."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell says; the tip names the sessions without a score, as the line below does."""
        if not index.isValid():
            return None
        measure, summary = self._rows[index.row()]
        cell = _cells(measure, summary)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{measure.name}, {COLUMNS[index.column()]}: {cell or 'none'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.lacking(index.row())
        return None


class MeasuresSheet(Sheet):
    """The table, the fields of the measure in hand, and a button that deletes it.

    Args:
        look: the look in force.
        parent: the window.
        view: the study.
        chosen: the measure in hand.
        why_not: why whoever looks at them may change nothing; empty for who may.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, view: StudyView, chosen: Id | None = None,
        why_not: str = "",
    ) -> None:  # fmt: skip
        has_any = bool(view.measures)
        go = "Set" if has_any and not why_not else ""
        super().__init__(look, parent, "Measures of the study", go, self._wrong)
        self._view = view
        self.deleting = False
        self.no.setText("Close")  # what was set before is done
        if not has_any:
            how = "" if why_not else f" Import a table with {key_of('import_measures')}."
            self.tell(f"The study has no questionnaire scores yet.{how}")
            return
        self.model = MeasureRows(view, self)
        self.table = RowTable(look, self.model, "Measures", grows=["Measure"], widths=_WIDTHS)
        self.table.setStyleSheet(f"QTableView::item {{ padding-left: {look.px(8)}px; border: 0; }}")
        shown = min(max(self.model.rowCount(), 3), _MOST_ROWS)
        self.table.setMinimumHeight(look.px(ROW) * shown + look.px(40))
        self.rows.addWidget(self.table, 100)
        self.lacking = self.tell("")
        self.name = QLineEdit()
        self.kind = Combo(look)
        self.kind.addItems(MEASURE_KINDS)
        self.minimum, self.maximum = QLineEdit(), QLineEdit()
        for field in (self.minimum, self.maximum):
            field.setPlaceholderText("not known")
        self.rows.addLayout(
            side_by_side(
                ("Name", self.name),
                ("Kind", self.kind),
                ("Lowest score", self.minimum),
                ("Highest score", self.maximum),
            )
        )
        self.delete = QPushButton("Delete it with its scores…")
        self.delete.setAccessibleName("Delete the measure with its scores")
        self.delete.setAutoDefault(False)
        self.delete.clicked.connect(self._delete)
        foot = QHBoxLayout()
        foot.addWidget(self.delete)
        foot.addStretch(1)
        self.rows.addLayout(foot)
        if why_not:
            grey(why_not, self.name, self.kind, self.minimum, self.maximum, self.delete)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.table.setCurrentIndex(self.model.index(self.model.row_of(chosen), 0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More columns where there is room."""
        super().resizeEvent(event)
        if self._view.measures:
            self.table.show_for(self.width(), _WIDE)

    def choice(self) -> MeasureChoice:
        """What was said of the measure in hand.

        Raises:
            UserError: a field of the range holds no number.
        """
        measure = self._in_hand()
        if self.deleting:
            return MeasureChoice(
                measure_id=measure.id,
                name=measure.name,
                kind=measure.kind,
                minimum=measure.minimum,
                maximum=measure.maximum,
                deleting=True,
            )
        return MeasureChoice(
            measure_id=measure.id,
            name=" ".join(self.name.text().split()),
            kind=next(each for each in MEASURE_KINDS if each == self.kind.currentText()),
            minimum=_end(self.minimum),
            maximum=_end(self.maximum),
            deleting=False,
        )

    def _in_hand(self) -> Measure:
        return self.model.measure(max(0, self.table.currentIndex().row()))

    def _show(self) -> None:
        measure = self._in_hand()
        self.lacking.setText(self.model.lacking(max(0, self.table.currentIndex().row())))
        self.name.setText(measure.name)
        self.kind.setCurrentText(measure.kind)
        for field, end in ((self.minimum, measure.minimum), (self.maximum, measure.maximum)):
            field.setText("" if end is None else number_text(end))
        self.show_problem("")

    def _delete(self) -> None:
        self.deleting = True
        self.accept()

    def _wrong(self) -> str:
        try:
            said = self.choice()
            edit_measure(
                self._view,
                said.measure_id,
                name=said.name,
                kind=said.kind,
                minimum=said.minimum,
                maximum=said.maximum,
            )
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_measures(
    look: Look, parent: QWidget | None, view: StudyView, chosen: Id | None = None,
    why_not: str = "",
) -> MeasureChoice | None:  # fmt: skip
    """What is to be done with a measure, None when the sheet was only looked at."""
    sheet = MeasuresSheet(look, parent, view, chosen, why_not)
    return sheet.choice() if sheet.ask(760) else None


def _end(field: QLineEdit) -> float | None:
    text = field.text().strip()
    number = number_in(text) if text else None
    if text and number is None:
        raise UserError(f"{text!r} is no score", hint="give a number, or leave it empty")
    return number


def _cells(measure: Measure, summary: Summary | None) -> tuple[str, ...]:
    known = (measure.name, measure.kind, range_text(measure))
    if summary is None or summary.mean is None:
        return (*known, "", "0", "", "", "")
    spread = "" if summary.sd is None else f" ({summary.sd:.2f})"
    return (
        *known,
        summary.party,
        str(summary.n),
        str(len(summary.missing)),
        f"{summary.mean:.2f}{spread}",
        f"{summary.minimum:g} – {summary.maximum:g}",
    )
