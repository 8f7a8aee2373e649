"""Moments: passages that one coder marked, and pairings of the two parties' moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.ids import Id

Tense = Literal["then", "now"]
Certainty = Literal["unsure", "fair", "clear"]
CERTAINTIES: tuple[Certainty, ...] = ("unsure", "fair", "clear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A value on a scale of the codebook."""

    scale_id: Id
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A passage `[start, end)` of one transcript that one coder marked.

    Attributes:
        codebook_id: the version that it was coded under.
        tense: felt then, as recalled, or seen now; None where not said.
        peak: whether it is the peak of its event.
        own_start_ms: session time given by hand; None to follow the stop it stands under.
        made_at: UTC, ISO 8601; shown, never used to decide.
    """

    id: Id
    transcript_id: Id
    coder_id: Id
    round_id: Id
    codebook_id: Id
    start: int
    end: int
    codes: tuple[Id, ...] = ()
    ratings: tuple[Rating, ...] = ()
    tense: Tense | None = None
    peak: bool = False
    certainty: Certainty | None = None
    memo: str = ""
    own_start_ms: int | None = None
    own_end_ms: int | None = None
    made_at: str = ""

    def rating(self, scale_id: Id) -> int | None:
        """The value on a scale, None where not rated."""
        return next((each.value for each in self.ratings if each.scale_id == scale_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One coder's claim that moments of the two parties concern the same event."""

    id: Id
    session_id: Id
    coder_id: Id
    round_id: Id
    moment_ids: tuple[Id, ...]
    relation: str
    ratings: tuple[Rating, ...] = ()
    memo: str = ""
    made_at: str = ""
