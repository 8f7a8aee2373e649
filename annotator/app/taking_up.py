"""An open study on a share goes on with what others have published there."""

from __future__ import annotations

from functools import partial

from annotator.app.history import History
from annotator.app.open_study import OpenStudy
from annotator.app.sharing import Fetched, swap


def go_on_with(study: OpenStudy, fetched: Fetched, *, over: bool = False) -> bool:
    """Shows what was fetched in the place of what is shown; whether it could.

    Nothing is written: who only reads the study goes on with it too. What was done before can
    no longer be undone then.

    Args:
        study: open in a working copy.
        fetched: what the share holds.
        over: also over what is only here.
    """
    if not study.look(partial(swap, fetched=fetched, over=over)):
        return False
    study.history = History()
    study.see_as(study.sits_here)  # loads all of it anew
    return True
