"""The command that opens a study on a server."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.address import Address
from annotator.ui.dialogs.server import ask_server
from annotator.ui.window import Window


class AskingServer:
    """Joins the command to a window.

    Args:
        window: the window.
        open_place: opens a study, asking for what it needs.
    """

    def __init__(self, window: Window, open_place: Callable[[Address], object]) -> None:
        self._window = window
        self._open_place = open_place
        window.commands.on("open_server", self.choose_server)

    def choose_server(self) -> None:
        """Asks for the address, with the one of last time in the field, and opens it."""
        window = self._window
        known = (each for each in window.settings.recent_studies() if isinstance(each, Address))
        chosen = ask_server(window.look, window, str(next(known, "")))
        if chosen is not None:
            self._open_place(chosen)
