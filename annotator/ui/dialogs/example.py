"""Asks of which code the selected words are an example."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.words import Words


class ExampleSheet(Sheet):
    """The quote, and the codes; typing lets those through that hold the letters."""

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        book: Codebook,
        example: str,
        likely: Sequence[Id],
    ) -> None:
        super().__init__(look, parent, "Add as an example", "Add", self._wrong)
        self._ids: list[Id] = []
        self._codes = [(own, code) for own, code in book.codes() if not code.retired]
        self.rows.addWidget(Words(look, example, "quote", wrap=True))
        self.words = QLineEdit()
        self.words.setPlaceholderText("Type to find a code")
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        self.list.setMinimumHeight(look.px(180))
        self.row("Example of", self.words)
        self.list.setAccessibleName("Codes")
        self.rows.addWidget(self.list, 1)
        self.tell(
            "Everyone who codes reads the examples, also who may not read this account yet. "
            "Exports leave them out unless words are asked for."
        )
        self.words.textChanged.connect(lambda text: self._show(text, likely))
        self.list.itemActivated.connect(lambda _: self.try_to_accept())
        self._show("", likely)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> Id:
        """The code in hand."""
        return self._ids[self.list.currentRow()]

    def _show(self, words: str, likely: Sequence[Id]) -> None:
        self.list.clear()
        self._ids = []
        for own, code in self._codes:
            if words.casefold() in f"{own.name} {code.name}".casefold():
                self._ids.append(code.id)
                item = QListWidgetItem(f"{code.name}  ·  {own.name}")
                item.setSizeHint(QSize(0, self.look.px(24)))
                self.list.addItem(item)
        first = next((self._ids.index(each) for each in likely if each in self._ids), 0)
        self.list.setCurrentRow(first)

    def _wrong(self) -> str:
        return "" if 0 <= self.list.currentRow() < len(self._ids) else "Choose a code."


def ask_example(
    look: Look, parent: QWidget | None, book: Codebook, example: str, likely: Sequence[Id]
) -> Id | None:
    """The code that words are an example of, None when a person gives up."""
    sheet = ExampleSheet(look, parent, book, example, likely)
    return sheet.choice() if sheet.ask(460) else None
