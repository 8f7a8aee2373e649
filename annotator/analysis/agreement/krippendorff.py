"""Krippendorff's alpha for units: nominal, ordinal, interval, ratio and with own distances.

Sources: Krippendorff (2011), Computing Krippendorff's alpha-reliability; Hayes & Krippendorff
(2007), Commun. Methods Meas. 1:77-89. A unit with fewer than two ratings does not count.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.distances import (
    Disagreement,
    by_moments,
    by_ranks,
    by_table,
    ratio_distances,
)
from annotator.analysis.agreement.estimates import Formula, estimate, n_pairable, quotient
from annotator.analysis.agreement.intervals import Resampling, Statistic
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.result import Result, undefined
from annotator.analysis.agreement.units import Ratings, Units, units_of
from annotator.analysis.agreement.weights import need_order

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS: tuple[Metric, ...] = get_args(Metric)
_ONE_VALUE = "all ratings are of one and the same value"


def krippendorff_alpha(
    ratings: Ratings,
    metric: Metric | ArrayLike = "nominal",
    *,
    resampling: Resampling | None = None,
) -> Result:
    """One less observed by expected disagreement: 1 for perfect, 0 for chance.

    Args:
        ratings: units × coders.
        metric: how far two values are apart; a table of squared differences, categories ×
            categories, for own distances.
        resampling: of the interval; None for none.

    Raises:
        UserError: an ordered metric for words without an order, or that are no numbers.

    The example of Krippendorff (2011), part C: four observers, twelve units, gaps.

    >>> rows = [[1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2],
    ...         [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5],
    ...         [None, None, 1, 1], [None, 3, None, None]]
    >>> [round(krippendorff_alpha(rows, metric).value, 3) for metric in METRICS]
    [0.743, 0.815, 0.849, 0.797]
    """
    units = units_of(ratings)
    name = metric if isinstance(metric, str) else "custom"
    coefficient = f"krippendorff_alpha_{name}"
    if name == "ratio" and (below := _below_zero(units)):
        reason = f"a ratio scale has no values below zero, such as {below}"
        return undefined(coefficient, reason, unit=units.unit, coders=units.coders)

    def formula(units: Units, patterns: Patterns) -> Formula:
        if isinstance(metric, str) and metric == "nominal":
            statistic = nominal_alphas(patterns)
            return Formula(
                statistic=lambda weights: statistic(weights)[:, 0],
                n=n_pairable(patterns),
                reason=_ONE_VALUE,
            )
        disagreement = _disagreement(units, patterns, metric)

        def alpha(weights: FloatArray) -> FloatArray:
            observed, expected, number = disagreement(weights)
            return 1 - (number - 1) * quotient(observed, expected)

        return Formula(statistic=alpha, n=n_pairable(patterns), reason=_ONE_VALUE)

    (result,) = estimate(coefficient, units, formula, resampling)
    return result


def krippendorff_alpha_nominal(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Alpha of names: two values agree or not."""
    return krippendorff_alpha(ratings, "nominal", resampling=resampling)


def krippendorff_alpha_ordinal(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Alpha of ranks, in the order of the categories."""
    return krippendorff_alpha(ratings, "ordinal", resampling=resampling)


def krippendorff_alpha_interval(
    ratings: Ratings, *, resampling: Resampling | None = None
) -> Result:
    """Alpha of numbers by their squared difference."""
    return krippendorff_alpha(ratings, "interval", resampling=resampling)


def krippendorff_alpha_ratio(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
    """Alpha of numbers from 0 by their difference relative to their sum."""
    return krippendorff_alpha(ratings, "ratio", resampling=resampling)


def krippendorff_alpha_per_value(
    ratings: Ratings, *, resampling: Resampling | None = None
) -> tuple[Result, ...]:
    """Nominal alpha of each value against the rest, with its `code`.

    >>> [r.value.__round__(3) for r in krippendorff_alpha_per_value([[1, 1], [2, 2], [1, 3]])]
    [0.444, 1.0, 0.0]
    """
    units = units_of(ratings)

    def formula(units: Units, patterns: Patterns) -> Formula:
        statistic = nominal_alphas(patterns)
        return Formula(
            statistic=lambda weights: statistic(weights)[:, 1:],
            codes=units.categories,
            n=n_pairable(patterns),
            reason="the code was never used, or always",
        )

    return estimate(
        "krippendorff_alpha_nominal", units, formula, resampling, codes=units.categories
    )


def nominal_alphas(patterns: Patterns) -> Statistic:
    """Nominal alpha and, after it, that of each value."""
    counts = patterns.counts()
    ratings = counts.sum(axis=1, keepdims=True)
    paired = ratings >= 2
    agreeing = np.where(paired, counts * (counts - 1) / np.maximum(ratings - 1, 1), 0.0)
    sums = patterns.gather(np.column_stack([agreeing, np.where(paired, counts, 0.0)]))
    size = counts.shape[1]

    def statistic(weights: FloatArray) -> FloatArray:
        found = weights @ sums
        same, used = found[:, :size], found[:, size:]
        number = used.sum(axis=1, keepdims=True)
        whole = (number**2)[:, 0] - (used**2).sum(axis=1)
        overall = 1 - (number[:, 0] - 1) * quotient(number[:, 0] - same.sum(axis=1), whole)
        each = 1 - (number - 1) * quotient(used - same, used * (number - used))
        return np.column_stack([overall, each])

    return statistic


def _disagreement(units: Units, patterns: Patterns, metric: Metric | ArrayLike) -> Disagreement:
    """Observed and expected disagreement of a metric as functions of weights."""
    if not isinstance(metric, str):
        return by_table(patterns, np.asarray(metric, dtype=np.float64))
    if metric == "ordinal":
        if not units.ordered:
            raise need_order(units)
        return by_ranks(patterns)
    if units.values is None:
        raise need_order(units)
    if metric == "interval":
        return by_moments(patterns, units.values)
    return by_table(patterns, ratio_distances(units.values))


def _below_zero(units: Units) -> str:
    if units.values is None or not len(units.values) or units.values.min() >= 0:
        return ""
    return units.categories[int(units.values.argmin())]
