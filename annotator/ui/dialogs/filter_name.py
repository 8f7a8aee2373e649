"""Asks for the name of a kept filter."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.kept_filters import LONGEST_NAME
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look


class FilterNameSheet(Sheet):
    """A name."""

    def __init__(self, look: Look, parent: QWidget | None, title: str, name: str) -> None:
        super().__init__(look, parent, title, "Keep", self._wrong)
        self.name = QLineEdit(name)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.selectAll()
        self.row("Name", self.name, "A filter of yours that is called so already is replaced.")

    def choice(self) -> str:
        """The name."""
        return " ".join(self.name.text().split())

    def _wrong(self) -> str:
        return "" if self.choice() else "Write a name."


def ask_filter_name(look: Look, parent: QWidget | None, title: str, name: str = "") -> str | None:
    """The name, None when a person gives up."""
    sheet = FilterNameSheet(look, parent, title, name)
    return sheet.choice() if sheet.ask(400) else None
