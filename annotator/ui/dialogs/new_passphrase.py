"""A new passphrase in a sheet: how weak it is stands under it, and one easily guessed is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QLineEdit

from annotator.domain.passphrase import ADVICE, weakness
from annotator.ui.dialogs.sheet import Sheet, secret_field
from annotator.ui.words import Words

_GOOD = f"{ADVICE[0].upper()}{ADVICE[1:]} than one with signs in it."


class NewPassphrase:
    """Two fields for a passphrase, and what is to be said of what is typed.

    Args:
        sheet: whose rows they are, once `add_rows` is called.
        name: of the first field; the second is that `again`.
        names: gives the names that stand near the file.

    Attributes:
        first, second: the fields.
        said: the line under the first one.
    """

    def __init__(self, sheet: Sheet, name: str, names: Callable[[], Iterable[str]]) -> None:
        self._sheet, self._name, self._names = sheet, name, names
        self.first: QLineEdit = secret_field(name)
        self.second: QLineEdit = secret_field(self._again)
        self.said = Words(sheet.look, _GOOD, "small", wrap=True)
        self._agreed = ""
        self.first.editingFinished.connect(self._show)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.first.text()

    def add_rows(self, hint: str) -> None:
        """Adds the rows to the sheet, with a line of explanation under the first."""
        self._sheet.row(self._name, self.first, hint)
        self._sheet.rows.addWidget(self.said)
        self._sheet.row(self._again, self.second)

    def set_enabled(self, *, on: bool) -> None:
        """Whether one is wanted."""
        for part in (self.first, self.second, self.said):
            part.setEnabled(on)

    def problem(self, missing: str, differ: str) -> str:
        """What is wrong with it; empty when all is well.

        One that is easily guessed is wrong the first time only: who goes on once more means it.

        Args:
            missing: what to say where nothing is typed.
            differ: what to say where the two differ.
        """
        if not self.text:
            return missing
        if self.text != self.second.text():
            return differ
        self._show()
        found = weakness(self.text, self._names())
        if found is None or not found.grave or self._agreed == self.text:
            return ""
        self._agreed = self.text
        return f"Easily guessed: {found.what}. “{self._sheet.yes.text()}” once more takes it."

    @property
    def _again(self) -> str:
        return "Passphrase again" if self._name.startswith("Passphrase") else f"{self._name} again"

    def _show(self) -> None:
        found = weakness(self.text, self._names()) if self.text else None
        if found is None:
            self.said.setText(_GOOD)
        else:
            how = "Easily guessed" if found.grave else "Weak"
            self.said.setText(f"{how}: {found.what}; {ADVICE}.")
