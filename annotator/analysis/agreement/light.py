"""Light's kappa: the mean of the kappas of all pairs of coders."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.couples import couple_of
from annotator.analysis.agreement.estimates import Formula, beyond_chance, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, Units, units_of


def light_kappa(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Mean of Cohen's kappa over all pairs of coders; undefined where one of them is.

    Source: Light (1971), Psychol. Bull. 76:365-377. `n` counts units with two or more ratings.

    Args:
        ratings: units × coders; for each pair the units that both rated.
        resampling: of the interval; None for none.

    >>> light_kappa([["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"]]).value.__round__(6)
    0.6
    """

    def formula(units: Units, patterns: Patterns) -> Formula:
        places = list(combinations(range(len(units.coders)), 2))
        couples = [couple_of(patterns, columns=each) for each in places]

        def kappas(weights: FloatArray) -> FloatArray:
            values = []
            for couple in couples:
                agreed, first, second = couple.shares(weights)
                values.append(beyond_chance(agreed, (first * second).sum(axis=1)))
            return np.stack(values, axis=1)

        def statistic(weights: FloatArray) -> FloatArray:
            return np.asarray(kappas(weights).mean(axis=1))

        missing = np.isnan(kappas(patterns.multiplicity()[np.newaxis])[0])
        first_missing = places[int(np.argmax(missing))]
        pair = " and ".join(units.coders[each] for each in first_missing)
        return Formula(
            statistic=statistic,
            n=round(float(patterns.times[patterns.n_ratings >= 2].sum())),
            reason=f"the kappa of {int(missing.sum())} pairs is undefined, first {pair}: they "
            "share no unit, or used one and the same category",
        )

    (result,) = estimate("light_kappa", units_of(ratings), formula, resampling)
    return result
