"""The passphrase of a study that is opened: asked for, and asked again where it was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.ui.dialogs.passphrase import ask_passphrase, ask_password
from annotator.ui.window import Window


@dataclass(slots=True)
class Passphrases:
    """Asks for a passphrase; knows whether it was given up, and why it is asked again."""

    window: Window
    place: Path | Address
    problem: str = ""
    given_up: bool = False

    def __call__(self) -> str | None:
        """The passphrase."""
        is_login = isinstance(self.place, Address)
        ask = ask_password if is_login else ask_passphrase
        given = ask(self.window.look, self.window, self.place.name, self.problem)
        self.given_up = given is None
        return given


def is_wrong_passphrase(error: UserError) -> bool:
    """Whether another try may open it; told by storage's words, which has no class for it."""
    return error.what.startswith(("wrong passphrase", "wrong password, or"))
