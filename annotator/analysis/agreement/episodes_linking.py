"""Which moments of several coders concern one passage."""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray


def linked(start: IntArray, end: IntArray, coder: IntArray, codes: IntArray) -> IntArray:
    """For each moment the number of its group; a group has at most one moment of a coder.

    Two moments of different coders may be linked where they share at least half of the
    shorter one. Pairs are joined best first: those of equal codes before others, then by
    intersection over union, then in the order given. A pair that would bring two moments of
    one coder together is left.

    Args:
        start, end: half-open, starts ascending.
        coder: a number from 0 for each coder.
        codes: a number for each set of codes.

    >>> linked(*(np.array(each) for each in ([0, 1, 8], [10, 11, 11], [0, 1, 1], [0, 0, 0])))
    array([0, 0, 1])
    """
    mine, theirs = overlapping(start, end, coder)
    shared = np.minimum(end[mine], end[theirs]) - np.maximum(start[mine], start[theirs])
    shorter = np.minimum(end[mine] - start[mine], end[theirs] - start[theirs])
    near = 2 * shared >= shorter
    mine, theirs, shared = mine[near], theirs[near], shared[near]
    whole = np.maximum(end[mine], end[theirs]) - np.minimum(start[mine], start[theirs])
    likeness: FloatArray = shared / whole + (codes[mine] == codes[theirs])
    order = np.lexsort((theirs, mine, -likeness))
    return joined(len(start), mine[order].tolist(), theirs[order].tolist(), coder.tolist())


def overlapping(start: IntArray, end: IntArray, coder: IntArray) -> tuple[IntArray, IntArray]:
    """All pairs of moments of different coders that share a position, the earlier one first."""
    after = np.searchsorted(start, end, side="left")
    count = np.maximum(after - np.arange(len(start)) - 1, 0)
    mine = np.repeat(np.arange(len(start)), count)
    theirs = mine + 1 + np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    apart = coder[mine] != coder[theirs]
    return mine[apart], theirs[apart]


def joined(size: int, mine: list[int], theirs: list[int], coder: list[int]) -> IntArray:
    """Groups from pairs in order of preference; numbered by their first members."""
    parent = list(range(size))
    who = [1 << each for each in coder]

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, other in zip(mine, theirs, strict=True):
        first, second = root(one), root(other)
        if not who[first] & who[second]:
            first, second = min(first, second), max(first, second)
            parent[second] = first
            who[first] |= who[second]
    roots = np.array([root(place) for place in range(size)], dtype=np.int64)
    return np.asarray(np.unique(roots, return_inverse=True)[1], dtype=np.int64).reshape(-1)
