"""Asks where a study stands on a server."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.domain.address import SCHEME, Address
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look

_FORM = f"{SCHEME}://LOGIN@HOST/DATABASE"


class ServerSheet(Sheet):
    """The address of a study, as the PI has given it; the password is asked for afterwards."""

    def __init__(self, look: Look, parent: QWidget | None, before: str = "") -> None:
        super().__init__(look, parent, "Open on a server", "Open", self._wrong)
        self.tell("Your PI has given you the address of the study and a password for your login.")
        self.address = QLineEdit(before)
        self.address.setPlaceholderText(_FORM)
        self.address.setAccessibleName("Address of the study")
        self.row("Address", self.address, "Without the password: it is asked for, and not kept.")
        self.address.selectAll()
        self.address.setFocus()

    def choice(self) -> Address:
        """The address."""
        return Address.of(self.address.text())

    def _wrong(self) -> str:
        if not self.address.text().strip():
            return "Give the address of the study."
        try:
            self.choice()
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_server(look: Look, parent: QWidget | None, before: str = "") -> Address | None:
    """The address of a study on a server, None when a person gives up."""
    sheet = ServerSheet(look, parent, before)
    return sheet.choice() if sheet.ask(560) else None
