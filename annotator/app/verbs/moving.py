"""Takes a study to a server, or from one into a file."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.open_study import NOBODY, open_study
from annotator.storage import Place
from annotator.storage.moving import Moved
from annotator.storage.moving import move as copy_whole

Ask = Callable[[], str | None]


def move(source: Place, target: Place, passphrase: str | None, ask: Ask, ask_target: Ask) -> Moved:
    """Copies a study to a place where none is yet, compared; the source stays as it is.

    Args:
        source, target: files or addresses; not both files.
        passphrase: of a new file; None for a plain one.
        ask: gives the passphrase or password of the source.
        ask_target: gives the password of the login on the target's server.

    Raises:
        UserError: something stands at the target, or one of both cannot be opened. Nothing is
            left at the target then.
    """
    with open_study(source, ask, seen_by=NOBODY) as study:
        return study.look(lambda store: copy_whole(store, target, passphrase, ask_target))
