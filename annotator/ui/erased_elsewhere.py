"""What the window says and lets go of where somebody was erased by another one."""

from __future__ import annotations

from annotator.app.erased_meanwhile import ERASED
from annotator.ui import clipboard
from annotator.ui.desk import Desk

SAID = (
    "Somebody who has withdrawn was erased from the study: what was theirs is gone here too. What "
    "you did before can no longer be undone or redone."
)


def join_erased(desk: Desk) -> None:
    """Empties the clipboard of words from here, and says it."""
    desk.followed.connect(lambda _changes, origin: _hear(desk, origin))


def _hear(desk: Desk, origin: object) -> None:
    if origin == ERASED:
        clipboard.guard().clear()
        desk.page.banner.say(SAID, "hint")
