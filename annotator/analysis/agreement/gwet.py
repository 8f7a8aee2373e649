"""Gwet's AC1 and AC2, which stay stable where one category is very frequent.

Sources: Gwet (2008), Br. J. Math. Stat. Psychol. 61:29-48 (AC1); Gwet (2014), Handbook of
inter-rater reliability, 4th ed., ch. 3 and 4 (AC2, missing ratings).
"""

from __future__ import annotations

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import Formula, beyond_chance, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.margins import margins_of, single_note
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, Units, units_of
from annotator.analysis.agreement.weights import Weights, agreement_weights


def gwet_ac1(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Agreement beyond chance, where chance is what falls on units that are hard to rate.

    The number of categories is that of `Units.categories`: give the codebook's, or unused codes
    change the value.

    Args:
        ratings: units × coders.
        resampling: of the interval; None for none.

    >>> rows = [(0, 0)] * 80 + [(0, 1)] * 7 + [(1, 0)] * 8 + [(1, 1)] * 5
    >>> gwet_ac1(rows).value.__round__(3)
    0.808
    """
    return _ac("gwet_ac1", ratings, "identity", resampling)


def gwet_ac2(
    ratings: Ratings, *, weights: Weights = "quadratic", resampling: Resampling | None = None
) -> Result:
    """AC1 in which near categories agree in part; weights go by the categories' rank.

    Args:
        ratings: units × coders, of categories with an order.
        weights: how much categories agree.
        resampling: of the interval; None for none.

    A four-point scale, value by R's irrCAC 1.4:

    >>> table = [[20, 5, 1, 0], [4, 15, 6, 1], [0, 5, 18, 4], [0, 1, 3, 12]]
    >>> cells = [(row, column) for row in range(4) for column in range(4)]
    >>> rows = [cell for cell in cells for _ in range(table[cell[0]][cell[1]])]
    >>> gwet_ac2(rows).value.__round__(5)
    0.84028
    """
    return _ac("gwet_ac2", ratings, weights, resampling)


def _ac(
    coefficient: str, ratings: Ratings, weights: Weights, resampling: Resampling | None
) -> Result:
    def formula(units: Units, patterns: Patterns) -> Formula:
        agree = agreement_weights(weights, units)
        plain = isinstance(weights, str) and weights == "identity"
        margins = margins_of(patterns, None if plain else agree)
        size = len(units.categories)
        steep = float(agree.sum()) / max(size * (size - 1), 1)

        def statistic(rows: FloatArray) -> FloatArray:
            shares = margins.shares(rows)
            expected = steep * (shares * (1 - shares)).sum(axis=1)
            if size < 2:
                expected[:] = 1.0
            return beyond_chance(margins.agreed(rows), expected)

        return Formula(
            statistic=statistic,
            n=margins.n,
            notes=single_note(margins, units.unit),
            reason="there is only one category in the codebook",
        )

    (result,) = estimate(coefficient, units_of(ratings), formula, resampling, single=True)
    return result
