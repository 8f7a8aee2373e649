"""What a person decided about one disagreement; the window turns it into an edit."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.analysis.agreement.episodes import Episode
from annotator.app.verbs.settling import NewMoment
from annotator.domain.consensus import Choice
from annotator.domain.ids import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """One decision.

    Attributes:
        choice: `take`, `take all`, `new` or `leave out`.
        taken: for `take`, id of the moment taken.
        new: for `new`, the moment.
        reason: as written; empty where none was given.
    """

    episode: Episode
    choice: Choice
    taken: Id | None = None
    new: NewMoment | None = None
    reason: str = ""
