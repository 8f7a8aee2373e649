"""Alpha for units that carry several codes at once: how far two sets are apart.

Source: Passonneau (2006), Measuring agreement on set-valued items (MASI) for semantic and
pragmatic annotation, LREC 2006, pp. 831-836. Distances enter as they are, not squared.
"""

from __future__ import annotations

from collections.abc import Callable
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
    return _alpha("krippendorff_alpha_masi", ratings, masi_distance, resampling)


def krippendorff_alpha_jaccard(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Alpha of sets by Jaccard distance.

    Args:
        ratings: units × coders of sets, or of words such as `a|b` and `|` for the empty set.
        resampling: of the interval; None for none.
    """
    return _alpha("krippendorff_alpha_jaccard", ratings, jaccard_distance, resampling)


def _alpha(
    coefficient: str,
    ratings: Ratings,
    distance: Callable[[frozenset[str], frozenset[str]], float],
    resampling: Resampling | None,
) -> Result:
    units = units_of(ratings)
    result = krippendorff_alpha(units, _table(units.categories, distance), resampling=resampling)
    return replace(result, coefficient=coefficient)


def _table(
    labels: tuple[str, ...], distance: Callable[[frozenset[str], frozenset[str]], float]
) -> FloatArray:
    sets = [members_of(each) for each in labels]
    table = np.array([[distance(one, other) for other in sets] for one in sets])
    return table.reshape(len(sets), len(sets))
