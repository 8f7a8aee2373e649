"""Brennan and Prediger's kappa, for two categories and coders also known as Bennett's S."""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import Formula, beyond_chance, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.margins import margins_of
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, Units, units_of
from annotator.analysis.agreement.weights import Weights, agreement_weights


def brennan_prediger(
    ratings: Ratings, *, weights: Weights = "identity", resampling: Resampling | None = None
) -> Result:
    """Agreement beyond chance, where chance gives every category of the codebook alike.

    The number of categories is that of `Units.categories`: give the codebook's, or unused codes
    change the value. Sources: Bennett, Alpert & Goldstein (1954), Public Opin. Q. 18:303-308;
    Brennan & Prediger (1981), Educ. Psychol. Meas. 41:687-699.

    Args:
        ratings: units × coders.
        weights: how much categories agree.
        resampling: of the interval; None for none.

    The table of Artstein & Poesio (2008), Comput. Linguist. 34:555-596, p. 558:

    >>> rows = [("s", "s")] * 20 + [("s", "i")] * 10 + [("i", "s")] * 20 + [("i", "i")] * 50
    >>> brennan_prediger(rows).value.__round__(3)
    0.4
    """

    def formula(units: Units, patterns: Patterns) -> Formula:
        agree = (
            None
            if isinstance(weights, str) and weights == "identity"
            else agreement_weights(weights, units)
        )
        margins = margins_of(patterns, agree)
        size = len(units.categories)
        expected = np.float64(1 / size if agree is None else agree.mean())

        def statistic(rows: FloatArray) -> FloatArray:
            return beyond_chance(margins.agreed(rows), np.asarray(expected))

        return Formula(
            statistic=statistic, n=margins.n, reason="there is only one category in the codebook"
        )

    (result,) = estimate("brennan_prediger", units_of(ratings), formula, resampling)
    return result
