"""Judgements: what one coder found in a whole unit: a time bin, an account, a session, a dyad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.ids import Id
from annotator.domain.moment import Rating

JudgedUnit = Literal["bin", "account", "session", "dyad"]
JUDGED_UNITS: tuple[JudgedUnit, ...] = ("bin", "account", "session", "dyad")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeValue:
    """The value of one code in a unit: a point of a scale, or the number of a Q-sort's pile."""

    code_id: Id
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One coder's judgement of one unit under one code set.

    That it exists says that the coder looked: one without codes found nothing. Free passages
    and turns are moments; this is for units that are not a passage of text.

    Attributes:
        codebook_id: the version that it was made under.
        target_id: the account of a bin or of a whole account, else the session or the dyad.
        start_ms, end_ms: of a bin on the session clock, half-open; None for other units.
        codes: those present.
        ratings: on scales of the set, for the unit as a whole.
        values: of codes that are rated or sorted one by one.
        made_at: UTC, ISO 8601; shown, never used to decide.
    """

    id: Id
    coder_id: Id
    round_id: Id
    codebook_id: Id
    code_set_id: Id
    unit: JudgedUnit
    target_id: Id
    start_ms: int | None = None
    end_ms: int | None = None
    codes: tuple[Id, ...] = ()
    ratings: tuple[Rating, ...] = ()
    values: tuple[CodeValue, ...] = ()
    memo: str = ""
    made_at: str = ""

    def rating(self, scale_id: Id) -> int | None:
        """The value on a scale, None where not rated."""
        return next((each.value for each in self.ratings if each.scale_id == scale_id), None)

    def value(self, code_id: Id) -> int | None:
        """The value of a code, None where it has none."""
        return next((each.value for each in self.values if each.code_id == code_id), None)
