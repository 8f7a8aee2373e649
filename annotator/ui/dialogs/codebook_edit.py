"""Asks what codes are merged into, what a code is split into, and which starter set is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from annotator.app.verbs.codebook_files import Starter
from annotator.domain.codebook import Code
from annotator.domain.ids import Id
from annotator.ui.dialogs.design_people import lines_field
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Pick
from annotator.ui.words import Words

AT_ONCE = "Ctrl+Return splits."
OLDER = (
    "Moments keep the version that they were coded under; each coder brings them to this one by "
    "“Bring my work to this version…”."
)


class MergeSheet(Sheet):
    """The codes that are to become one: which of them it is."""

    def __init__(self, look: Look, parent: QWidget | None, codes: Sequence[Code]) -> None:
        super().__init__(look, parent, "Merge codes", "Merge")
        self._picks: dict[Id, Pick] = {}
        self.tell("The others go into this one, and are retired:")
        for code in codes:
            pick = self._picks[code.id] = Pick(look, code.name)
            self.rows.addWidget(pick)
        next(iter(self._picks.values())).setChecked(True)
        self.rows.addWidget(Words(look, OLDER, "small", wrap=True))

    def choice(self) -> Id:
        """The code that stays."""
        return next(key for key, pick in self._picks.items() if pick.isChecked())


WhyNot = Callable[[list[str]], str]
"""Why a code cannot be split into codes of these names, as a sentence; empty where it can."""


class SplitSheet(Sheet):
    """The names of the codes that take a code's place."""

    def __init__(
        self, look: Look, parent: QWidget | None, code: Code, why_not: WhyNot = lambda _: ""
    ) -> None:
        super().__init__(look, parent, f"Split {code.name}", "Split", self._wrong)
        self._why_not = why_not
        self.names = lines_field(look, "")
        self.row("New codes, one a line", self.names, f"{code.name} is retired. {OLDER} {AT_ONCE}")
        self.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> list[str]:
        """The names."""
        return [name for line in self.names.toPlainText().splitlines() if (name := line.strip())]

    def _wrong(self) -> str:
        names = self.choice()
        return self._why_not(names) if len(names) > 1 else "Write two or more names, one a line."


class StarterSheet(Sheet):
    """The starter sets with their units."""

    def __init__(self, look: Look, parent: QWidget | None, starters: Sequence[Starter]) -> None:
        super().__init__(look, parent, "Add a starter set", "Look at it…", self._wrong)
        self._starters = tuple(starters)
        self.tell(
            "Codes, units and scales of coding systems, with the source. The definitions are in "
            "the manuals and are not copied here."
        )
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        for each in self._starters:
            item = QListWidgetItem(f"{each.title}: {each.about}")
            item.setSizeHint(QSize(0, look.px(26)))
            self.list.addItem(item)
        self.list.setMinimumHeight(look.px(26) * len(self._starters) + 10)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self.try_to_accept())
        self.row("Starter sets", self.list)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> str:
        """The name of the set in hand."""
        return self._starters[self.list.currentRow()].name

    def _wrong(self) -> str:
        return "" if self.list.currentRow() >= 0 else "Choose a set."


def ask_merge(look: Look, parent: QWidget | None, codes: Sequence[Code]) -> Id | None:
    """The code that the others go into, None when a person gives up."""
    sheet = MergeSheet(look, parent, codes)
    return sheet.choice() if sheet.ask(420) else None


def ask_split(look: Look, parent: QWidget | None, code: Code, why_not: WhyNot) -> list[str] | None:
    """The names of the new codes, None when a person gives up."""
    sheet = SplitSheet(look, parent, code, why_not)
    return sheet.choice() if sheet.ask(440) else None


def ask_starter(look: Look, parent: QWidget | None, starters: Sequence[Starter]) -> str | None:
    """The name of a starter set, None when a person gives up."""
    sheet = StarterSheet(look, parent, starters)
    return sheet.choice() if sheet.ask(560) else None
