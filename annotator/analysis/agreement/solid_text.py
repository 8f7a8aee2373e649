"""How spans lie on the text that is compared, white space at their ends left off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import IntArray
from annotator.domain.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extents:
    """Spans on compared text; two with equal `first` and `last` differ in nothing that counts.

    Attributes:
        first, last: which of the compared characters that are no white space a span holds,
            `[first, last)`; equal where it holds none.
        start, end: the same span in compared characters, those between included.
    """

    first: IntArray
    last: IntArray
    start: IntArray
    end: IntArray

    def lengths_of_groups(self, group: IntArray, groups: int) -> IntArray:
        """How many compared characters the spans of each group hold together."""
        order = np.lexsort((self.start, group))
        base = group[order] * (int(self.end.max()) + 1)
        start, end = base + self.start[order], base + self.end[order]
        # What earlier spans of the group reached; groups lie one after the other on one line.
        before = np.maximum.accumulate(np.concatenate([[0], end[:-1]]))
        fresh = np.maximum(end - np.maximum(start, before), 0)
        return np.bincount(group[order], fresh, groups).astype(np.int64)


def extents(text: str, kept: Sequence[Span], start: IntArray, end: IntArray) -> Extents:
    """Spans of a text as they lie on its compared stretches.

    Args:
        text: of the transcript.
        kept: its compared stretches, in order, not overlapping.
        start, end: of the spans, in positions of the text.

    >>> own = extents("ab  cd e", [(0, 4), (6, 8)], np.array([0, 1, 4]), np.array([3, 8, 6]))
    >>> own.start.tolist(), own.end.tolist(), own.first.tolist(), own.last.tolist()
    ([0, 1, 0], [2, 6, 0], [0, 1, 2], [2, 3, 2])
    """
    counts = np.zeros(len(text) + 1, dtype=np.int64)
    for first, last in kept:
        counts[first] += 1
        counts[last] -= 1
    counted = np.cumsum(counts)[:-1] > 0
    before = np.concatenate([[0], np.cumsum(counted)])  # compared characters before a position
    solid = np.flatnonzero(counted & ~_white(text))
    low, high = np.searchsorted(solid, start), np.searchsorted(solid, end)
    held = high > low
    if not len(solid):
        return Extents(first=low, last=high, start=low, end=high)
    return Extents(
        first=low,
        last=high,
        start=np.where(held, before[solid[np.minimum(low, len(solid) - 1)]], 0),
        end=np.where(held, before[solid[np.maximum(high - 1, 0)]] + 1, 0),
    )


def _white(text: str) -> NDArray[np.bool_]:
    """Which characters of a text are white space."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<U1")
    return np.asarray(np.strings.isspace(characters), dtype=np.bool_)
