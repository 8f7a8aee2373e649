"""The two ends of intervals, for many values at once: percentile, BCa, jackknife.

All take values in columns and give one pair of ends a column; NaN where there is none. Sources
as in `intervals.py`.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray

_SAME = 1e-12  # less is rounding


class Ends(NamedTuple):
    """Lower and upper ends, one of each a value."""

    low: FloatArray
    high: FloatArray


def percentile(replicates: FloatArray, level: float) -> Ends:
    """Quantiles of the replicates that are defined: (replicates × values)."""
    tail = (1 - level) / 2
    ends = np.full((2, replicates.shape[1]), np.nan)
    whole = ~np.isnan(replicates).any(axis=0)
    ends[:, whole] = np.quantile(replicates[:, whole], [tail, 1 - tail], axis=0)
    for column in np.flatnonzero(~whole):
        own = replicates[~np.isnan(replicates[:, column]), column]
        if len(own):
            ends[:, column] = np.quantile(own, [tail, 1 - tail])
    return Ends(ends[0], ends[1])


def bca(
    values: FloatArray,
    replicates: FloatArray,
    left_out: FloatArray,
    times: FloatArray,
    level: float,
) -> Ends:
    """Efron's BCa ends: percentiles shifted for bias and for skew."""
    ends = np.full((2, len(values)), np.nan)
    for column, value in enumerate(values.tolist()):
        own = replicates[~np.isnan(replicates[:, column]), column]
        if len(own) and not np.isnan(left_out[times > 0, column]).any():
            ends[:, column] = _bca(value, own, left_out[:, column], times, level)
    return Ends(ends[0], ends[1])


def _bca(
    value: float, replicates: FloatArray, left_out: FloatArray, times: FloatArray, level: float
) -> FloatArray:
    normal = NormalDist()
    # Replicates equal to the value count half: with few clusters there are many.
    equal = np.abs(replicates - value) <= _SAME
    below = float(((replicates < value) & ~equal).mean() + equal.mean() / 2)
    if not 0 < below < 1:
        return np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2])
    bias = normal.inv_cdf(below)
    pull = np.average(left_out, weights=times) - left_out
    spread = float((times * pull**2).sum())
    skew = float((times * pull**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0

    def shifted(share: float) -> float:
        z = bias + normal.inv_cdf(share)
        return normal.cdf(bias + z / max(1 - skew * z, 1e-3))

    return np.quantile(replicates, [shifted((1 - level) / 2), shifted((1 + level) / 2)])


def jackknife(
    values: FloatArray, left_out: FloatArray, times: FloatArray, level: float, *, on_z: bool
) -> Ends:
    """Value ± t × jackknife standard error, with as many degrees of freedom as clusters less 1.

    On Fisher's scale, where it is defined: not where a value is 1. NaN where the value is
    undefined with one of the clusters left out.
    """
    counts = times > 0
    rows, times = left_out[counts], times[counts, np.newaxis]
    inside = (np.abs(values) < 1) & (np.abs(rows) < 1).all(axis=0) & on_z
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = np.where(inside, np.arctanh(rows), rows)
        centre = np.where(inside, np.arctanh(values), values)
    n = round(float(times.sum()))
    mean = (times * rows).sum(axis=0) / n
    error = np.sqrt((n - 1) / n * (times * (rows - mean) ** 2).sum(axis=0))
    reach = _t_quantile((1 + level) / 2, n - 1) * error
    low = np.where(inside, np.tanh(centre - reach), centre - reach)
    high = np.where(inside, np.tanh(centre + reach), np.minimum(centre + reach, 1.0))
    return Ends(low, high)


def _t_quantile(share: float, freedom: int) -> float:
    from scipy.special import stdtrit  # type: ignore[import-untyped] # late: it loads slowly

    return float(stdtrit(freedom, share))
