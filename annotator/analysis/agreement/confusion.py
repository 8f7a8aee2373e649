"""On how many positions one coder gave one code and another coder another.

>>> from annotator.analysis.agreement.continuum import continuum_from
>>> own = continuum_from("D", 10, {"A": [(0, 4, "x")], "B": [(0, 3, "x"), (3, 6, "y")]})
>>> confusion([own], ("A", "B")).astype(int).tolist()
[[3, 1, 0], [0, 0, 0], [0, 2, 4]]

Where coders may give several codes, what both gave is no confusion:

>>> both = [(0, 4, "x"), (0, 4, "y")]
>>> own = continuum_from("D", 10, {"A": both, "B": [*both, (2, 4, "z")]})
>>> confusion([own], ("A", "B")).astype(int).tolist()
[[4, 0, 0, 0], [0, 4, 0, 0], [0, 0, 0, 0], [0, 0, 2, 6]]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum


def confusion(documents: Sequence[Continuum], pair: tuple[str, str]) -> FloatArray:
    """The tables of all documents added: (V+1, V+1), the first coder's codes in rows.

    Documents that lack one of the pair add nothing; without any document there are no codes
    and the table is (1, 1).
    """
    codes = len(documents[0].codes) if documents else 0
    table = np.zeros((codes + 1, codes + 1))
    for each in documents:
        if set(pair) <= set(each.coders):
            table += confusion_of(each, pair)
    return table


def confusion_of(document: Continuum, pair: tuple[str, str]) -> FloatArray:
    """Positions of one document by code of the first coder (row) and of the second (column).

    The last row and column are for no code. At each position the codes that both gave count on
    the diagonal; each code that only the first gave is then crossed with each that only the
    second gave, and counts against no code where the second gave none but shared ones. So only
    codes that may stand for each other are crossed; with several codes at a position the table
    may add up to more than the length. O(n log n) for n spans that do not overlap much.

    Raises:
        ValueError: one of the pair did not code the document.
    """
    places = [document.coders.index(name) for name in pair]
    own = np.isin(document.coder, places)
    cuts = np.unique(np.concatenate([[0, document.length], document.start[own], document.end[own]]))
    size, lengths = len(document.codes) + 1, np.diff(cuts).astype(np.float64)
    mine, theirs = (_given(document, place, cuts) for place in places)
    shared = np.intersect1d(mine, theirs, assume_unique=True)
    neither = np.setdiff1d(np.arange(len(lengths)), np.concatenate([mine, theirs]) // size)
    agreed = np.concatenate([shared, neither * size + size - 1])
    table = np.diag(np.bincount(agreed % size, lengths[agreed // size], size).astype(np.float64))
    first = np.setdiff1d(mine, shared, assume_unique=True)
    second = np.setdiff1d(theirs, shared, assume_unique=True)
    first, second = _or_none(first, second, size), _or_none(second, first, size)
    # For each code of the first in a section, all codes of the second in the same section.
    low = np.searchsorted(second // size, first // size, side="left")
    count = np.searchsorted(second // size, first // size, side="right") - low
    at = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
    crossed = np.repeat(first % size, count) * size + second[at] % size
    weights = np.repeat(lengths[first // size], count)
    table += np.bincount(crossed, weights, size**2).reshape(size, size)
    return table


def _given(document: Continuum, coder: int, cuts: IntArray) -> IntArray:
    """Each section with each code that a coder gave it, as section · (V+1) + code, ascending."""
    own = document.coder == coder
    low = np.searchsorted(cuts, document.start[own])
    count = np.searchsorted(cuts, document.end[own]) - low
    section = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
    code = np.repeat(document.code[own], count)
    return np.sort(section * (len(document.codes) + 1) + code)


def _or_none(own: IntArray, other: IntArray, size: int) -> IntArray:
    """What one gave, with no code in the sections in which only the other gave something."""
    lone = np.setdiff1d(other // size, own // size)
    return np.sort(np.concatenate([own, lone * size + size - 1]))
