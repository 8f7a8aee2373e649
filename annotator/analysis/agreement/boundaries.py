"""Boundary similarity: do two coders cut the text in the same places?

Source: Fournier (2013), Evaluating text segmentation using boundary edit distance, ACL 2013,
1702-1712. A boundary of both is a match; boundaries of one coder each that lie next to each
other are a near miss and count half; every other one is an addition:
`B = 1 - (additions + near / 2) / (additions + near + matches)`. Transpositions span n_t = 2
neighbouring places, as in the source.

>>> counts = boundary_counts(np.array([2, 5]), np.array([5]))   # masses 2, 3, 6 and 5, 6
>>> counts.tolist(), float(boundary_similarity(counts))
([1.0, 0.0, 1.0], 0.5)
"""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.estimates import quotient


def boundaries(continuum: Continuum, coder: int) -> IntArray:
    """Places inside the document where a span of the coder starts or ends, each once."""
    own = continuum.coder == coder
    places = np.sort(np.concatenate([continuum.start[own], continuum.end[own]]))
    first = np.diff(places, prepend=-1) > 0
    return places[first & (places > 0) & (places < continuum.length)]


def boundary_counts(first: IntArray, second: IntArray) -> FloatArray:
    """Matches, near misses and additions of two sorted sets of places: (3,)."""
    # Whose boundary it is stands in the last bit, so that one sort does for all.
    both = np.sort(np.concatenate([2 * first, 2 * second + 1]))
    places, mine = both >> 1, (both & 1) == 0
    same = np.diff(places) == 0
    matches = int(same.sum())
    single = ~(np.append(same, False) | np.append(False, same)) if len(places) else mine
    places, mine = places[single], mine[single]
    # Neighbours of two owners form chains; taken from the left, a chain of k gives k // 2 pairs.
    linked = (np.diff(places) == 1) & (mine[1:] != mine[:-1])
    breaks = np.flatnonzero(np.concatenate([[True], ~linked, [True]]))
    near = int((np.diff(breaks) // 2).sum()) if len(places) else 0
    return np.array([matches, near, len(places) - 2 * near], dtype=np.float64)


def boundary_similarity(counts: FloatArray) -> FloatArray:
    """B from counts (…, 3) of matches, near misses and additions; NaN without boundaries."""
    matches, near, added = np.moveaxis(counts, -1, 0)
    total = matches + near + added
    return 1 - quotient(added + near / 2, total)
