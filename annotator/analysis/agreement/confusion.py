"""On how many positions one coder gave one code and another coder another.

>>> from annotator.analysis.agreement.continuum import continuum_from
>>> own = continuum_from("D", 10, {"A": [(0, 4, "x")], "B": [(0, 3, "x"), (3, 6, "y")]})
>>> confusion([own], ("A", "B")).astype(int).tolist()
[[3, 1, 0], [0, 0, 0], [0, 2, 4]]
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

    The last row and column are for no code. Where codes of one coder overlap, each pair of
    codes counts, so that the table then adds up to more than the length. O(n log n) for n
    spans that do not overlap much.

    Raises:
        ValueError: one of the pair did not code the document.
    """
    places = [document.coders.index(name) for name in pair]
    own = np.isin(document.coder, places)
    cuts = np.unique(np.concatenate([[0, document.length], document.start[own], document.end[own]]))
    (mine, first), (theirs, second) = (_given(document, place, cuts) for place in places)
    # For each code of the first in a section, all codes of the second in the same section.
    low = np.searchsorted(theirs, mine, side="left")
    count = np.searchsorted(theirs, mine, side="right") - low
    at = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
    values = len(document.codes) + 1
    pairs = np.repeat(first, count) * values + second[at]
    lengths = np.repeat(np.diff(cuts)[mine], count).astype(np.float64)
    return np.bincount(pairs, lengths, values**2).astype(np.float64).reshape(values, values)


def _given(document: Continuum, coder: int, cuts: IntArray) -> tuple[IntArray, IntArray]:
    """Each section with each code that a coder gave it, in order of sections; V for none."""
    own = document.coder == coder
    low = np.searchsorted(cuts, document.start[own])
    count = np.searchsorted(cuts, document.end[own]) - low
    section = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
    none = np.flatnonzero(np.bincount(section, minlength=len(cuts) - 1) == 0)
    code = np.concatenate(
        [np.repeat(document.code[own], count), np.full(len(none), len(document.codes))]
    )
    section = np.concatenate([section, none])
    order = np.argsort(section, kind="stable")
    return section[order], code[order]
