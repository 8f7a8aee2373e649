"""The record of changes: who did what when, on which machine, and whether it is whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QWidget,
)

from annotator.app.verbs.record import KINDS, Asked, Entries
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.table_sheet import TableSheet, foot_button, search_field
from annotator.ui.record_model import COLUMNS, RecordModel
from annotator.ui.row_table import RowTable
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

_ROWS = 14
_WIDTHS = {"No.": 56, "When": 142, "Who": 72, "Machine": 70}
_GROWS = ("What was done", "Written")
_WIDE = {"Machine": 900, "Written": 700, "No.": 440}
"""From which width of the sheet, at 100 %, there is room for a column."""
_DAYS = (("all", "All days"), ("1", "Today"), ("7", "Last 7 days"), ("30", "Last 30 days"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuestion:
    """What the record is of.

    Attributes:
        people: whose entries may be asked for.
        find: the entries that are asked for.
        follow: follows the chain a little further; gives what to say, and whether it ends there.
        export: writes entries to a file; gives what must be told of that.
        place: the file that is proposed.
        today: the day from which days are counted back.
    """

    people: Sequence[str]
    find: Callable[[Asked], Entries]
    follow: Callable[[], tuple[str, bool]]
    export: Callable[[Entries, Path], str]
    place: Path
    today: date


class RecordSheet(TableSheet):
    """The entries with their filters; the chain is followed while they are looked at."""

    def __init__(self, look: Look, parent: QWidget | None, asked: RecordQuestion) -> None:
        super().__init__(look, parent, "Record of changes", "", most=_ROWS, wide=_WIDE)
        self._asked = asked
        self.chain = Words(look, "Following the chain of entries…", wrap=True)
        name = "Only entries with these words in what was done"
        self.words = search_field(look, name, "Words in what was done")
        self.who = _choice(look, "Whose entries", "Everyone", asked.people)
        self.kind = _choice(look, "Only what wrote", "All kinds", KINDS)
        self.days = Combo(look)
        self.days.setAccessibleName("Days")
        for value, name in _DAYS:
            self.days.addItem(name, value)
        self.model = RecordModel(self)
        self.table = RowTable(
            look, self.model, "Entries, the newest first", grows=_GROWS, widths=_WIDTHS
        )
        self.table.go_through_from(self.words)
        self.files = Words(look, "", "small", wrap=True)
        self.files.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.export = foot_button("&Export…", "Export the entries shown", self._export)
        self._lay_out()
        self._chain = QTimer(self)
        self._chain.setInterval(0)
        self._chain.timeout.connect(self.follow)
        self._chain.start()
        self.words.textChanged.connect(lambda _: self.show_entries())
        for box in (self.who, self.kind, self.days):
            box.currentIndexChanged.connect(lambda _: self.show_entries())
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_in_hand())
        self.show_entries()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Follows the chain a little further."""
        sentence, is_done = self._asked.follow()
        self.chain.setText(sentence)
        if is_done:
            self._chain.stop()

    def asked(self) -> Asked:
        """Which entries are asked for."""
        days = self.days.currentData()
        today = self._asked.today
        return Asked(
            who=self.who.currentData(),
            kind=self.kind.currentData(),
            since=None if days == "all" else date.fromordinal(today.toordinal() + 1 - int(days)),
            words=self.words.text(),
        )

    def show_entries(self) -> None:
        """Shows what is asked for, the newest in hand."""
        entries = self._asked.find(self.asked())
        self.model.show(entries)
        if len(entries):
            self.table.setCurrentIndex(self.model.index(0, COLUMNS.index("What was done")))
        self.count.setText(counted(len(entries), "entry", "entries"))
        self.show_problem("")
        self._show_in_hand()

    def _lay_out(self) -> None:
        self.rows.addWidget(self.chain)
        self.add_bar(self.words, self.who, self.kind, self.days)
        self.add_table()
        self.rows.addWidget(self.files)
        self.add_foot(self.export)

    def _show_in_hand(self) -> None:
        """Kinds, ids and revisions of the entry in hand, or the files that it names."""
        line = self.model.line(self.table.currentIndex().row())
        told: list[str] = []
        if line is not None:
            records = line.entry.records[:3]
            told = [f"{line.action[:1].upper()}{line.action[1:]}, {line.machine}"]
            told += [f"{kind} {key} r{revision}" for kind, key, revision in records]
            left = len(line.entry.records) - len(records)
            told += [f"and {left} more"] if left > 0 else []
            told += [each[:60] + ("…" if len(each) > 60 else "") for each in line.files[:2]]
            more = len(line.files) - 2
            told += [f"and {more} more"] if more > 0 else []
        self.files.setText(" · ".join(told))

    def _export(self) -> None:
        entries = self.model.entries
        if entries is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export the record", str(self._asked.place), "CSV (*.csv)"
        )
        if not chosen:
            return
        try:
            told = self._asked.export(entries, Path(chosen))
        except UserError as error:
            self.show_problem(as_sentence(error))
            return
        verb = "is" if len(entries) == 1 else "are"
        written = f"{counted(len(entries), 'entry', 'entries')} {verb} in {Path(chosen).name}."
        self.count.setText(f"{written} {told}".strip())


def _choice(look: Look, name: str, every: str, values: Sequence[str]) -> Combo:
    box = Combo(look)
    box.setAccessibleName(name)
    box.addItem(every, "")
    for each in values:
        box.addItem(each, each)
    return box


def show_record(look: Look, parent: QWidget | None, asked: RecordQuestion) -> None:
    """Shows the record until a person closes it."""
    RecordSheet(look, parent, asked).ask(980)
