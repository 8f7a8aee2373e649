"""A document cut where no coder's mark crosses, and what each stretch adds to u."""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.unitizing import Sums

MOST = 100
"""Stretches; where there are more, neighbours are joined, about equally many to each."""


def stretches(continuum: Continuum) -> IntArray:
    """Where the stretches of a document begin, and last where it ends.

    A stretch begins where a mark begins that no other mark reaches, so that it holds a run of
    marks and the gap after it; the first one holds the gap before it too.

    >>> from annotator.analysis.agreement.continuum import continuum_from
    >>> marks = {"A": [(2, 5, "x"), (9, 12, "x")], "B": [(4, 7, "x"), (12, 14, "x")]}
    >>> stretches(continuum_from("D", 20, marks)).tolist()
    [0, 9, 12, 20]
    """
    order = np.argsort(continuum.start, kind="stable")
    start, end = continuum.start[order], continuum.end[order]
    fresh = start[1:] >= np.maximum.accumulate(end)[:-1]
    begins = start[1:][fresh]
    chosen = np.arange(1, MOST) * (len(begins) + 1) // MOST - 1 if len(begins) >= MOST else None
    kept = begins if chosen is None else begins[chosen]
    return np.concatenate([[0], kept, [continuum.length]]).astype(np.int64)


def stretch_sums(continuum: Continuum, coder: int) -> FloatArray:
    """What each stretch adds to the sums of one coder with each other coder.

    Args:
        continuum: codes of one coder do not overlap.
        coder: its place.

    Returns:
        (stretches, 3V + 4): `total`; then, as in `Sums`, `agreed`, `margin` and `squares` of
        each value, the gap first. `sums_of` gives them by name. The rows add up to the sums of
        the whole document.
    """
    edges = stretches(continuum)
    size = (len(edges) - 1, len(continuum.codes) + 1)
    cuts = np.unique(np.concatenate([edges, continuum.start, continuum.end]))
    lengths = np.diff(cuts)
    row = (np.searchsorted(edges, cuts[:-1], side="right") - 1) * size[1]

    def summed(value: IntArray, what: IntArray) -> FloatArray:
        found = np.bincount(row + value, what, size[0] * size[1]).reshape(size)
        return np.asarray(found, dtype=np.float64)

    others = [other for other in range(len(continuum.coders)) if other != coder]
    values = [_values(continuum, who, cuts) for who in range(len(continuum.coders))]
    squares = [_squares(continuum, who, edges) for who in range(len(continuum.coders))]
    mine = values[coder]
    own_margin, own_gaps = summed(mine, lengths), summed(mine, lengths * (mine == 0))
    total, agreed, margin, squared = 2.0 * len(others) * np.diff(edges), *np.zeros((3, *size))
    for other in others:
        theirs = values[other]
        agreed += summed(mine, 2 * lengths * (mine == theirs))
        margin += own_margin + summed(theirs, lengths)
        squared += squares[coder] + squares[other]
        squared += own_gaps + summed(theirs, lengths * (theirs == 0))
    return np.column_stack([total, agreed, margin, squared])


def _values(continuum: Continuum, coder: int, cuts: IntArray) -> IntArray:
    """A coder's value between each two cuts: 0 for a gap, else the code's place and one."""
    own = continuum.of(coder)
    if not len(own):
        return np.zeros(len(cuts) - 1, dtype=np.int64)
    last = np.searchsorted(continuum.start[own], cuts[:-1], side="right") - 1
    inside = (last >= 0) & (cuts[:-1] < continuum.end[own[last]])
    return np.where(inside, continuum.code[own[last]] + 1, 0)


def _squares(continuum: Continuum, coder: int, edges: IntArray) -> FloatArray:
    """Squared lengths of a coder's marks by stretch and value; nothing for gaps."""
    own = continuum.of(coder)
    start, size = continuum.start[own], (len(edges) - 1, len(continuum.codes) + 1)
    row = np.searchsorted(edges, start, side="right") - 1
    squares = (continuum.end[own] - start) ** 2
    place = row * size[1] + continuum.code[own] + 1
    found = np.bincount(place, squares, size[0] * size[1]).reshape(size)
    return np.asarray(found, dtype=np.float64)  # of whole numbers where there are no spans


def sums_of(rows: FloatArray) -> Sums:
    """Rows of `stretch_sums`, weighted and added or not, by name: as much as u needs."""
    agreed, margin, squares = np.split(rows[..., 1:], 3, axis=-1)
    nothing = np.zeros((*rows.shape[:-1], 0))
    return Sums(
        total=rows[..., 0],
        agreed=agreed,
        margin=margin,
        squares=squares,
        met_agreed=nothing,
        met=nothing,
        met_squares=nothing,
        layer_agreed=nothing,
        layer_marked=margin[..., 1:].sum(axis=-1, keepdims=True),
        layer_squares=nothing,
    )
