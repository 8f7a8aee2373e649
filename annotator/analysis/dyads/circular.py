"""How far two parties' marks overlap when one is moved along the session, exactly, at all shifts.

A session is taken as a ring: what leaves it at the end comes in at its beginning. The overlap
as a function of the shift is then the circular cross-correlation of two indicator functions:
piecewise linear, with a bend wherever an edge of one meets an edge of the other. So it follows
at any number of shifts from the bends alone, with no grid. All times are whole ms, all sums
exact. The plain loops that do the same stand in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.domain.spans import Span


class Track(NamedTuple):
    """What one party marked with one code: each moment, and all of them as one set of time.

    Both are (n × 2) in ms, `[start, end)`. Moments may overlap; the solid stretches neither
    overlap nor touch, and are in order. On a ring a moment may end beyond it; the solid
    stretches come in again at its beginning.
    """

    moments: IntArray
    solid: IntArray


def track(spans: Iterable[Span], ring_ms: int = 0) -> Track:
    """The moments and the time that they cover together.

    Args:
        spans: the moments; on a ring each begins on it and is no longer than it.
        ring_ms: the length of the ring, 0 where nothing goes beyond.

    >>> track([(4, 8), (0, 5), (8, 9), (20, 21)]).solid.tolist()
    [[0, 9], [20, 21]]
    >>> track([(4, 8), (18, 23)], 20).solid.tolist()
    [[0, 3], [4, 8], [18, 20]]
    """
    moments = sorted(spans)
    around = [(0, end - ring_ms) for _, end in moments if ring_ms and end > ring_ms]
    joined: list[list[int]] = []
    for start, end in sorted([*((a, min(b, ring_ms or b)) for a, b in moments), *around]):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return Track(_stretches(moments), _stretches(joined))


def _stretches(pairs: Sequence[Sequence[int]]) -> IntArray:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def length_of(stretches: IntArray) -> int:
    """How long solid stretches are together."""
    return int((stretches[:, 1] - stretches[:, 0]).sum())


def covered_until(stretches: IntArray, times: IntArray) -> IntArray:
    """How much of solid stretches lies before each time.

    >>> covered_until(track([(2, 5), (7, 8)]).solid, np.array([0, 3, 9])).tolist()
    [0, 1, 4]
    """
    if not len(stretches):
        return np.zeros(times.shape, dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(stretches[:, 1] - stretches[:, 0])])
    place = np.searchsorted(stretches[:, 0], times, side="right")
    last = np.minimum(times, stretches[place - 1, 1]) - stretches[place - 1, 0]
    return np.where(place > 0, before[place - 1] + last, 0)


def overlap_of(first: IntArray, second: IntArray) -> int:
    """The time that two sets of solid stretches share."""
    until = covered_until(first, second)
    return int((until[:, 1] - until[:, 0]).sum())


def overlaps(fixed: Track, moved: Track, length_ms: int, shifts: IntArray) -> FloatArray:
    """Shared time when one party's marks are moved later by each shift, in ms.

    Args:
        fixed: one party's marks with a code, inside `[0, length_ms)`.
        moved: the other party's.
        length_ms: the length of the ring.
        shifts: ascending, inside `[0, length_ms)`.

    >>> one, other = track([(0, 10)]), track([(5, 20)])
    >>> overlaps(one, other, 100, np.array([0, 3, 5, 85, 95])).tolist()
    [5.0, 2.0, 0.0, 5.0, 10.0]
    """
    one, other = fixed.solid, moved.solid
    if not (len(one) and len(other)):
        return np.zeros(len(shifts))
    bends = (one.reshape(-1, 1) - other.reshape(1, -1)) % length_ms
    turns = np.full(bends.shape, -1.0)  # where start meets start, or end meets end
    turns[::2, 1::2] = turns[1::2, ::2] = 1.0
    place = np.searchsorted(shifts, bends.ravel())
    size = len(shifts) + 1
    slope = np.cumsum(np.bincount(place, turns.ravel(), minlength=size), dtype=np.float64)
    lost = np.bincount(place, (turns * bends).ravel(), minlength=size)
    # After a whole turn of the ring the overlap is as it was: that gives the slope at 0.
    slope += float((turns * bends).sum()) / length_ms
    result = slope[:-1] * shifts
    result -= np.cumsum(lost[:-1], dtype=np.float64)
    result += overlap_of(one, other)
    return result


def meetings(fixed: Track, moved: Track, length_ms: int, shifts: IntArray) -> IntArray:
    """How many moments of both parties meet one of the other's, at each shift.

    Args:
        fixed: one party's marks with a code, inside `[0, length_ms)`.
        moved: the other party's.
        length_ms: the length of the ring.
        shifts: ascending, inside `[0, length_ms)`; `moved` is moved later by each.

    >>> one, other = track([(0, 10), (50, 60)]), track([(5, 20)])
    >>> meetings(one, other, 100, np.array([0, 4, 5, 31, 40, 86, 99])).tolist()
    [2, 2, 0, 2, 2, 2, 2]
    """
    if not (len(fixed.moments) and len(moved.moments)):
        return np.zeros(len(shifts), dtype=np.int64)
    arcs = (
        _arcs(fixed.moments, moved.solid[::-1], length_ms),
        _arcs_moved(fixed.solid, moved.moments, length_ms),
    )
    starts = np.concatenate([start.ravel() for start, _ in arcs])
    ends = np.concatenate([end.ravel() for _, end in arcs])
    ends = starts % length_ms + (ends - starts)
    around = ends > length_ms  # begins again at the start of the ring
    ends = np.where(around, ends - length_ms, ends)
    size = len(shifts) + 1
    change = np.bincount(np.searchsorted(shifts, starts % length_ms), minlength=size)
    change -= np.bincount(np.searchsorted(shifts, ends), minlength=size)
    change[0] += int(around.sum())
    return np.cumsum(change[:-1], dtype=np.int64)


def _arcs(one: IntArray, other: IntArray, length_ms: int) -> tuple[IntArray, IntArray]:
    """For each fixed moment the shifts `[start, end)` at which moved stretches meet it.

    `other` is solid and in falling order, so that the arcs of one moment stand in rising
    order; each ends where the next begins, if not before: no shift counts twice.
    """
    starts = one[:, :1] - other[:, 1] + 1
    return starts, _until_next(starts, one[:, 1:] - other[:, 0], length_ms)


def _arcs_moved(one: IntArray, other: IntArray, length_ms: int) -> tuple[IntArray, IntArray]:
    """For each moved moment the shifts `[start, end)` at which it meets fixed stretches."""
    starts = one[:, 0] - other[:, 1:] + 1
    return starts, _until_next(starts, one[:, 1] - other[:, :1], length_ms)


def _until_next(starts: IntArray, ends: IntArray, length_ms: int) -> IntArray:
    following = np.concatenate([starts[:, 1:], starts[:, :1] + length_ms], axis=1)
    return np.asarray(np.minimum(ends, following), dtype=np.int64)
