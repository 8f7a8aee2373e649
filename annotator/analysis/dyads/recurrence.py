"""Lagged cross-recurrence: does one party's account return to a code when the other's does?

A session is cut into steps of equal length; in each, the codes that either party marked there
are known. The diagonal-wise profile gives, for each lag, the share of steps at which the
therapist's codes at a time recur in the patient's a lag later. At a lag above 0 the patient
is later. A step without a code recurs with nothing.

What chance gives, and how far the peak is above it, is told from the inner part of each session,
between its first and its last moment: both parties leave its two ends free, and moments are cut
there, for both alike (see `shifting.py`).

Sources: Dale & Spivey (2006), Lang. Learn. 56:391-430; Coco & Dale (2014), Front. Psychol.
5:510 (`drpdfromts` of the R package crqa gives the same profile for one code a step).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.chance import BAND
from annotator.analysis.dyads.estimate import number
from annotator.analysis.dyads.material import DyadSession, Marks
from annotator.analysis.dyads.shifting import (
    COMMON_COURSE,
    SMALLEST_PART,
    edge_words,
    longest_ms,
    recalled,
)

Match = Literal["any code", "same code", "code"]
BASE = "steps of the therapist's with a step of the patient's at that lag in the same session"
STEP_MS = 10_000
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LagPoint:
    """The profile at one lag.

    Attributes:
        rate, n: of the whole sessions: the share, and of how many steps.
        observed, tested: the same of their inner parts, which chance is told from.
        mean, low, high: what chance gives there, 95 % of it between the last two; NaN, as
            `observed`, at a lag that no inner part is long enough for.
    """

    lag_ms: int
    rate: float
    n: int
    observed: float
    tested: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """One profile.

    Attributes:
        match: what recurs: both marked anything; a code that both have; the code `code`.
        points: by lag; empty where there is no profile, and then `reason` says why.
        peak_lag_ms: where the rate is furthest above chance, in standard deviations of it.
        peak: the rate there, of the inner parts as chance and p are.
        p: share of draws whose own furthest point is as far above chance (so for all lags at
            once); the observed one counts among them.
        n: sessions.
        left_out: what chance, peak and p leave out, in words; among the notes too.
    """

    match: Match
    code: str | None
    points: tuple[LagPoint, ...]
    peak_lag_ms: int | None
    peak: float
    p: float
    reason: str
    n: int
    step_ms: int
    shifts: int
    seed: int
    unit: str = "session"
    base: str = BASE
    left_out: str = ""
    notes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def recurrence(
    sessions: Sequence[DyadSession],
    codes: Sequence[str],
    *,
    step_ms: int = STEP_MS,
    most_steps: int = 30,
    shifts: int = 1_000,
    seed: int = 0,
    edge_ms: int | None = None,
    notes: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> tuple[Recurrence, ...]:
    """Profiles for any code, the same code, and each code, at lags of up to so many steps.

    The band of chance is made by shifting the patient's steps along each session as on a ring.

    Args:
        sessions: of which both accounts are coded.
        codes: names.
        step_ms: length of a step; a moment counts in each step that it meets.
        most_steps: the longest lag, either way.
        shifts: how many to draw.
        seed: of the draws.
        edge_ms: so much at both ends of the recalled stretch is left out of what chance gives, at
            most an eighth of it; the longest moment where not given.
        notes, excluded: of the material; they go with each result.

    The patient comes back to it 20 s after the therapist:

    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=100_000,
    ...                       therapist={"x": ((10_000, 20_000), (50_000, 60_000))},
    ...                       patient={"x": ((30_000, 40_000), (70_000, 80_000))})
    >>> result = recurrence([session], ["x"], most_steps=3, shifts=99)[-1]
    >>> result.peak_lag_ms, [round(point.rate, 3) for point in result.points]
    (20000, [0.0, 0.125, 0.0, 0.0, 0.0, 0.25, 0.0])
    """
    lags = np.arange(-most_steps, most_steps + 1)
    rows: list[tuple[Match, str | None]] = [("any code", None), ("same code", None)]
    rows += [("code", code) for code in codes]
    rng = np.random.default_rng(seed)
    sums = np.zeros((len(rows), len(lags)))
    drawn = np.zeros((len(rows), len(lags), shifts))
    inner = np.zeros((len(rows), len(lags)))
    base, inner_base = np.zeros(len(lags)), np.zeros(len(lags))
    edge = longest_ms(sessions) if edge_ms is None else edge_ms
    left_out = _edge_note(edge, sessions, step_ms)
    for session in sessions:
        size = -(-session.length_ms // step_ms)
        one, other = (
            _steps(each, codes, size, step_ms) for each in (session.therapist, session.patient)
        )
        base += np.maximum(size - np.abs(lags), 0)
        for row, plot in _plots(one, other):
            sums[row] += _diagonals(plot, lags)
        first, last = _recalled_steps(session, step_ms) or (0, 0)
        if first == last:
            continue
        cut = min(-(-edge // step_ms), (last - first) // SMALLEST_PART)
        kept = slice(first + cut, last - cut)
        at = rng.integers(0, last - first - 2 * cut, size=shifts)
        inner_base += np.maximum(last - first - 2 * cut - np.abs(lags), 0)
        for row, plot in _plots(one[:, kept], other[:, kept]):
            table = _profiles(plot, lags)
            inner[row] += table[:, 0]
            drawn[row] += table[:, at]
    return tuple(
        _told(
            rows[row],
            (sums[row], base),
            (inner[row], drawn[row], inner_base),
            lags * step_ms,
            n=len(sessions),
            step_ms=step_ms,
            seed=seed,
            left_out=left_out,
            notes=(*notes, *((left_out, COMMON_COURSE) if left_out else ())),
            excluded=excluded,
        )
        for row in range(len(rows))
    )


def _recalled_steps(session: DyadSession, step_ms: int) -> tuple[int, int] | None:
    """The steps of the recalled stretch."""
    stretch = recalled(session)
    return stretch and (stretch[0] // step_ms, -(-stretch[1] // step_ms))


def _edge_note(edge_ms: int, sessions: Sequence[DyadSession], step_ms: int) -> str:
    """What the band, the peak and p leave out, in words; empty without any moment."""
    stretches = filter(None, (_recalled_steps(each, step_ms) for each in sessions))
    lengths = [(last - first) * step_ms for first, last in stretches]
    if not lengths:
        return ""
    within = edge_words(-(-edge_ms // step_ms) * step_ms, lengths)
    return (
        "steps before the first and after the last moment of a session, and "
        f"within {within} of either, are left out of what is held against chance"
    )


def _plots(one: BoolArray, other: BoolArray) -> list[tuple[int, BoolArray]]:
    """Recurrence plots, therapist's steps × patient's steps, of the rows that have any point."""
    plots = [(0, np.outer(one.any(axis=0), other.any(axis=0)))]
    same = one.T.astype(np.float32) @ other.astype(np.float32) > 0
    plots.append((1, same))
    both = np.flatnonzero(one.any(axis=1) & other.any(axis=1)).tolist()
    plots.extend((row + 2, np.outer(one[row], other[row])) for row in both)
    return [(row, plot) for row, plot in plots if plot.any()]


def _steps(marks: Marks, codes: Sequence[str], size: int, step_ms: int) -> BoolArray:
    """Which code was marked in which step: (codes × steps)."""
    steps = np.zeros((len(codes), size), dtype=np.bool_)
    for row, code in enumerate(codes):
        for start, end in marks.get(code, ()):
            steps[row, start // step_ms : -(-end // step_ms)] = True
    return steps


def _diagonals(plot: BoolArray, lags: NDArray[np.int64]) -> FloatArray:
    """Points on the diagonal of each lag, as they are."""
    rows, columns = np.nonzero(plot)
    size = len(plot)
    counts = np.bincount(columns - rows + size - 1, minlength=2 * size - 1)
    found = np.zeros(len(lags))
    there = np.abs(lags) < size
    found[there] = counts[lags[there] + size - 1]
    return found


def _profiles(plot: BoolArray, lags: NDArray[np.int64]) -> FloatArray:
    """Points on the diagonal of each lag, at every shift of the columns: (lags × shifts).

    A shift moves the columns later as on a ring; so the diagonal of a lag at a shift is the
    diagonal `lag − shift` of the ring, less what lies beyond the end of the session.
    """
    size, most = len(plot), int(np.abs(lags).max())
    rows, columns = np.nonzero(plot)
    diagonal = (columns - rows) % size
    whole = np.bincount(diagonal, minlength=size)
    before = _within_edge(rows, diagonal, size, most)
    beyond = _within_edge(size - 1 - rows, diagonal, size, most)
    far = np.abs(lags)
    inside = whole - np.where(lags[:, np.newaxis] >= 0, beyond[far], before[far])
    on_ring = (lags[:, np.newaxis] - np.arange(size)) % size
    return np.take_along_axis(inside, on_ring, axis=1).astype(np.float64)


def _within_edge(
    distance: NDArray[np.int64], diagonal: NDArray[np.int64], size: int, most: int
) -> NDArray[np.int64]:
    """Points of each diagonal nearer to an edge than 0, 1, … steps: (most + 1 × diagonals)."""
    near = distance < most
    counts = np.bincount(distance[near] * size + diagonal[near], minlength=most * size)
    until = np.zeros((most + 1, size), dtype=np.int64)
    np.cumsum(counts.reshape(most, size), axis=0, out=until[1:])
    return until


def _told(
    row: tuple[Match, str | None],
    counts: tuple[FloatArray, FloatArray],
    against: tuple[FloatArray, FloatArray, FloatArray],
    lags_ms: NDArray[np.int64],
    **known: Any,
) -> Recurrence:
    """One profile with its band and its peak.

    Args:
        row: what recurs.
        counts: points on each diagonal, and of how many steps.
        against: the same of the inner parts, and at each shift.
        lags_ms: of the diagonals.
        known: what the result carries with it.
    """
    (sums, base), (inner, drawn, inner_base) = counts, against
    match, code = row
    shifts = drawn.shape[1]
    if not sums.any() and not drawn.any():
        reason = "the two parties have no such code in one and the same session"
        return Recurrence(
            match=match, code=code, points=(), peak_lag_ms=None, peak=nan, p=nan, reason=reason,
            shifts=shifts, **known,
        )  # fmt: skip
    there = base > 0
    rate = np.divide(sums, base, out=np.full_like(sums, nan), where=there)
    within = inner_base > 0
    tested = np.divide(inner, inner_base, out=np.full_like(inner, nan), where=within)
    chance = np.divide(
        drawn, inner_base[:, np.newaxis], out=np.zeros_like(drawn), where=within[:, np.newaxis]
    )
    mean, low, high = np.full((3, len(lags_ms)), nan)
    if shifts:
        mean[within] = chance[within].mean(axis=1)
        low[within], high[within] = np.quantile(chance[within], BAND, axis=1)
    peak, p = _peak(tested, chance) if shifts > 1 else (None, nan)
    points = tuple(
        LagPoint(
            lag_ms=int(lags_ms[at]),
            rate=float(rate[at]),
            n=int(base[at]),
            observed=float(tested[at]),
            tested=int(inner_base[at]),
            mean=float(mean[at]),
            low=float(low[at]),
            high=float(high[at]),
        )
        for at in np.flatnonzero(there)
    )
    return Recurrence(
        match=match,
        code=code,
        points=points,
        peak_lag_ms=None if peak is None else int(lags_ms[peak]),
        peak=nan if peak is None else float(tested[peak]),
        p=p,
        reason="" if peak is not None else "every shift gives the same, so chance cannot be told",
        shifts=shifts,
        **known,
    )


def _peak(rate: FloatArray, chance: FloatArray) -> tuple[int | None, float]:
    """Place of the lag furthest above chance, and the p of being so far, over all lags."""
    spread = chance.std(axis=1, ddof=1)
    varies = spread > 1e-12
    if not varies.any():
        return None, nan
    centre = chance.mean(axis=1)
    distance = np.divide(rate - centre, spread, out=np.full_like(rate, -np.inf), where=varies)
    furthest = ((chance[varies] - centre[varies, np.newaxis]) / spread[varies, np.newaxis]).max(
        axis=0
    )
    peak = int(distance.argmax())
    reached = int((furthest >= distance[peak] - 1e-9).sum())
    return peak, (reached + 1) / (len(furthest) + 1)


def recurrence_json(result: Recurrence) -> dict[str, Any]:
    """One profile as JSON values."""
    return {
        "match": result.match,
        "code": result.code,
        "peak_lag_ms": result.peak_lag_ms,
        "peak": number(result.peak),
        "p": None if isnan(result.p) else result.p,
        "reason": result.reason or None,
        "n": result.n,
        "unit": result.unit,
        "base": result.base,
        "step_ms": result.step_ms,
        "shifts": result.shifts,
        "seed": result.seed,
        "profile": [
            {
                "lag_ms": each.lag_ms,
                "rate": number(each.rate),
                "n": each.n,
                "observed": number(each.observed),
                "tested": each.tested,
                "mean": number(each.mean),
                "low": number(each.low),
                "high": number(each.high),
            }
            for each in result.points
        ],
        "notes": list(result.notes),
        "excluded": list(result.excluded),
    }
