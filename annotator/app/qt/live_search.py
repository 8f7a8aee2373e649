"""A search beside the window: the first passages at once, then the rest; the newest one wins."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject

from annotator.app.qt.jobs import Outcome
from annotator.app.qt.newest import Newest
from annotator.app.stopping import Stop
from annotator.app.verbs.searching import FIRST_PASSAGES, Found, find
from annotator.domain.errors import UserError
from annotator.domain.query import Query
from annotator.domain.view import StudyView
from annotator.storage import Candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search has found so far, or why it found nothing.

    Attributes:
        view: what was searched.
        goes_on: more is still sought.
        why_not: a sentence where the search could not be made.
    """

    view: StudyView
    found: Found = field(default_factory=Found)
    goes_on: bool = False
    why_not: str = ""


class LiveSearch(Newest):
    """Searches; `ready` gives an `Answer`, and a second one where the first was not all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: tuple[StudyView, Query, Candidates | None] | None = None
        self._turn = 0  # of what is sought; an older search ends its child and itself

    def ask(self, view: StudyView, query: Query, among: Candidates | None) -> None:
        """Asks for what fits a query among candidates; what still waits is forgotten."""
        self._turn += 1
        self._asked = (view, query, among)
        work = partial(find, view, query, among, most=FIRST_PASSAGES, stopped=self._stopper())
        self.give(view, work)

    def forget(self) -> None:
        """Gives nothing of what is being sought."""
        self._turn += 1
        self._asked = None
        super().forget()

    def stop(self) -> None:
        """Ends what is being sought and gives nothing any more."""
        self._turn += 1
        super().stop()

    def _stopper(self) -> Stop:
        turn = self._turn
        return lambda: self._turn != turn

    def told(self, view: StudyView, outcome: Outcome) -> Answer | None:
        """What was found; asks for the rest where that was not all."""
        if isinstance(outcome.error, UserError):
            return Answer(view=view, why_not=outcome.error.told)
        if not isinstance(outcome.value, Found):
            return None
        asked, self._asked = self._asked, None
        goes_on = outcome.value.more and asked is not None and asked[0] is view
        if goes_on and asked is not None:
            self.give(view, partial(find, *asked, stopped=self._stopper()))
        return Answer(view=view, found=outcome.value, goes_on=goes_on)
