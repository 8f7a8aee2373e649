"""Convergence along the session: where in it both parties marked, with its band of chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.chance import BAND
from annotator.analysis.dyads.circular import Track, overlap_of, overlaps, track
from annotator.analysis.dyads.material import ANY, DyadSession
from annotator.analysis.dyads.shifting import (
    COMMON_COURSE,
    edge_words,
    inner,
    longest_ms,
    recalled,
    recalled_lengths,
    tested,
)

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Shares of time that both marked, by part of the session; all arrays have one value a part.

    Attributes:
        code: None for any code.
        middles: of the parts, as shares of the session's length, 0 to 1.
        values: share of the part's time that both marked, over all sessions.
        mean, low, high: of chance by circular shift; 95 % of it lies between the last two. NaN
            in parts too near to the ends of what was recalled; empty without shifts.
        n: sessions.
        reason: why there is no curve; the arrays are empty then.
        left_out: which parts have no band, in words; among the notes too.
    """

    code: str | None
    middles: FloatArray
    values: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    n: int
    shifts: int
    seed: int
    base: str = "ms that both marked, of the session time in that part of the sessions"
    reason: str = ""
    left_out: str = ""
    notes: tuple[str, ...] = ()


def convergence_curve(
    sessions: Sequence[DyadSession],
    code: str = ANY,
    *,
    parts: int = 20,
    shifts: int = 1_000,
    seed: int = 0,
    notes: tuple[str, ...] = (),
) -> Curve:
    """The share of time that both marked in each of so many equal parts of the sessions.

    The band is of each part alone, by shifting the patient's marks along the inner part of
    each session (see `shifting.py`), not of the whole curve at once. What lies outside stays as
    it was marked; a part of which that is more than a tenth of what was recalled has no band.

    Args:
        sessions: each is cut into the same number of parts, however long it is.
        code: a code's name, `ANY` for any.
        parts: how many.
        shifts: of each session, for the band.
        seed: of the shifts.
        notes: of the material.
    """
    rng = np.random.default_rng(seed)
    both, drawn, whole = np.zeros(parts), np.zeros((parts, shifts)), np.zeros(parts)
    edge = longest_ms(sessions)
    moved_ms, recalled_ms = np.zeros(parts), np.zeros(parts)
    for session in sessions:
        edges = [session.length_ms * part // parts for part in range(parts + 1)]
        whole += np.diff(edges)
        other = track(session.patient.get(code, ()))
        one = session.therapist.get(code, ())
        marked = [
            overlap_of(_within(one, start, end).solid, other.solid)
            for start, end in pairwise(edges)
        ]
        both += marked
        within, stretch, middle = inner(session, edge), recalled(session), tested(session, edge)
        if within is None or stretch is None or middle is None:
            continue
        drawn += np.array(marked)[:, np.newaxis]
        moved = track(within.patient.get(code, ()), within.length_ms)
        shift = rng.integers(0, within.length_ms, size=shifts)
        order = np.argsort(shift, kind="stable")
        rank = np.argsort(order, kind="stable")
        for part, (start, end) in enumerate(pairwise(edges)):
            recalled_ms[part] += max(min(end, stretch[1]) - max(start, stretch[0]), 0)
            first, last = max(start, middle[0]), min(end, middle[1])
            if first < last:
                moved_ms[part] += last - first
                drawn[part] -= overlap_of(_within(one, first, last).solid, other.solid)
                here = _within(one, first, last, earlier_ms=middle[0])
                drawn[part] += overlaps(here, moved, within.length_ms, shift[order])[rank]
    banded = _from_first_to_last((moved_ms > 0) & (10 * moved_ms >= 9 * recalled_ms))
    drawn[~banded] = nan
    lengths = recalled_lengths(sessions)
    no_band = (
        "parts of the session before the first and after the last moment, and "
        f"within {edge_words(edge, lengths)} of either, have no band"
    )
    left_out = (no_band,) if lengths and not banded.all() else ()
    known = whole > 0
    nothing = np.empty(0)
    bands = (drawn / whole[:, np.newaxis]) if known.all() and shifts else None
    ends = (nothing, nothing) if bands is None else np.quantile(bands, BAND, axis=1)
    return Curve(
        code=code or None,
        middles=(np.arange(parts) + 0.5) / parts if known.all() else nothing,
        values=both / whole if known.all() else nothing,
        mean=nothing if bands is None else bands.mean(axis=1),
        low=ends[0],
        high=ends[1],
        n=len(sessions),
        shifts=shifts,
        seed=seed,
        reason="" if known.all() else "there is no session that is long enough",
        left_out="".join(left_out),
        notes=(*notes, *left_out, *((COMMON_COURSE,) if lengths and shifts else ())),
    )


def _from_first_to_last(parts: BoolArray) -> BoolArray:
    """True from the first part that is true to the last."""
    return np.logical_or.accumulate(parts) & np.logical_or.accumulate(parts[::-1])[::-1]


def _within(
    spans: Sequence[tuple[int, int]], start: int, end: int, *, earlier_ms: int = 0
) -> Track:
    """The stretches cut to a part of the session, on a clock that begins so much later."""
    cut = ((max(first, start), min(last, end)) for first, last in spans)
    return track((one - earlier_ms, last - earlier_ms) for one, last in cut if one < last)
