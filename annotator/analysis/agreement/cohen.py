"""Cohen's kappa of two coders, plain, weighted and for each category.

Sources: Cohen (1960), Educ. Psychol. Meas. 20:37-46; weighted: Cohen (1968), Psychol. Bull.
70:213-220. The example is that of Artstein & Poesio (2008), Comput. Linguist. 34:555-596,
p. 568.
"""

from __future__ import annotations

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.codes import of_each_code
from annotator.analysis.agreement.couples import couple_of, need_two
from annotator.analysis.agreement.estimates import Formula, beyond_chance, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, Units, units_of
from annotator.analysis.agreement.weights import Weights, agreement_weights


def cohen_kappa(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Agreement beyond chance, where each coder has an own distribution of categories.

    Args:
        ratings: units × two coders; units that one of them left out do not count.
        resampling: of the interval; None for none.

    >>> rows = [("S", "S")] * 46 + [("I", "S")] * 6 + [("I", "I")] * 32 + [("I", "C")] * 6
    >>> cohen_kappa([*rows, *[("C", "C")] * 10]).value.__round__(4)
    0.8013
    """
    return _kappa("cohen_kappa", ratings, "identity", resampling)


def weighted_kappa(
    ratings: Ratings, *, weights: Weights, resampling: Resampling | None = None
) -> Result:
    """Cohen's kappa in which near categories agree in part.

    Args:
        ratings: units × two coders.
        weights: `linear` and `quadratic` go by the categories' rank; else a table of
            disagreements, categories × categories.
        resampling: of the interval; None for none.

    >>> rows = [("S", "S")] * 46 + [("I", "S")] * 6 + [("I", "I")] * 32 + [("I", "C")] * 6
    >>> units = units_of([*rows, *[("C", "C")] * 10], categories="SIC")
    >>> weighted_kappa(units, weights=[[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]]).value.__round__(4)
    0.8163
    """
    name = f"weighted_kappa_{weights}" if isinstance(weights, str) else "weighted_kappa"
    return _kappa(name, ratings, weights, resampling)


def cohen_kappa_per_category(
    ratings: Ratings, *, resampling: Resampling | None = None
) -> tuple[Result, ...]:
    """Cohen's kappa of each category against the rest, with its `code`.

    Source: Agresti (1992), Stat. Methods Med. Res. 1:201-218, p. 202.
    """
    return of_each_code(cohen_kappa, units_of(ratings), resampling)


def _kappa(
    coefficient: str, ratings: Ratings, weights: Weights, resampling: Resampling | None
) -> Result:
    def formula(units: Units, patterns: Patterns) -> Formula:
        plain = isinstance(weights, str) and weights == "identity"
        agree = None if plain else agreement_weights(weights, units)
        couple = couple_of(patterns, agree)

        def statistic(rows: FloatArray) -> FloatArray:
            agreed, first, second = couple.shares(rows)
            near = first if agree is None else first @ agree
            return beyond_chance(agreed, (near * second).sum(axis=1))

        return Formula(
            statistic=statistic, n=couple.n, reason="both coders used one and the same category"
        )

    units = units_of(ratings)
    need_two(units)
    (result,) = estimate(coefficient, units, formula, resampling)
    return result
