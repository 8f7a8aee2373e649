"""The passphrase of a study that is opened: asked for, and asked again where it was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.address import Address
from annotator.ui.dialogs.passphrase import ask_passphrase, ask_password
from annotator.ui.window import Window


@dataclass(slots=True)
class Passphrases:
    """Asks for a passphrase; knows whether it was given up, and why it is asked again.

    Attributes:
        known: what is given the first time, in the place of asking: it has opened a file of the
            same key.
        typed: what was given last.
    """

    window: Window
    place: Path | Address
    problem: str = ""
    given_up: bool = False
    known: str | None = field(default=None, repr=False)
    typed: str | None = field(default=None, repr=False)

    def __call__(self) -> str | None:
        """The passphrase."""
        if self.known is not None:
            self.typed, self.known = self.known, None
            return self.typed
        is_login = isinstance(self.place, Address)
        ask = ask_password if is_login else ask_passphrase
        given = ask(self.window.look, self.window, self.place.name, self.problem)
        self.given_up = given is None
        self.typed = given if given is not None else self.typed
        return given
