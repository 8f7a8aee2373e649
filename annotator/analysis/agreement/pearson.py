"""Pearson's correlation of two coders' values: whether they go together, not whether they agree.

Source: Pearson (1895), Proc. R. Soc. Lond. 58:240-242.
"""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.couples import need_two
from annotator.analysis.agreement.estimates import Formula, estimate, n_pairable, quotient
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import MISSING, Ratings, Units, units_of
from annotator.analysis.agreement.weights import need_order


def pearson_r(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """The correlation of two coders over units: 1 where one is a straight line of the other.

    Args:
        ratings: units × two coders of numbers; units that one of them left out do not count.
        resampling: of the interval; None for none.

    Raises:
        UserError: ratings that are no numbers.

    >>> pearson_r([[1, 2], [2, 1], [3, 4], [4, 3]]).value.__round__(4)
    0.6
    """
    units = units_of(ratings)
    need_two(units)
    if len(units.categories) and units.values is None:
        raise need_order(units)

    def formula(units: Units, patterns: Patterns) -> Formula:
        values = units.values if units.values is not None else np.zeros(1)
        both = (patterns.codes != MISSING).all(axis=1)
        first, second = (values[patterns.codes[:, place]] for place in (0, 1))
        parts = (both, first, second, first * second, first**2, second**2)
        sums = patterns.gather(np.where(both, np.stack(parts), 0.0).T)

        def statistic(weights: FloatArray) -> FloatArray:
            n, x, y, xy, xx, yy = (weights @ sums).T
            together = n * xy - x * y
            spread = np.maximum(n * xx - x**2, 0) * np.maximum(n * yy - y**2, 0)
            return np.clip(quotient(together, np.sqrt(spread)), -1, 1)

        return Formula(
            statistic=statistic,
            n=n_pairable(patterns),
            reason="one of the coders gave the same value throughout",
        )

    (result,) = estimate("pearson_r", units, formula, resampling)
    return result
