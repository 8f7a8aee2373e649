"""Conger's kappa: Cohen's kappa for more than two coders (Hubert's, for complete tables)."""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import Formula, beyond_chance, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.margins import margins_of
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import MISSING, Ratings, Units, units_of


def conger_kappa(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Agreement beyond chance, where each coder has an own distribution of categories.

    Chance is the mean over pairs of coders of the chance in Cohen's kappa. Sources: Conger
    (1980), Psychol. Bull. 88:322-328; Hubert (1977), Br. J. Math. Stat. Psychol. 30:98-103;
    with missing ratings Gwet (2014), Handbook of inter-rater reliability, 4th ed., ch. 2: each
    coder's distribution is that of all units that this coder rated.

    Args:
        ratings: units × coders.
        resampling: of the interval; None for none.

    >>> conger_kappa([["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"]]).value.__round__(6)
    0.571429
    """

    def formula(units: Units, patterns: Patterns) -> Formula:
        margins = margins_of(patterns)
        size, coders = len(units.categories), len(units.coders)
        given = np.zeros((len(patterns.codes), coders, size))
        for coder, column in enumerate(patterns.codes.T):
            rows = np.flatnonzero(column != MISSING)
            given[rows, coder, column[rows]] = 1
        sums = patterns.gather(given.reshape(len(given), -1))

        def statistic(weights: FloatArray) -> FloatArray:
            own = (weights @ sums).reshape(len(weights), coders, size)
            rated = own.sum(axis=2, keepdims=True)
            own = np.where(rated > 0, own / np.maximum(rated, 1), np.nan)
            # Sum over pairs of coders = (square of the sum - sum of the squares) / 2.
            pairs = (own.sum(axis=1) ** 2 - (own**2).sum(axis=1)).sum(axis=1)
            return beyond_chance(margins.agreed(weights), pairs / (coders * (coders - 1)))

        return Formula(
            statistic=statistic,
            n=margins.n,
            reason="all used one and the same category, or one coder rated nothing",
        )

    (result,) = estimate("conger_kappa", units_of(ratings), formula, resampling, single=True)
    return result
