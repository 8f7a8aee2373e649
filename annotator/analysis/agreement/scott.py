"""Scott's pi of two coders."""

from __future__ import annotations

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.couples import couple_of, need_two
from annotator.analysis.agreement.estimates import Formula, beyond_chance, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, Units, units_of


def scott_pi(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Agreement beyond chance, where both coders share one distribution of categories.

    Source: Scott (1955), Public Opin. Q. 19:321-325; the example is that of Artstein & Poesio
    (2008), Comput. Linguist. 34:555-596, p. 558.

    Args:
        ratings: units × two coders; units that one of them left out do not count.
        resampling: of the interval; None for none.

    >>> rows = [("s", "s")] * 20 + [("s", "i")] * 10 + [("i", "s")] * 20 + [("i", "i")] * 50
    >>> scott_pi(rows).value.__round__(3)
    0.341
    """

    def formula(_: Units, patterns: Patterns) -> Formula:
        couple = couple_of(patterns)

        def statistic(weights: FloatArray) -> FloatArray:
            agreed, first, second = couple.shares(weights)
            return beyond_chance(agreed, (((first + second) / 2) ** 2).sum(axis=1))

        return Formula(
            statistic=statistic, n=couple.n, reason="both coders used one and the same category"
        )

    units = units_of(ratings)
    need_two(units)
    (result,) = estimate("scott_pi", units, formula, resampling)
    return result
