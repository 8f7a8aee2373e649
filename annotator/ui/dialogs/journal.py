"""The journal: all memos to go through, to filter, to go to and to export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.app.verbs.journal import Entry, Order
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.ui.dialogs.folder_field import FolderField
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.table_sheet import TableSheet, foot_button, search_field
from annotator.ui.journal_model import COLUMNS, JournalModel
from annotator.ui.row_table import RowTable
from annotator.ui.segments import Choice, Segments
from annotator.ui.shown_rows import Index
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick
from annotator.ui.words import Words

_WIDTHS = {"Coder": 76, "Date": 92}
_ROWS = 12  # that the sheet has room for where the screen has
_WIDE = {"Coder": 620, "Date": 620}
"""From which width of the sheet, at 100 %, there is room for a column."""
_QUOTED = 300  # characters of a passage under the table
Export = Callable[[Sequence[Entry], Path, bool, Order], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalQuestion:
    """What the journal is of.

    Attributes:
        entries: by place.
        folder: where an export is proposed to go.
        export: writes entries into a folder, with their words or without; may raise `UserError`.
    """

    entries: Sequence[Entry]
    folder: Path = Path()
    export: Export | None = None


class JournalSheet(TableSheet):
    """The memos with a field that filters as somebody types; Return goes to the one in hand."""

    def __init__(self, look: Look, parent: QWidget | None, asked: JournalQuestion) -> None:
        super().__init__(look, parent, "Journal", "Go there", self._wrong, most=_ROWS, wide=_WIDE)
        self._asked = asked
        self.model = JournalModel(asked.entries, self)
        self.order = Segments("Order", [Choice("place", "By place"), Choice("newest", "Newest")])
        self.order.show_value("place")
        self.words = search_field(look, "Only memos with these words", "Words, codes, dyad…")
        self.table = RowTable(look, self.model, "Memos", grows=["Memo"], widths=_WIDTHS)
        self.table.setItemDelegate(_Row(look, self.table))
        self.table.go_through_from(self.words)
        self.quote = Words(look, "", "quote", wrap=True)
        self.memo = Words(look, "", wrap=True)
        for each in (self.quote, self.memo):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.export = foot_button("&Export…", "Export the memos shown", self._export)
        self._lay_out()
        self.order.chosen.connect(lambda _: self._show())
        self.words.textChanged.connect(lambda _: self._show())
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_whole())
        self.table.doubleClicked.connect(lambda _: self.try_to_accept())
        self._show()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> Entry | None:
        """The entry in hand."""
        return self.model.entry(self.table.currentIndex().row())

    def show_columns(self) -> None:
        """Coder and date where there is room, a coder where there are several."""
        super().show_columns()
        coders = {each.coder for each in self._asked.entries}
        if len(coders) < 2:
            self.table.setColumnHidden(COLUMNS.index("Coder"), True)
        about = min(self.look.px(250), round(self.width() * 0.4))
        self.table.setColumnWidth(COLUMNS.index("About"), about)

    def _lay_out(self) -> None:
        self.add_bar(self.words, self.order)
        self.add_table()
        self.rows.addWidget(self.quote)
        self.rows.addWidget(self.memo)
        self.add_foot(self.export)

    def _show(self) -> None:
        order = cast(Order, self.order.value or "place")
        self.model.show(order, self.words.text())
        self.table.clearSpans()
        for row in self.model.headings():
            self.table.setSpan(row, 0, 1, len(COLUMNS))
        if (first := self.model.first()) >= 0:
            self.table.setCurrentIndex(self.model.index(first, 0))
        self.count.setText(counted(len(self.model.entries()), "memo"))
        self.show_problem("")
        self._show_whole()

    def _show_whole(self) -> None:
        """The memo in hand in full, under the words that it is about."""
        entry = self.choice()
        quote = "" if entry is None else " ".join(entry.quote.split())
        if len(quote) > _QUOTED:
            quote = f"{quote[:_QUOTED].rstrip()}…"
        self.quote.setText(f"“{quote}”" if quote else "")
        self.quote.setVisible(bool(quote))
        self.memo.setText("" if entry is None else entry.text)

    def _export(self) -> None:
        """Writes what is shown, once a person has said where to and with which words."""
        entries, export = self.model.entries(), self._asked.export
        if not entries or export is None:
            self.show_problem("There is no memo to export.")
            return
        choice = ask_journal_export(self.look, self, self._asked.folder, len(entries))
        if choice is None:
            return
        try:
            export(entries, choice.folder, choice.with_text, cast(Order, self.order.value))
        except UserError as error:
            self.show_problem(as_sentence(error))
            return
        self.show_problem("")
        verb = "is" if len(entries) == 1 else "are"
        self.count.setText(f"{counted(len(entries), 'memo')} {verb} in {choice.folder.name}.")

    def _wrong(self) -> str:
        return "" if self.choice() else "There is no memo to go to."


class _Row(QStyledItemDelegate):
    """Paints headings in the quiet type of headings, and memos as they come."""

    def __init__(self, look: Look, table: QTableView) -> None:
        super().__init__(table)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model = cast(JournalModel, index.model())
        if model.entry(index.row()) is not None:
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setFont(self._look.interface_font(11.5, QFont.Weight.DemiBold))
        painter.setPen(self._look.colour("mute"))
        place = option.rect.adjusted(self._look.px(6), 0, -self._look.px(6), 0)
        words = str(index.data() or "")
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words[:1].upper() + words[1:])
        painter.restore()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalExport:
    """Where memos go, and whether with the words of memos and passages."""

    folder: Path
    with_text: bool


class JournalExportSheet(Sheet):
    """Folder and words."""

    def __init__(self, look: Look, parent: QWidget | None, folder: Path, count: int) -> None:
        super().__init__(look, parent, "Export the journal", "Export", self._wrong)
        self.folder = FolderField(folder)
        self.row("Folder", self.folder, f"memos.csv with {counted(count, 'memo')}, in their order.")
        self.with_text = Tick(look, "With the words of memos and passages")
        self.rows.addWidget(self.with_text)
        self.tell(
            "Then memos.md has the same to read, and the files are to be kept as the transcripts "
            "are. Without them the table tells where memos stand and how long they are."
        )

    def choice(self) -> JournalExport:
        """What was chosen."""
        folder = self.folder.folder() or Path()
        return JournalExport(folder=folder, with_text=self.with_text.isChecked())

    def _wrong(self) -> str:
        return self.folder.problem()


def ask_journal_export(
    look: Look, parent: QWidget | None, folder: Path, count: int
) -> JournalExport | None:
    """Where memos go, None when a person gives up."""
    sheet = JournalExportSheet(look, parent, folder, count)
    return sheet.choice() if sheet.ask(480) else None


def ask_entry(look: Look, parent: QWidget | None, asked: JournalQuestion) -> Entry | None:
    """The memo to go to, None when a person closes the journal."""
    sheet = JournalSheet(look, parent, asked)
    return sheet.choice() if sheet.ask(860) else None
