"""Asks with which code, and how far, passages that were found are to be coded."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from annotator.app.actions import key_of
from annotator.app.verbs.coding_passages import REACHES, Reach
from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look

_TEXTS: dict[Reach, str] = {
    "words": "The words found",
    "sentence": "The sentence",
    "turn": "The whole turn",
}


@dataclass(frozen=True, slots=True)
class CodingChoice:
    """A code, and how much of the text around the words it takes."""

    code_id: Id
    reach: Reach


class CodePassagesSheet(Sheet):
    """The codes in a list, and how much of the text is coded.

    Args:
        look: the look in force.
        parent: the window.
        book: whose codes are offered.
        told: how many passages there are, and where.
    """

    def __init__(self, look: Look, parent: QWidget | None, book: Codebook, told: str) -> None:
        super().__init__(look, parent, "Code what was found", "Code", self._wrong)
        self._ids: list[Id] = []
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        for code_set in book.sets:
            for code in code_set.codes:
                if not code.retired and code_set.unit in ("span", "turn"):
                    of = f"  ({code_set.name})" if len(book.sets) > 1 else ""
                    item = QListWidgetItem(f"{code.name}{of}")
                    item.setSizeHint(QSize(0, look.px(26)))
                    self.list.addItem(item)
                    self._ids.append(code.id)
        self.list.setCurrentRow(0)
        self.list.setMinimumHeight(look.px(26) * min(max(len(self._ids), 3), 12) + 8)
        self.reach = Segments("What is coded", [Choice(each, _TEXTS[each]) for each in REACHES])
        self.reach.show_value("words")
        self.tell(told)
        self.row("Code", self.list)
        self.row(
            "What is coded of each",
            self.reach,
            (f"One step: {key_of('undo')} takes all of it back."),
        )
        self.rows.setStretchFactor(self.list, 100)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> CodingChoice:
        """The code in hand."""
        reach = next(each for each in REACHES if each == self.reach.value)
        return CodingChoice(self._ids[self.list.currentRow()], reach)

    def _wrong(self) -> str:
        return "" if self.list.currentRow() >= 0 else "The codebook has no code for passages."


def ask_coding(
    look: Look, parent: QWidget | None, book: Codebook, told: str
) -> CodingChoice | None:
    """How to code, None when a person gives up."""
    sheet = CodePassagesSheet(look, parent, book, told)
    return sheet.choice() if sheet.ask(440) else None
