"""Moments compared on the clock of the session: agreement within seconds, and time bins.

Two coders who marked the same event in different words, or in two accounts of it, agree on
its session time and not on its text. All times are milliseconds of the session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.result import Result, undefined

Timed = tuple[int, str]
"""Session time in milliseconds and code of one moment."""


def time_agreement(
    first: Iterable[Timed],
    second: Iterable[Timed],
    tolerance_s: float,
    coders: tuple[str, str] = ("", ""),
) -> Result:
    """Share of two coders' moments that have a partner of equal code within a tolerance.

    Each moment has at most one partner, and as many as can be are paired; the value is
    2 × pairs / (moments of both), as for spans.

    >>> time_agreement([(1000, "x"), (9000, "x")], [(1400, "x"), (30000, "x")], 2.0).value
    0.5
    """
    mine, theirs = sorted(first), sorted(second)
    known = {"coders": coders, "unit": "moment", "n": len(mine) + len(theirs)}
    if not mine and not theirs:
        return undefined("session_time_agreement", "neither coder marked a moment", **known)
    codes = {code for _, code in mine} & {code for _, code in theirs}
    paired = sum(
        len(
            pairs_within(
                [time for time, own in mine if own == code],
                [time for time, own in theirs if own == code],
                round(tolerance_s * 1000),
            )
        )
        for code in codes
    )
    value = 2 * paired / (len(mine) + len(theirs))
    note = f"moments of equal code at most {tolerance_s:g} s apart are one"
    return Result(
        coefficient="session_time_agreement",
        value=value,
        unit="moment",
        n=len(mine) + len(theirs),
        coders=coders,
        notes=(note,),
    )


def pairs_within(
    first_ms: Sequence[int], second_ms: Sequence[int], tolerance_ms: int
) -> list[tuple[int, int]]:
    """As many pairs as can be of places in two ascending lists, at most so far apart.

    On a line, with one tolerance for all, pairing the earliest two that can be is optimal.

    >>> pairs_within([0, 10], [9, 12], 9)
    [(0, 0), (1, 1)]
    """
    result = []
    i = j = 0
    while i < len(first_ms) and j < len(second_ms):
        apart = first_ms[i] - second_ms[j]
        if abs(apart) <= tolerance_ms:
            result.append((i, j))
            i, j = i + 1, j + 1
        elif apart < 0:
            i += 1
        else:
            j += 1
    return result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeBins:
    """Which codes each coder used in each bin of a session.

    Attributes:
        bin_ms: width of a bin; the last one may be shorter.
        coders, codes: names along the axes.
        counts: (coders, bins, codes): moments that touch the bin.
    """

    bin_ms: int
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    counts: IntArray


def time_bins(
    moments: Mapping[str, Iterable[tuple[int, int | None, str]]],
    length_ms: int,
    bin_ms: int,
    codes: Sequence[str],
) -> TimeBins:
    """A table of time bins; bin by bin it can be compared like units that were cut before.

    Args:
        moments: for each coder start, end (or None for a point) and code of each moment.
        length_ms: of the session; what lies beyond it counts nowhere.
        bin_ms: width of a bin.
        codes: the codebook.

    >>> bins = time_bins({"A": [(0, 2500, "x"), (3000, None, "y")]}, 4000, 1000, ["x", "y"])
    >>> bins.counts[0].T.tolist()
    [[1, 1, 1, 0], [0, 0, 0, 1]]
    """
    n_bins = -(-length_ms // bin_ms)
    place = {code: index for index, code in enumerate(codes)}
    counts = np.zeros((len(moments), n_bins, len(codes)), dtype=np.int64)
    for index, own in enumerate(moments.values()):
        for start, end, code in own:
            last = start if end is None else max(start, end - 1)
            counts[index, max(start // bin_ms, 0) : last // bin_ms + 1, place[code]] += 1
    return TimeBins(bin_ms=bin_ms, coders=tuple(moments), codes=tuple(codes), counts=counts)


def bin_agreement(bins: TimeBins, pair: tuple[int, int], code: int) -> float:
    """Cohen's kappa of two coders on a code's presence, bin by bin; NaN if undefined."""
    first, second = (bins.counts[coder, :, code] > 0 for coder in pair)
    total = len(first)
    agreed = int((first == second).sum())
    used = int(first.sum()) * int(second.sum())
    unused = int((~first).sum()) * int((~second).sum())
    if total * total == used + unused:
        return nan
    return (total * agreed - used - unused) / (total * total - used - unused)
