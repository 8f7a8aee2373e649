"""Moments that another coder has within a longer one: the same text and codes, in parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.solid_text import Extents


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """Which groups of moments are parts of longer ones.

    Attributes:
        held: (groups, coders): the place of the coder's moment that holds the whole group with
            equal codes; -1 where there is none, and where the coder is in the group.
        lacking: (groups, coders): who is outside the group and has no such moment.
        number: for each group that is a part, and for each that holds the longer moment, in how
            many parts the other coder has it; only where they are two or more.
    """

    held: IntArray
    lacking: NDArray[np.bool_]
    number: dict[int, int]

    @property
    def whole(self) -> IntArray:
        """For each group the place of the longer moment that it is a part of; -1 for none.

        The first one where several coders have one.
        """
        largest = np.iinfo(np.int64).max
        first = np.where(self.held >= 0, self.held, largest).min(axis=1)
        return np.where(first < largest, first, -1)


def parts_of(
    group: IntArray, coder: IntArray, codes: IntArray, compared: Extents, n_coders: int
) -> Parts:
    """The parts among groups of moments.

    A group whose moments all have the same codes is a part of the moment of a coder outside it
    that has these codes too and holds all of its compared text, white space at the ends left
    off. That coder has not missed it: only the ends differ, as one coder marks in one moment
    what another marks in several.

    Args:
        group: for each moment the number of its group.
        coder, codes: for each moment, numbers from 0; equal codes have equal numbers.
        compared: the moments on compared text.
        n_coders: how many coders there are.

    The second coder has in two moments what the first has in one:

    >>> at = [np.array(each) for each in ([0, 0, 50], [100, 49, 100])]
    >>> own = Extents(first=at[0], last=at[1], start=at[0], end=at[1])
    >>> same = np.zeros(3, dtype=np.int64)
    >>> found = parts_of(np.array([0, 0, 1]), np.array([0, 1, 1]), same, own, 2)
    >>> found.held.tolist(), found.number
    ([[-1, -1], [0, -1]], {1: 2, 0: 2})
    """
    groups = int(group.max()) + 1
    first, last = np.full(groups, np.iinfo(np.int64).max), np.zeros(groups, dtype=np.int64)
    np.minimum.at(first, group, compared.first)
    np.maximum.at(last, group, compared.last)
    of_group = np.zeros(groups, dtype=np.int64)
    of_group[group] = codes
    alike = np.ones(groups, dtype=np.bool_)
    alike[group[codes != of_group[group]]] = False
    outside = np.ones((groups, n_coders), dtype=np.bool_)
    outside[group, coder] = False
    which, who = np.nonzero(outside & (alike & (last > first))[:, np.newaxis])

    held = np.full((groups, n_coders), -1, dtype=np.int64)
    key = coder * (int(codes.max()) + 1) + codes
    wanted = who * (int(codes.max()) + 1) + of_group[which]
    held[which, who] = _holding(key, compared, wanted, first[which], last[which])
    return Parts(
        held=held,
        lacking=outside & (held < 0),
        number=_numbers(held, group, coder, codes, compared),
    )


def _holding(
    key: IntArray, compared: Extents, wanted: IntArray, first: IntArray, last: IntArray
) -> IntArray:
    """The moment of each wanted key that holds `[first, last)`; -1 where none does.

    Of those that begin early enough it is the one that reaches furthest.
    """
    reach = int(compared.last.max()) + 1
    order = np.lexsort((compared.last, compared.first, key))
    begins = key[order] * reach + compared.first[order]
    ends = key[order] * reach + compared.last[order]
    furthest = np.maximum.accumulate(ends)
    # The place at which the running maximum was reached; keys lie one after the other.
    leads = np.maximum.accumulate(np.where(ends == furthest, np.arange(len(order)), 0))
    place = np.searchsorted(begins, wanted * reach + first, side="right") - 1
    found = order[leads[np.maximum(place, 0)]]
    fits = (place >= 0) & (key[found] == wanted) & (compared.last[found] >= last)
    return np.where(fits, found, -1)


def _numbers(
    held: IntArray, group: IntArray, coder: IntArray, codes: IntArray, compared: Extents
) -> dict[int, int]:
    """In how many parts the coders of a part have the longer moment."""
    numbers: dict[int, int] = {}
    for part in np.flatnonzero((held >= 0).any(axis=1)).tolist():
        own = coder[group == part]
        for whole in held[part][held[part] >= 0].tolist():
            touching = (
                (codes == codes[whole])
                & (compared.first < compared.last[whole])
                & (compared.last > compared.first[whole])
            )
            most = int(np.bincount(coder[touching & np.isin(coder, own)]).max())
            for each in (part, int(group[whole])):
                if most > 1:
                    numbers[each] = max(most, numbers.get(each, 0))
    return numbers
