"""The dyadic table: pairings with both quotes side by side, and what stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QWidget,
)

from annotator.analysis.dyads.pairing_table import PairingRow
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.pairing_export import ask_pairing_export
from annotator.ui.dialogs.table_sheet import TableSheet, foot_button, search_field
from annotator.ui.pairing_table_model import COLUMNS, SHOWN, NamesOf, PairingTableModel
from annotator.ui.pairing_table_paint import paint_rows
from annotator.ui.row_table import RowTable
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

_ROWS = 6  # that the sheet has room for where the screen has
_WIDE = 760  # from this width, at 100 %, there is room for more than the two accounts
_WIDER = 920  # and from this one for memos
_WIDTHS = {"Session": 68, "Relation": 112, "Ratings": 96, "Coder": 76, "Memo": 150}
_SAID = {
    "all": "All",
    "paired": "Paired",
    "therapist": "One-sided therapist",
    "patient": "One-sided patient",
}
Export = Callable[[Sequence[PairingRow], Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingTableQuestion:
    """What the table is of.

    Attributes:
        rows: of the whole study.
        session_id: the session on screen; None for none.
        folder: where an export is proposed to go.
        codes: gives the names of a moment's codes; None to leave them out.
        export: writes rows into a folder; may raise `UserError`. None where nothing is written.
    """

    rows: Sequence[PairingRow]
    session_id: Id | None = None
    folder: Path = Path()
    codes: NamesOf | None = None
    export: Export | None = None


class PairingTableSheet(TableSheet):
    """The table with its filters and its order; Return goes to the row in hand."""

    def __init__(self, look: Look, parent: QWidget | None, asked: PairingTableQuestion) -> None:
        super().__init__(
            look, parent, "Dyadic table", "Show in the text", self._wrong, most=_ROWS, wide={}
        )
        rows = asked.rows
        self._asked = asked
        self.model = PairingTableModel(rows, self, asked.codes)
        self.shown = Segments("Show", [Choice(each, _SAID[each]) for each in SHOWN])
        self.shown.show_value("all")
        self.scope = Segments(
            "Sessions", [Choice("all", "All sessions"), Choice("one", "This session")]
        )
        self.scope.show_value("all")
        self.scope.setVisible(asked.session_id is not None)
        self.words = search_field(look, "Only rows with these words", "Words, codes, relation…")
        self.words.setMinimumWidth(look.px(190))
        self.export = foot_button("&Export…", "Export the rows shown", self._export)
        self.export.setHidden(asked.export is None)
        self.order = Combo(look)
        self.order.addItems(COLUMNS)
        self.order.setAccessibleName("Sorted by")
        self.order.view().setAccessibleName("Columns")
        grows = [name for name in COLUMNS if name not in _WIDTHS]
        self.table = RowTable(look, self.model, "Pairings", grows=grows, widths=_WIDTHS)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.horizontalHeader().setSectionsClickable(True)
        row = paint_rows(look, self.table)
        self.table.setMinimumHeight(look.px(120) + row)
        self._optional = {
            "Coder": len({each.coder for each in rows}) > 1,
            "Memo": any(each.memo for each in rows if each.pairing is not None),
            "Ratings": any(each.ratings for each in rows),
        }
        self.shown.chosen.connect(lambda _: self._show())
        self.scope.chosen.connect(lambda _: self._show())
        self.words.textChanged.connect(lambda _: self._show())
        self.order.currentIndexChanged.connect(self._sort)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by_header)
        self._lay_out(summary(rows))
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> tuple[Id, ...]:
        """Ids of the moments of the row in hand, the therapist's first; none without a row."""
        place = self.table.currentIndex()
        return self.model.row(place.row()).moment_ids if place.isValid() else ()

    def _lay_out(self, said: str) -> None:
        self.rows.addWidget(Words(self.look, said, "mute", wrap=True))
        bar = self.add_bar(self.shown, self.scope, self.words)
        bar.add_stretch()
        bar.addWidget(Words(self.look, "Sorted by", "mute"))
        bar.addWidget(self.order)
        self.add_table()
        self.add_foot(self.export)

    def show_columns(self) -> None:
        """Ratings, coder and memo only where they say something and leave room for the words."""
        for name, says in self._optional.items():
            least = _WIDER if name == "Memo" else _WIDE
            fits = self.width() >= self.look.px(least)
            self.table.setColumnHidden(COLUMNS.index(name), not (says and fits))

    def _show(self) -> None:
        only = self._asked.session_id if self.scope.value == "one" else None
        self.model.show(self.shown.value or "all", only, self.words.text())
        if column := self.order.currentIndex():  # else they are in their first order
            self.model.sort(column)
        self._take_first()
        rows = self.model.rowCount()
        self.count.setText("1 row" if rows == 1 else f"{rows} rows")
        self.show_problem("")

    def _export(self) -> None:
        """Writes what is shown, once a person has said where to."""
        rows, export = self.model.rows(), self._asked.export
        if not rows or export is None:
            self.show_problem("There is no row to export.")
            return
        folder = ask_pairing_export(self.look, self, self._asked.folder, len(rows))
        if folder is None:
            return
        try:
            export(rows, folder)
        except UserError as error:
            self.show_problem(as_sentence(error))
            return
        what = "1 row is" if len(rows) == 1 else f"{len(rows)} rows are"
        self.show_problem("")
        self.count.setText(f"{what} in {folder.name}, dyadic.csv.")

    def _sort(self, column: int) -> None:
        self.model.sort(column)
        self._take_first()

    def _sort_by_header(self, column: int) -> None:
        self.order.setCurrentIndex(column)

    def _take_first(self) -> None:
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _wrong(self) -> str:
        return "" if self.choice() else "There is no row to go to."


def summary(rows: Sequence[PairingRow]) -> str:
    """How many are paired, by relation, and how many stand alone, by party."""
    paired = [each.relation for each in rows if each.pairing is not None]
    text = f"{len(paired)} pairing{'' if len(paired) == 1 else 's'}"
    counts = [f"{paired.count(each)} {each}" for each in dict.fromkeys(sorted(paired))]
    text += f" ({', '.join(counts)})" if counts else ""
    alone = [each.one_sided for each in rows if each.pairing is None]
    waiting = sum(each.waits for each in rows)
    more = f" Not read together yet: {waiting}." if waiting else ""
    sides = [f"{alone.count(voice)} of the {voice}" for voice in ("therapist", "patient")]
    return f"{text}. One-sided moments: {', '.join(sides)}.{more}"


def ask_pairing_row(
    look: Look, parent: QWidget | None, asked: PairingTableQuestion
) -> tuple[Id, ...] | None:
    """The moments of the row to go to, None when a person closes the table."""
    sheet = PairingTableSheet(look, parent, asked)
    return sheet.choice() if sheet.ask(1080) else None
