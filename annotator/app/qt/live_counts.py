"""Counts of codes, made beside the window and always of what is shown now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.analysis.tables.co_occurrence import CoOccurrence
from annotator.analysis.tables.code_matrix import CodeMatrix
from annotator.app.qt.jobs import Outcome
from annotator.app.qt.newest import Newest
from annotator.domain.view import StudyView

Counts = CodeMatrix | CoOccurrence


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and of which view."""

    view: StudyView
    counts: Counts


class LiveCounts(Newest):
    """Counts; `ready` gives a `Counted`."""

    def ask(self, view: StudyView, count: Callable[[], Counts]) -> None:
        """Asks for counts; what still waits is forgotten."""
        self.give(view, count)

    def told(self, view: StudyView, outcome: Outcome) -> Counted | None:
        """What was counted; None for a bug."""
        found = outcome.value
        return Counted(view, found) if isinstance(found, CodeMatrix | CoOccurrence) else None
