"""How a code's numbers read: agreed, a problem of the code, of its boundaries, or of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Literal

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.result import Result

Verdict = Literal["agreed", "boundary", "code", "both", "rare", "unknown"]

FEWEST_SPANS = 5
"""With fewer spans of all coders together nothing is said of a code."""

OFTEN = 0.2
"""From which share of a code's text on something happens often."""

NOT_MARKED = ""
"""In the place of a code that one was taken for: the other coder gave none."""

_IN_FEW_WORDS = {
    "no text under the code was marked by another coder": "where one used it, no other marked",
    "only one code was used where two coders marked the same text": "no other code beside it",
    "too few passages were marked by two coders to expect anything by chance": "too rare to say",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a code's numbers say, as a kind and in a few words."""

    verdict: Verdict
    text: str


def reading_of(
    ku: Result,
    bar_u: Result,
    taken_for: str | None,
    accept_from: float,
    n_spans: int,
    n_coders_using: int,
) -> Reading:
    """How a code's numbers read.

    Low (k)u: where two marked, they call it differently, a matter of the codebook. Low |u of
    the code beside good (k)u: they mean the same and set other ends, or one does not mark at all.

    Args:
        ku: (k)u of the code. Where it is undefined because codes of one coder overlap, or
            another coefficient stands in its place (gamma-k), the reading rests on |u alone.
        bar_u: |u of the code on its own layer.
        taken_for: what was often given instead, see `taken_for`.
        accept_from: what is below is low.
        n_spans: spans of the code, of all coders.
        n_coders_using: coders who used it at all.
    """
    if n_spans < FEWEST_SPANS:
        return Reading(verdict="rare", text="too rare to say" if n_spans else "not used")
    if n_coders_using < 2:
        return Reading(verdict="unknown", text="one coder only")
    if ku.coefficient != "ku_alpha" or ku.reason.startswith("codes overlap"):
        return _by_bar_u_alone(bar_u, taken_for, accept_from)
    if isnan(ku.value):
        return _undefined(ku)
    return _by_both(ku.value < accept_from, bar_u.value < accept_from, taken_for)


def _by_both(low_code: bool, low_ends: bool, taken_for: str | None) -> Reading:
    if low_code and low_ends:
        return Reading(verdict="both", text="code and boundary problem")
    if low_code:
        return Reading(verdict="code", text=f"code problem{_often(taken_for)}")
    if low_ends:
        return Reading(verdict="boundary", text="boundary problem: same code, other ends or missed")
    return Reading(verdict="agreed", text="agreed")


def _by_bar_u_alone(bar_u: Result, taken_for: str | None, accept_from: float) -> Reading:
    """The reading of a code of a set in which codes overlap, where (k)u is undefined by rule."""
    if isnan(bar_u.value):
        return _undefined(bar_u)
    basis = " (by |u alone)"
    if bar_u.value < accept_from:
        return Reading(verdict="both", text=f"code or boundary problem{_often(taken_for)}{basis}")
    return Reading(verdict="agreed", text=f"agreed{basis}")


def reading_of_units(alpha: Result, taken_for: str | None, accept_from: float) -> Reading:
    """How a code reads on units that were cut before: nobody sets ends, so only codes differ.

    Args:
        alpha: of the code against the rest.
        taken_for: what was often given instead, see `taken_for`.
        accept_from: what is below is low.
    """
    uses = (alpha.prevalence or 0) * alpha.n * len(alpha.coders)
    if alpha.n and uses < FEWEST_SPANS:
        return Reading(verdict="rare", text="too rare to say" if uses else "not used")
    if isnan(alpha.value):
        return _undefined(alpha)
    return _by_both(alpha.value < accept_from, False, taken_for)


def reading_of_values(alpha: Result, accept_from: float) -> Reading:
    """How the values of a code, or on a scale, read.

    Args:
        alpha: of the values by their order.
        accept_from: what is below is low.
    """
    if alpha.n < FEWEST_SPANS:
        return Reading(verdict="rare", text="too few to say" if alpha.n else "not rated by two")
    if isnan(alpha.value):
        return _undefined(alpha)
    if alpha.value < accept_from:
        return Reading(verdict="code", text="ratings differ: look at the anchors")
    return Reading(verdict="agreed", text="agreed")


def _undefined(result: Result) -> Reading:
    reason = _IN_FEW_WORDS.get(result.reason, result.reason)
    return Reading(verdict="rare" if "rare" in reason else "unknown", text=reason)


def _often(taken_for: str | None) -> str:
    if taken_for is None:
        return ""
    if taken_for == NOT_MARKED:
        return ": often not marked by the other"
    return f": often taken for {taken_for}"


def taken_for(table: FloatArray, codes: Sequence[str], code: int) -> str | None:
    """What was often given instead where one of two coders gave a code.

    It is what most of the code's text got from the other coder, another code or none, and only
    from a fifth on of the text to which any of the two gave the code.

    Args:
        table: of `confusion`, added over pairs of coders; both directions count.
        codes: names of its codes.
        code: the place of this code.

    Returns:
        The other code; `NOT_MARKED` where the other coder most often gave none; None where
        nothing is often given instead.

    >>> table = np.array([[9.0, 3, 1], [1, 4, 0], [2, 0, 50]])
    >>> taken_for(table, ["Shame", "Distance"], 0)
    'Distance'
    >>> taken_for(table + [[40, 0, 0], [0, 0, 0], [0, 0, 0]], ["Shame", "Distance"], 0)
    """
    instead = table[code] + table[:, code]
    whole = float(instead.sum() - table[code, code])
    instead[code] = 0
    most = int(np.argmax(instead[::-1]))  # of equal ones no code
    if not whole or instead[::-1][most] < OFTEN * whole:
        return None
    return (*codes, NOT_MARKED)[::-1][most]
