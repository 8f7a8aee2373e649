"""Asks for another passphrase of the study, or for its recovery key; encrypts a plain study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.new_passphrase import NewPassphrase
from annotator.ui.dialogs.sheet import Sheet, secret_field
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick

_WHAT = (
    Choice("change", "New passphrase"),
    Choice("recovery", "Recovery key"),
)
_GO = {"change": "Change it", "recovery": "Show the recovery key"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RekeyingChoice:
    """What a person wants.

    Attributes:
        passphrase: the new one; empty for the recovery key.
        backups: whether the backups are made anew under it.
    """

    what: Literal["change", "recovery"]
    passphrase: str = ""
    backups: bool = False


class RekeyingSheet(Sheet):
    """The passphrase now, then another one or the recovery key.

    Args:
        look: the look in force.
        parent: the window.
        knows: whether a passphrase opens the file; None where it is plain.
        names: that stand near the file.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        knows: Callable[[str], bool] | None,
        names: Sequence[str] = (),
    ) -> None:
        title = "Passphrase and recovery key" if knows else "Encrypt the study"
        super().__init__(look, parent, title, _GO["change"] if knows else "Encrypt", self._wrong)
        self._knows = knows
        self.now = secret_field("Passphrase now")
        self.what = Segments("What is wanted", _WHAT)
        self._new = NewPassphrase(self, "New passphrase", lambda: names)
        self.first, self.second = self._new.first, self._new.second
        self.backups = Tick(look, "Make the backups anew under it too")
        self.backups.setChecked(True)  # else who had the old passphrase can read them on
        if knows is None:
            self.tell(
                "The study file is plain: whoever gets it can read it. Encrypted, it asks for "
                "the passphrase at each opening. There is no way back to a plain file."
            )
        else:
            self.row("Passphrase now", self.now, "The recovery key opens it too.")
            self.row("What is wanted", self.what)
        self._new.add_rows("Without it and without the recovery key the data are gone.")
        self.rows.addWidget(self.backups)
        self._said = self.tell("")
        self.what.show_value("change")
        self.what.chosen.connect(self._show_what)
        self.backups.toggled.connect(self._show_what)
        self._show_what()

    def choice(self) -> RekeyingChoice:
        """The answers."""
        if self.what.value == "recovery":
            return RekeyingChoice(what="recovery")
        return RekeyingChoice(
            what="change", passphrase=self.first.text(), backups=self.backups.isChecked()
        )

    def _wrong(self) -> str:
        if self._knows is not None and not self._knows(self.now.text()):
            return "That is not the passphrase now."
        if self.what.value == "recovery":
            return ""
        wrong = self._new.problem("Give the new passphrase.", "The two new passphrases differ.")
        if wrong:
            return wrong
        if self._knows is not None and self._knows(self.first.text()):
            return "The new passphrase opens the study already; give another one."
        return ""

    def _show_what(self) -> None:
        changes = self.what.value != "recovery"
        self._new.set_enabled(on=changes)
        self.backups.setEnabled(changes)
        if self._knows is None:
            kept = "Backups that are there stay plain."
        else:
            self.yes.setText(_GO[self.what.value or "change"])
            self.yes.setAccessibleName(self.yes.text())
            kept = "Backups that are there keep the old passphrase."
        if not changes:
            said = "It opens the study in the place of the passphrase. Print it and lock it away."
        else:
            said = "" if self.backups.isChecked() else f"{kept} "
            said += (
                ""
                if self._knows is None
                else "A recovery key printed before is void then: print the new one."
            )
        self._said.setText(said)


def ask_rekeying(
    look: Look,
    parent: QWidget | None,
    knows: Callable[[str], bool] | None,
    names: Sequence[str] = (),
) -> RekeyingChoice | None:
    """What a person wants, None when they give up; arguments as of `RekeyingSheet`."""
    sheet = RekeyingSheet(look, parent, knows, names)
    return sheet.choice() if sheet.ask(460) else None
