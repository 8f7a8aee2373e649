"""Asks of which dyad a page is made, and whether it is printed or kept as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.numbers import side_by_side
from annotator.ui.dialogs.pictures import USUAL_CODER
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Pick, Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChoice:
    """A dyad by name; on paper, else as PDF.

    Attributes:
        coder: whose work; None for what is settled, else the coder with most.
        with_text: whether the words of the moments follow on further pages.
    """

    dyad: str
    coder: str | None
    printed: bool
    with_text: bool


class PageSheet(Sheet):
    """Dyad, coder, words, and printer or file.

    Args:
        look: the look in force.
        parent: the window.
        dyads, coders: names to choose from.
        dyad: the one on screen, if any.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        *,
        dyads: Sequence[str],
        coders: Sequence[str],
        dyad: str = "",
    ) -> None:
        super().__init__(look, parent, "Page of a dyad", "Go on")
        self.dyad, self.coder = Combo(look), Combo(look)
        self.dyad.addItems(list(dyads))
        if dyad in dyads:
            self.dyad.setCurrentText(dyad)
        self.coder.addItems([USUAL_CODER, *coders])
        self.rows.addLayout(side_by_side(("Dyad", self.dyad), ("Whose work", self.coder)))
        self.tell(
            "One A4 page: sessions, course with measures, counts, pairings and convergence. It "
            "holds pseudonyms and numbers, and no words unless they are asked for."
        )
        self.file = Pick(look, "PDF file")
        self.printer = Pick(look, "Printer")
        self.file.setChecked(True)
        self.with_text = Tick(look, "With the words of the moments on further pages")
        for each in (self.file, self.printer, self.with_text):
            self.rows.addWidget(each)

    def choice(self) -> PageChoice:
        """The answers."""
        return PageChoice(
            dyad=self.dyad.currentText(),
            coder=self.coder.currentText() if self.coder.currentIndex() else None,
            printed=self.printer.isChecked(),
            with_text=self.with_text.isChecked(),
        )


def ask_page(
    look: Look,
    parent: QWidget | None,
    *,
    dyads: Sequence[str],
    coders: Sequence[str],
    dyad: str = "",
) -> PageChoice | None:
    """Of which dyad and how, None when a person gives up."""
    sheet = PageSheet(look, parent, dyads=dyads, coders=coders, dyad=dyad)
    return sheet.choice() if sheet.ask(480) else None
