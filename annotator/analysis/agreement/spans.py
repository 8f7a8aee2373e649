"""Precision, recall and F1 of spans: how many passages do two coders have in common?

Two spans of equal code match when their intersection over union is at least a threshold; each
span has at most one partner, and as many spans as possible are matched (maximum bipartite
matching). The first coder of a pair stands as the reference: recall is the share of the
first's spans that are matched, precision the share of the second's, F1 their harmonic mean,
which is the same whoever is first (Hripcsak & Rothschild 2005, JAMIA 12:296-298).

>>> from annotator.analysis.agreement.continuum import continuum_from
>>> both = continuum_from("D", 70, {
...     "A": [(0, 10, "x"), (20, 30, "x"), (50, 60, "y")],
...     "B": [(0, 10, "x"), (22, 30, "x"), (40, 45, "y"), (53, 62, "y")],
... })
>>> counts = span_counts(both, (0, 1), 0.75)
>>> counts.tolist(), float(f1(counts.sum(axis=0)))
([[2.0, 2.0, 2.0], [0.0, 1.0, 2.0]], 0.5714285714285714)
"""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.estimates import quotient


def span_counts(continuum: Continuum, pair: tuple[int, int], iou: float) -> FloatArray:
    """Matched spans, the first's and the second's, of each code: (V, 3)."""
    first, second = (np.flatnonzero(continuum.coder == coder) for coder in pair)
    mine, _ = matches(continuum, first, second, iou)
    code, codes = continuum.code, len(continuum.codes)
    counts = [np.bincount(code[each], minlength=codes) for each in (mine, first, second)]
    return np.stack(counts, axis=-1).astype(np.float64)


def matches(
    continuum: Continuum, first: IntArray, second: IntArray, iou: float
) -> tuple[IntArray, IntArray]:
    """The matched spans of two coders, as places in the continuum.

    Args:
        continuum: of any number of coders.
        first, second: places of one coder's spans each, in the continuum's order.
        iou: intersection over union that a match has at least, above 0 and up to 1.
    """
    if not 0 < iou <= 1:
        raise ValueError(f"intersection over union is above 0 and up to 1, not {iou}")
    mine, theirs = _overlapping(continuum, first, second)
    start, end = continuum.start, continuum.end
    shared = np.minimum(end[mine], end[theirs]) - np.maximum(start[mine], start[theirs])
    whole = np.maximum(end[mine], end[theirs]) - np.minimum(start[mine], start[theirs])
    near = shared / np.maximum(whole, 1) >= iou
    mine, theirs = mine[near], theirs[near]
    if all(np.bincount(each, minlength=1).max() <= 1 for each in (mine, theirs)):
        return mine, theirs
    return _most(mine, theirs)


def _overlapping(
    continuum: Continuum, first: IntArray, second: IntArray
) -> tuple[IntArray, IntArray]:
    """All pairs of spans of equal code that share a position."""
    # One code after the other on one line; on it the spans of one coder do not overlap.
    base = continuum.code * (continuum.length + 1)
    start, end = base + continuum.start, base + continuum.end
    low = np.searchsorted(end[second], start[first], side="right")
    high = np.searchsorted(start[second], end[first], side="left")
    count = np.maximum(high - low, 0)
    mine = np.repeat(np.arange(len(first)), count)
    step = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    return first[mine], second[np.repeat(low, count) + step]


def _most(mine: IntArray, theirs: IntArray) -> tuple[IntArray, IntArray]:
    """As many of the pairs as can stand together."""
    # Late: SciPy's graphs load slowly, and are needed for thresholds of a half or less only.
    from scipy.sparse import csr_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import maximum_bipartite_matching  # type: ignore[import-untyped]

    rows, row = np.unique(mine, return_inverse=True)
    columns, column = np.unique(theirs, return_inverse=True)
    graph = csr_array((np.ones(len(row)), (row, column)), shape=(len(rows), len(columns)))
    partner = np.asarray(maximum_bipartite_matching(graph, perm_type="column"))
    return rows[partner >= 0], columns[partner[partner >= 0]]


def precision(counts: FloatArray) -> FloatArray:
    """Share of the second coder's spans that are matched, from counts (…, 3)."""
    return quotient(counts[..., 0], counts[..., 2])


def recall(counts: FloatArray) -> FloatArray:
    """Share of the first coder's spans that are matched, from counts (…, 3)."""
    return quotient(counts[..., 0], counts[..., 1])


def f1(counts: FloatArray) -> FloatArray:
    """Twice the matched spans by the spans of both, from counts (…, 3)."""
    return quotient(2 * counts[..., 0], counts[..., 1] + counts[..., 2])
