"""Alpha for units that carry several codes at once: how far two sets are apart.

Source: Passonneau (2006), Measuring agreement on set-valued items (MASI) for semantic and
pragmatic annotation, LREC 2006, pp. 831-836. Distances enter as they are, not squared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.krippendorff import krippendorff_alpha
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, members_of, units_of


def jaccard_distance(one: frozenset[str], other: frozenset[str]) -> float:
    """One less shared by all members, 0 for two empty sets.

    >>> jaccard_distance(frozenset("abc"), frozenset("ab")).__round__(4)
    0.3333
    """
    union = one | other
    return 1 - len(one & other) / len(union) if union else 0.0


def masi_distance(one: frozenset[str], other: frozenset[str]) -> float:
    """1 - J·M: Jaccard's share times 1 for equal sets, 2/3 for nested, 1/3 for crossing ones.

    >>> masi_distance(frozenset("abc"), frozenset("ab")).__round__(4)
    0.5556
    """
    if one == other:
        return 0.0
    if one <= other or other <= one:
        nested = 2 / 3
    else:
        nested = 1 / 3 if one & other else 0.0
    return 1 - (1 - jaccard_distance(one, other)) * nested


def krippendorff_alpha_masi(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Alpha of sets by MASI distance.

    Args:
        ratings: units × coders of sets, or of words such as `a|b` and `|` for the empty set.
        resampling: of the interval; None for none.

    >>> krippendorff_alpha_masi([["a|b", "a|b"], ["|", "|"], ["a", "a|c"]]).value.__round__(4)
    0.717
    """
    return _alpha("krippendorff_alpha_masi", ratings, resampling, masi=True)


def krippendorff_alpha_jaccard(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Alpha of sets by Jaccard distance.

    Args:
        ratings: units × coders of sets, or of words such as `a|b` and `|` for the empty set.
        resampling: of the interval; None for none.
    """
    return _alpha("krippendorff_alpha_jaccard", ratings, resampling, masi=False)


def _alpha(
    coefficient: str, ratings: Ratings, resampling: Resampling | None, *, masi: bool
) -> Result:
    units = units_of(ratings)
    sets = [members_of(each) for each in units.categories]
    result = krippendorff_alpha(units, distances(sets, masi=masi), resampling=resampling)
    return replace(result, coefficient=coefficient)


def distances(sets: Sequence[frozenset[str]], *, masi: bool) -> FloatArray:
    """How far each two sets are apart, sets × sets: by MASI, else by Jaccard.

    All at once: with many codes a unit there are thousands of different sets.

    >>> distances([frozenset("abc"), frozenset("ab")], masi=True).round(4).tolist()
    [[0.0, 0.5556], [0.5556, 0.0]]
    """
    place = {code: number for number, code in enumerate(sorted(frozenset().union(*sets)))}
    holds = np.zeros((len(sets), len(place)))
    for row, each in enumerate(sets):
        holds[row, [place[code] for code in each]] = 1.0
    size = holds.sum(axis=1)
    shared = holds @ holds.T
    union = size[:, np.newaxis] + size - shared
    jaccard = np.where(union > 0, shared / np.maximum(union, 1), 1.0)
    if not masi:
        return 1 - jaccard
    nested = shared == np.minimum(size[:, np.newaxis], size)
    weight = np.where(nested, 2 / 3, np.where(shared > 0, 1 / 3, 0.0))
    weight[shared == union] = 1.0  # equal ones
    return np.asarray(1 - jaccard * weight)
