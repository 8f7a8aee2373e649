"""Percent agreement: the share of pairs of coders who gave the same value."""

from __future__ import annotations

from annotator.analysis.agreement.estimates import Formula, estimate
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.margins import margins_of
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Ratings, Units, units_of


def percent_agreement(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Mean over units with two or more ratings of the share of agreeing pairs, 0 to 1.

    It is not corrected for chance. Source: Fleiss (1971), Psychol. Bull. 76:378-382, eq. 2.

    Args:
        ratings: units × coders.
        resampling: of the interval; None for none.

    >>> percent_agreement([["a", "a", "b"], ["b", "b", "b"], ["a", None, None]]).value.__round__(4)
    0.6667
    """

    def formula(_: Units, patterns: Patterns) -> Formula:
        margins = margins_of(patterns)
        return Formula(statistic=margins.agreed, n=margins.n, lowest=0.0)

    (result,) = estimate("percent_agreement", units_of(ratings), formula, resampling)
    return result
