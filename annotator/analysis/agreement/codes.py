"""Any coefficient for one code at a time: this code against all others."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import MISSING, SET_MARK, Ratings, Units, members_of


class Coefficient(Protocol):
    """A function that gives one result of a table."""

    def __call__(self, ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
        """The coefficient of units × coders."""


def of_each_code(
    coefficient: Coefficient, units: Units, resampling: Resampling | None = None
) -> tuple[Result, ...]:
    """A coefficient of each code against the rest, or, where values are sets, of its presence."""
    found = []
    for code in members(units):
        binary = one_against_rest(units, code)
        result = coefficient(binary, resampling=resampling)
        paired = binary.codes[binary.number_of_ratings() >= 2]
        given = paired[paired != MISSING]
        share = float((given == 1).mean()) if given.size else None
        reason = result.reason and _in_words(result.reason, given.size > 0)
        found.append(replace(result, code=code, prevalence=share, reason=reason))
    return tuple(found)


def _in_words(reason: str, compared: bool) -> str:
    return "the code was never used, or always" if compared else reason


def members(units: Units) -> tuple[str, ...]:
    """The codes of a table: its categories, or the members of its sets."""
    if not is_set_valued(units):
        return units.categories
    codes = (code for each in units.categories for code in sorted(members_of(each)))
    return tuple(dict.fromkeys(codes))


def is_set_valued(units: Units) -> bool:
    """Whether any value is a set, written `a|b` or `|`."""
    return any(SET_MARK in each for each in units.categories)


def one_against_rest(units: Units, code: str) -> Units:
    """The same ratings with two categories: without this code, with it."""
    holds = np.array([code in members_of(each) for each in units.categories], dtype=np.int8)
    return replace(
        units,
        codes=np.where(units.codes < 0, MISSING, holds[units.codes]),
        categories=(f"not {code}", code),
        values=None,
        ordered=False,
    )
