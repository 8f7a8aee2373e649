"""Rounds of work, who codes what in them, and the coders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from annotator.domain.ids import Id

CoderRole = Literal["coder", "pi", "reader", "consensus"]
"""`consensus` is nobody: the layer of what was settled stands under it."""

Reads = Literal["", "everyone", "consensus"]
"""What a reader may see of the coders' work: all of it, or what was settled."""

RoundKind = Literal["open", "training", "calibration", "reliability", "production"]
Progress = Literal["to do", "in progress", "done"]
OPEN_ROUND = "open"
ALLOWED = ("attributes", "measures")
"""What a round may let its coders have: attributes of participants and dyads, and scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Who marks moments; with the role `consensus` the layer of what was settled.

    Attributes:
        reads: of a reader, who writes nothing: what the PI lets be seen. Empty for all others.
    """

    id: Id
    name: str
    role: CoderRole = "coder"
    reads: Reads = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A piece of work with one codebook version. `open` takes what belongs to no other.

    Attributes:
        blind: coders do not see each other's moments.
        hides_other_account: the other party's account stays shut until this one is done.
        seed: of the draw that chose transcripts and shuffled the work; None where by hand.
        gate_coefficient: what decides whether coders may go on, a name of the contract; empty
            for a round without a gate.
        gate_threshold: the value that it must reach.
        passages_from: the round whose passages were frozen and are only classified here; None
            for a round in which passages are marked.
        allows: what work that is handed out for it may hold beside the texts (see `ALLOWED`).
        due: the day by which its work is wanted; None for no day.
    """

    id: Id
    name: str
    number: int
    kind: RoundKind
    codebook_id: Id
    blind: bool = True
    hides_other_account: bool = False
    seed: int | None = None
    gate_coefficient: str = ""
    gate_threshold: float | None = None
    passages_from: Id | None = None
    allows: tuple[str, ...] = ()
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A coder went from reading one account alone to reading both together.

    Where a round hides the other party's account, this step opens it, and it stays on record
    what had been finished by then.

    Attributes:
        done_ids: the accounts of the session that the coder had marked as done.
        opened_at: UTC, ISO 8601.
    """

    id: Id
    round_id: Id
    coder_id: Id
    session_id: Id
    done_ids: tuple[Id, ...] = ()
    opened_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One coder's work on one account in a round.

    Attributes:
        done_at: UTC, ISO 8601; None until it is done.
        position: its place in the order in which this coder works, from 1; 0 for no order.
    """

    id: Id
    round_id: Id
    coder_id: Id
    account_id: Id
    progress: Progress = "to do"
    done_at: str | None = None
    position: int = 0
