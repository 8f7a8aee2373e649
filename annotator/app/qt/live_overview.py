"""The overview of agreement, computed beside the window and always of the newest view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from annotator.analysis.agreement.overview import Overview
from annotator.app.qt.jobs import Outcome
from annotator.app.qt.newest import Newest
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import Kept, overview_of
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """An overview, or why there is none.

    Attributes:
        view: what it was computed from.
        overview: None where there is nothing to compare.
        why_not: then the reason, in one sentence.
        seconds: how long it took.
    """

    view: StudyView
    overview: Overview | None = None
    why_not: str = ""
    seconds: float = 0.0


class LiveOverview(Newest):
    """Computes overviews; `ready` gives a `Computed`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = Kept()

    def ask(self, view: StudyView, asked: Comparison) -> None:
        """Asks for the overview of a view; what still waits is forgotten."""
        self.give(view, partial(overview_of, view, asked, self._kept))

    def forget(self) -> None:
        """Keeps nothing of what was computed, and gives nothing of what is being computed."""
        super().forget()
        self._kept = Kept()

    def told(self, view: StudyView, outcome: Outcome) -> Computed | None:
        """An overview, or the sentence that says why there is none."""
        if isinstance(outcome.error, UserError):
            return Computed(view=view, why_not=outcome.error.told)
        if isinstance(outcome.value, Overview):
            return Computed(view=view, overview=outcome.value, seconds=outcome.seconds)
        return None
