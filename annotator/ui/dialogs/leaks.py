"""What was found in the words that are about to leave, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from annotator.analysis.leaks import KINDS
from annotator.app.leak_choices import LeakChoices
from annotator.app.verbs.leak_scan import LeakScan, heading_of
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.leaks_model import LeaksModel
from annotator.ui.row_table import RowTable
from annotator.ui.theme import Look
from annotator.ui.tick_cells import TickCells
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

_WIDTHS = {"Replace": 100, "What": 190, "Words": 160, "Times": 52}
_WIDE = {"What": 620, "Times": 480}
"""From which width of the sheet, at 100 %, there is room for a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakQuestion:
    """What is about to leave.

    Attributes:
        look: looks through it with the names of a key, or without; may raise `UserError`.
        before: what was decided in this study before.
    """

    look: Callable[[Path | None], LeakScan]
    before: LeakChoices


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakAnswer:
    """What was found, and the decisions on it."""

    found: LeakScan
    choices: LeakChoices

    @property
    def marks(self) -> frozenset[str]:
        """What shall be replaced."""
        return self.choices.replaced


class LeaksSheet(Sheet):
    """The findings with their words around them, ticked where they shall be replaced.

    At first the sure ones are ticked, and each as it was decided before.
    """

    def __init__(self, look: Look, parent: QWidget | None, asked: LeakQuestion) -> None:
        super().__init__(look, parent, "Words that leave the study", "Export", self._wrong)
        self._asked = asked
        self._key = asked.before.key
        self._bad_key = ""
        self.heading = Words(look, "", wrap=True)
        self.key = QLineEdit("" if self._key is None else str(self._key))
        self.key.setAccessibleName("Key of names")
        self.key.setPlaceholderText("A table pseudonym,name that lies apart from the study")
        self.key.editingFinished.connect(self.look_again)
        self.kind = Combo(look)
        self.kind.setAccessibleName("Kind of finding")
        self.model = LeaksModel(self)
        self.table = RowTable(
            look, self.model, "Findings", grows=["Where"], widths=_WIDTHS, least=6
        )
        self.table.setItemDelegateForColumn(0, TickCells(look, self.table))
        self.table.installEventFilter(self)
        self.table.clicked.connect(lambda _: self._show_count())
        self.around = Words(look, "", "mute", wrap=True)
        self.found = self._looked()
        self._tick_as_before()
        self._lay_out()
        self._show()
        self.kind.currentIndexChanged.connect(lambda _: self._show_rows())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_around())
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> LeakAnswer:
        """What was decided; of what is not here this time the decision before stays."""
        here = {each.first.mark for each in self.found.groups}
        ticked, before = self.model.marks, self._asked.before
        return LeakAnswer(
            found=self.found,
            choices=LeakChoices(
                key=self._key,
                replaced=frozenset((before.replaced - here) | (ticked & here)),
                left=frozenset((before.left - here) | (here - ticked)),
            ),
        )

    def look_again(self) -> None:
        """Looks through the words anew where another key was named."""
        text = self.key.text().strip()
        key = Path(text) if text else None
        if key == self._key and not self._bad_key:
            return
        known = {each.first.mark for each in self.found.groups}
        self._key = key
        self.found = self._looked()
        fresh = [each for each in self.found.groups if each.first.mark not in known]
        self.model.marks.update(each.first.mark for each in fresh if each.is_sure)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks the row in hand, whichever cell of it has the keys."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        ):
            self.model.toggle(self.table.currentIndex().row())
            self._show_count()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What it is, and how often, where there is room."""
        super().resizeEvent(event)
        self.table.show_for(self.width(), _WIDE)

    def _looked(self) -> LeakScan:
        try:
            found = self._asked.look(self._key)
            self._bad_key = ""
        except UserError as error:
            self._bad_key = as_sentence(error)
            self._key = None
            found = self._asked.look(None)
        self.show_problem(self._bad_key)
        return found

    def _tick_as_before(self) -> None:
        before = self._asked.before
        for group in self.found.groups:
            mark = group.first.mark
            if mark in before.replaced or (group.is_sure and mark not in before.left):
                self.model.marks.add(mark)

    def _show(self) -> None:
        heading = heading_of(self.found)
        self.heading.setText(f"{heading[:1].upper()}{heading[1:]}.")
        before = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem("All kinds", "")
        for kind, (sure, hints) in self.found.counts().items():
            self.kind.addItem(f"{KINDS[kind].many}: {sure + hints}", kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(before)))
        self.kind.blockSignals(False)
        self._show_rows()

    def _show_rows(self) -> None:
        self.model.show(self.found.groups, self.kind.currentData() or "")
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_around()
        self._show_count()

    def _show_around(self) -> None:
        """The place of the finding in hand, and more of what stands around it than its row has."""
        group = self.model.group(self.table.currentIndex().row())
        if group is None:
            self.around.setText("")
            return
        first = group.first
        said = " ".join(f"{first.before}{first.words}{first.after}".split())
        self.around.setText(f"{first.said.place}: {said}")

    def _show_count(self) -> None:
        here = [each for each in self.found.groups if each.first.mark in self.model.marks]
        places = sum(len(each.found) for each in here)
        self.count.setText(f"{counted(places, 'place')} of this export replaced")

    def _put(self, *, replaced: bool) -> None:
        """Decides on all that is shown."""
        self.model.put([each.first.mark for each in self.model.shown()], replaced=replaced)
        self._show_count()

    def _lay_out(self) -> None:
        self.rows.addWidget(self.heading)
        choose = QPushButton("Choose…")
        choose.setAccessibleName("Choose the key of names")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.key, 1)
        row.addWidget(choose)
        self.row(
            "Key of names", row, "Read to look for its names; only where it lies is remembered."
        )
        self.count = Words(self.look, "", "mute")
        bar = QHBoxLayout()
        bar.addWidget(self.kind, 1)
        for words, replaced in (("&Replace these", True), ("&Leave these", False)):
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{words.replace('&', '')}: all that is shown")
            button.clicked.connect(lambda _=False, r=replaced: self._put(replaced=r))
            bar.addWidget(button)
        self.rows.addLayout(bar)
        self.rows.addWidget(self.table, 100)
        self.rows.addWidget(self.around)
        self.rows.addWidget(self.count)
        self.tell(
            "Ticked words stand as [name], [date], … in this export only; the study keeps its "
            "text. What no list or shape tells is for you to see."
        )

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Key of names", self.key.text(), "Tables (*.csv);;All files (*)"
        )
        if chosen:
            self.key.setText(chosen)
            self.look_again()

    def _wrong(self) -> str:
        self.look_again()
        return self._bad_key


def ask_leaks(look: Look, parent: QWidget | None, asked: LeakQuestion) -> LeakAnswer | None:
    """What becomes of what was found, None when a person gives the export up."""
    sheet = LeaksSheet(look, parent, asked)
    return sheet.choice() if sheet.ask(900) else None
