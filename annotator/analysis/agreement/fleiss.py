"""Fleiss' kappa for any number of coders, also for each category and with missing ratings.

Sources: Fleiss (1971), Psychol. Bull. 76:378-382; with missing ratings Gwet (2014), Handbook
of inter-rater reliability, 4th ed., ch. 2.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import Formula, beyond_chance, compared_units, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.margins import margins_of, single_note
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, Units, units_of


def fleiss_kappa(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Agreement beyond chance, where all coders share one distribution of categories.

    Where all units with two or more ratings have equally many, units with one rating are left
    out, as Fleiss asks. Where the numbers differ, it is Gwet's extension: units with one rating
    count in the margins.

    Args:
        ratings: units × coders.
        resampling: of the interval; None for none.

    >>> fleiss_kappa([["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"]]).value.__round__(6)
    0.55
    """
    units = units_of(ratings)
    balanced = _is_balanced(compared_units(units))
    formula = partial(_formula, balanced=balanced)
    (result,) = estimate("fleiss_kappa", units, formula, resampling, single=not balanced)
    return result


def fleiss_kappa_per_category(
    ratings: Ratings, *, resampling: Resampling | None = None
) -> tuple[Result, ...]:
    """Fleiss' kappa of each category against the rest (Fleiss 1971, eq. 9), with its `code`.

    For equally many ratings a unit it is the kappa of the table with two categories.

    >>> [r.value.__round__(3) for r in fleiss_kappa_per_category([[1, 1, 2], [2, 2, 3]])]
    [0.25, -0.333, -0.2]
    """
    units = units_of(ratings)
    return estimate(
        "fleiss_kappa", units, _formula_per_category, resampling, codes=units.categories
    )


def _formula(units: Units, patterns: Patterns, *, balanced: bool) -> Formula:
    margins = margins_of(patterns, single=not balanced)

    def statistic(weights: FloatArray) -> FloatArray:
        expected = (margins.shares(weights) ** 2).sum(axis=1)
        return beyond_chance(margins.agreed(weights), expected)

    if balanced:
        return Formula(statistic=statistic, n=margins.n)
    gaps = f"the number of ratings a {units.unit} differs: Gwet's extension of Fleiss' kappa"
    notes = (gaps, *single_note(margins, units.unit))
    return Formula(statistic=statistic, n=margins.n, notes=notes)


def _is_balanced(units: Units) -> bool:
    """Whether all units with two or more ratings have equally many."""
    numbers = units.number_of_ratings()
    return len(np.unique(numbers[numbers >= 2])) <= 1


def _formula_per_category(units: Units, patterns: Patterns) -> Formula:
    counts = patterns.counts()
    ratings = counts.sum(axis=1, keepdims=True)
    paired = ratings >= 2
    pairs = np.maximum(ratings * (ratings - 1), 1)
    differing = np.where(paired, counts * (ratings - counts) / pairs, 0.0)
    shares = np.where(paired, counts / np.maximum(ratings, 1), 0.0)
    sums = patterns.gather(np.column_stack([differing, shares, paired]))
    size = len(units.categories)

    def statistic(weights: FloatArray) -> FloatArray:
        means = weights @ sums
        means = means[:, :-1] / np.maximum(means[:, -1:], 1)
        expected = means[:, size:] * (1 - means[:, size:])
        # In the words of `beyond_chance`: agreement and chance of two categories.
        return beyond_chance(1 - 2 * means[:, :size], 1 - 2 * expected)

    return Formula(
        statistic=statistic,
        codes=units.categories,
        n=round(float(patterns.times[paired[:, 0]].sum())),
        reason="the code was never used, or always",
    )
