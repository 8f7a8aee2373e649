"""Where a coder begins who sits down at a study that another one has on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.app.open_study import NOBODY
from annotator.app.settings import Place
from annotator.app.verbs.queue import next_in_queue
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.columns import MODES
from annotator.ui.order import first_session

PlaceOf = Callable[[Id | None], Place | None]


def first_place(view: StudyView, coder_id: Id | None) -> Place:
    """Where somebody begins who was never here: at the first of their queue, else at the top."""
    wanted = next_in_queue(view, coder_id) if coder_id in view.coders and coder_id else None
    if wanted is None:
        return Place(session_id=first_session(view))
    account = view.accounts[wanted.account_id]
    beside = account.voice if account.voice == "session" else "dyadic"
    return Place(session_id=account.session_id, mode=beside)


class OwnPlaces:
    """Follows who is at work.

    Args:
        place_of: where a coder left the study; None where they were never in it.
        coder_id: who is at work now.
    """

    def __init__(self, place_of: PlaceOf, coder_id: Id | None) -> None:
        self._place_of = place_of
        self._coder_id = coder_id

    def of_another(self, view: StudyView, coder_id: Id | None) -> Place | None:
        """Where the next coder begins: where they left it, else at the top.

        Where one coder stood is not shown to the next. None where nobody has sat down, or where
        nobody had coded: then all stays where it is.
        """
        before, self._coder_id = self._coder_id, coder_id
        own = None if before == coder_id else self._place_of(coder_id)
        if own is None and before in (NOBODY, coder_id):
            return None
        if own is None or own.session_id not in view.sessions:
            first = first_place(view, coder_id)
            own = replace(own or first, session_id=first.session_id, moment_id=None, carets={})
        carets = dict.fromkeys((voice for voices in MODES.values() for voice in voices), 0)
        mode = own.mode if own.mode in MODES else "dyadic"
        return replace(own, mode=mode, carets=carets | own.carets)
