"""Asks who settles disagreements from now on."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look


class SettlerSheet(Sheet):
    """A name."""

    def __init__(self, look: Look, parent: QWidget | None) -> None:
        super().__init__(look, parent, "Who settles?", "Go on", self._wrong)
        self.name = QLineEdit()
        self.name.setPlaceholderText("PI and RA-1")
        self.row(
            "Name or names",
            self.name,
            "It stands with every decision from now on, as you write it; use pseudonyms.",
        )

    def choice(self) -> str:
        """The name."""
        return self.name.text().strip()

    def _wrong(self) -> str:
        return "" if self.choice() and self.choice().isprintable() else "Say who settles."


def ask_settler(look: Look, parent: QWidget | None) -> str | None:
    """Who settles, None when a person gives up."""
    sheet = SettlerSheet(look, parent)
    return sheet.choice() if sheet.ask(420) else None
