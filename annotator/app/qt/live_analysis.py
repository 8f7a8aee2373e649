"""Dyadic analyses, computed beside the window and always of the newest view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from annotator.app.qt.jobs import Outcome
from annotator.app.qt.newest import Newest
from annotator.app.verbs.dyad_analysis import Analysed, Asked, Kept, analysed
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An analysis, or why there is none.

    Attributes:
        view: what it was computed from.
        asked: what was asked.
        analysed: None where there is nothing to analyse.
        why_not: then the reason, in one sentence.
        seconds: how long it took.
    """

    view: StudyView
    asked: Asked
    analysed: Analysed | None = None
    why_not: str = ""
    seconds: float = 0.0


class LiveAnalysis(Newest):
    """Computes analyses; `ready` gives an `Answer`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = Kept()
        self._asked = Asked()

    def ask(self, view: StudyView, asked: Asked) -> None:
        """Asks for the analysis of a view; what still waits is forgotten."""
        self._asked = asked
        self.give(view, partial(analysed, view, asked, self._kept))

    def forget(self) -> None:
        """Keeps nothing of what was computed, and gives nothing of what is being computed."""
        super().forget()
        self._kept = Kept()

    def told(self, view: StudyView, outcome: Outcome) -> Answer | None:
        """An analysis, or the sentence that says why there is none."""
        if isinstance(outcome.error, UserError):
            return Answer(view=view, asked=self._asked, why_not=outcome.error.told)
        found = outcome.value
        if isinstance(found, Analysed):
            return Answer(view=view, asked=found.asked, analysed=found, seconds=outcome.seconds)
        return None
