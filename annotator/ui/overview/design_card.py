"""The design: every account, what is missing or late, and how far the coding is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from annotator.analysis.tables.design import FILTERS, DesignRow, Filter
from annotator.ui.agreement.card import Card
from annotator.ui.overview.design_table import DesignTable
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.tips import show_action_tip
from annotator.ui.words import Words


class DesignCard(Card):
    """The rows with their filter.

    Signals:
        opened: the `DesignRow` to be shown in the text.
        edit_asked: the button was pressed.
    """

    opened = Signal(object)
    edit_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Design")
        self.table = DesignTable(look)
        self.shown = Segments(
            "Show", [Choice(each, each.capitalize()) for each in FILTERS], small=True
        )
        self.shown.show_value("all")
        self.count = Words(look, "", "small")
        self.edit = QPushButton("Edit…")
        show_action_tip(self.edit, "edit_design")
        self.edit.setAccessibleName("Edit the design")
        bar = QHBoxLayout()
        bar.addWidget(self.shown)
        bar.addSpacing(look.px(10))
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addWidget(self.edit)
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.table.opened.connect(self.opened)
        self.edit.clicked.connect(self.edit_asked)
        self.shown.chosen.connect(self._filter)

    def show_rows(self, rows: Sequence[DesignRow]) -> None:
        """Shows other rows; the one in hand stays in hand."""
        chosen = self.table.chosen
        self.table.rows.show_rows(rows)
        self.table.choose(chosen)
        self._say_count()

    def show_filter(self, chosen: Filter) -> None:
        """Lets other rows through."""
        self.shown.show_value(chosen)
        self._filter(chosen)

    def _filter(self, chosen: object) -> None:
        row = self.table.chosen
        self.table.rows.show_filter(next(each for each in FILTERS if each == chosen))
        self.table.choose(row)
        self._say_count()

    def _say_count(self) -> None:
        number = self.table.rows.rowCount()
        self.count.setText(f"{number} row{'' if number == 1 else 's'}")
