"""Rounds of work, who codes what in them, and the coders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.ids import Id

CoderRole = Literal["coder", "pi", "reader"]
RoundKind = Literal["open", "training", "calibration", "reliability", "production"]
Progress = Literal["to do", "in progress", "done"]
OPEN_ROUND = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Who marks moments."""

    id: Id
    name: str
    role: CoderRole = "coder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A piece of work with one codebook version. `open` takes what belongs to no other.

    Attributes:
        blind: coders do not see each other's moments.
        hides_other_account: the other party's account stays shut until this one is done.
    """

    id: Id
    name: str
    number: int
    kind: RoundKind
    codebook_id: Id
    blind: bool = True
    hides_other_account: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One coder's work on one account in a round.

    Attributes:
        done_at: UTC, ISO 8601; None until it is done.
    """

    id: Id
    round_id: Id
    coder_id: Id
    account_id: Id
    progress: Progress = "to do"
    done_at: str | None = None
