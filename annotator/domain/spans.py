"""Interval algebra on half-open spans `[start, end)`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

Span = tuple[int, int]


def overlap(first: Span, second: Span) -> int:
    """How many positions two spans share.

    >>> overlap((0, 5), (3, 9)), overlap((0, 5), (5, 9))
    (2, 0)
    """
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same positions as spans that do not overlap, in order. Touching spans stay two.

    >>> merged([(4, 8), (0, 5), (8, 9)])
    [(0, 8), (8, 9)]
    """
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def lanes(spans: Sequence[Span]) -> list[int]:
    """A lane for each span such that no two in a lane overlap, using as few as can be.

    Args:
        spans: in any order; result has the same order.

    >>> lanes([(0, 9), (2, 4), (5, 7), (9, 12)])
    [0, 1, 1, 0]
    """
    order = sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1]))
    result = [0] * len(spans)
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    count = 0
    for index in order:
        start, end = spans[index]
        while busy and busy[0][0] <= start:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane, count = count, count + 1
        result[index] = lane
        heappush(busy, (end, lane))
    return result


class SpanIndex:
    """Finds the spans that meet a range, in time that does not grow with their number.

    Sorted starts with the running maximum of ends: the candidates begin at the first place
    where some span still reaches the range.
    """

    __slots__ = ("_ends", "_order", "_reach", "_starts")

    def __init__(self, spans: Sequence[Span]) -> None:
        self._order = sorted(range(len(spans)), key=lambda i: spans[i])
        self._starts = [spans[i][0] for i in self._order]
        self._ends = [spans[i][1] for i in self._order]
        self._reach: list[int] = []
        furthest = -1
        for end in self._ends:
            furthest = max(furthest, end)
            self._reach.append(furthest)

    def meeting(self, start: int, end: int) -> list[int]:
        """Places, in the sequence given, of the spans that share a position with the range.

        >>> SpanIndex([(0, 4), (6, 9), (2, 7)]).meeting(4, 6)
        [2]
        """
        first = bisect_right(self._reach, start)
        last = bisect_left(self._starts, end)
        return [self._order[i] for i in range(first, last) if self._ends[i] > start]
