"""How sure a coefficient is: intervals over documents or dyads, and over coders.

A coefficient that follows from sums over documents is a function of the documents' weights:
`value(weights @ sums)`, with one row of sums a document. The observed value has weight 1 for
each, a bootstrap replicate has multinomial weights, and leaving a document out has weight 0
for it. So one function of weights gives every interval here, for one coefficient or for a
whole family at once:

>>> agreed = np.array([[9.0, 10.0], [6.0, 10.0], [8.0, 10.0], [10.0, 10.0]])
>>> def share(weights):
...     sums = weights @ agreed
...     return sums[:, 0] / sums[:, 1]
>>> (interval,) = intervals(share, np.ones(4), Resampling(kind="percentile", seed=1))
>>> interval.low, interval.high, interval.clusters
(0.675, 0.975, 4)

Sources: Efron (1987), J. Am. Stat. Assoc. 82:171-185 (BCa); Efron & Tibshirani (1993),
An introduction to the bootstrap, ch. 11, 13 and 14. What the intervals cover was simulated (see
`coverage.py`): with few documents the jackknife on Fisher's scale is nearest to 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, get_args

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray

Statistic = Callable[[FloatArray], FloatArray]
"""Values from weights: (replicates × clusters) to (replicates,) or (replicates × values).

Weights are whole numbers from 0 as floats; an undefined value is NaN.
"""

Kind = Literal["percentile", "BCa", "jackknife", "jackknife z"]
"""`jackknife z` is the jackknife on Fisher's scale, artanh of the value."""

KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_NAMES: dict[Kind, str] = {
    "percentile": "bootstrap percentile",
    "BCa": "BCa",
    "jackknife": "jackknife",
    "jackknife z": "jackknife, Fisher z",
}
DEFAULT_KIND: Kind = "jackknife z"

_CHUNK = 4_000_000  # weights in memory at a time, 32 MB
_SAME = 1e-12  # less is rounding
_MOST_LEFT_OUT = 2_000  # rows to leave out one by one; beyond, all kinds are the same anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """How intervals are made.

    Attributes:
        replicates: of the bootstrap, which gives the probabilities of falling below the
            thresholds, whatever the kind; 0 for no interval at all.
        seed: the same seed and data give the same interval.
        level: share of repeated studies in which the interval should hold the true value.
        thresholds: for each the probability of falling below it is given.
    """

    replicates: int = 1000
    seed: int = 0
    kind: Kind = DEFAULT_KIND
    level: float = 0.95
    thresholds: tuple[float, ...] = (0.667, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An interval and what it rests on.

    Attributes:
        low, high: its ends; None where there is none, and then `reason` says why.
        kind: as in `Result.ci_kind`.
        clusters: how many were resampled.
        replicates, dropped: of the bootstrap, and how many of them were undefined.
        below: each threshold with the share of replicates below it.
    """

    low: float | None
    high: float | None
    kind: str
    clusters: int
    reason: str = ""
    replicates: int = 0
    dropped: int = 0
    below: tuple[tuple[float, float], ...] = ()


def intervals(
    statistic: Statistic,
    multiplicity: FloatArray,
    resampling: Resampling,
    *,
    lowest: float = -1.0,
) -> tuple[Interval, ...]:
    """One interval for each value of a statistic, all from the same replicates.

    Args:
        statistic: gives the values of many rows of weights at once.
        multiplicity: for each column of the weights how many equal clusters it stands for:
            `np.ones(n_documents)`, or counts where equal units were gathered into one row.
        resampling: replicates, seed and kind.
        lowest: no end is below it, 0 for a share.
    """
    clusters = round(float(multiplicity.sum()))
    observed = _values(statistic, multiplicity[np.newaxis])[0]
    if resampling.replicates < 1:
        return tuple(_none("no replicates were asked for", clusters) for _ in observed)
    if clusters < 2:
        return tuple(_none("there is only one cluster to resample", clusters) for _ in observed)
    replicates = _replicates(statistic, multiplicity, resampling)
    few_enough = len(multiplicity) <= _MOST_LEFT_OUT
    kind = resampling.kind if few_enough else "percentile"
    left_out = None if kind == "percentile" else _left_out(statistic, multiplicity)
    return tuple(
        _interval(
            float(value),
            replicates[:, column],
            None if left_out is None else left_out[:, column],
            multiplicity,
            kind,
            resampling,
            lowest,
        )
        for column, value in enumerate(observed)
    )


def _values(statistic: Statistic, weights: FloatArray) -> FloatArray:
    """Values of a statistic as (replicates × values), whatever its own shape."""
    values = np.asarray(statistic(weights), dtype=np.float64)
    return values[:, np.newaxis] if values.ndim == 1 else values


def _replicates(
    statistic: Statistic, multiplicity: FloatArray, resampling: Resampling
) -> FloatArray:
    rng = np.random.default_rng(resampling.seed)
    total = round(float(multiplicity.sum()))
    shares = multiplicity / multiplicity.sum()
    return np.concatenate(
        [
            _values(statistic, rng.multinomial(total, shares, size=rows).astype(np.float64))
            for rows in _chunks(resampling.replicates, len(multiplicity))
        ]
    )


def _left_out(statistic: Statistic, multiplicity: FloatArray) -> FloatArray:
    """Values with one cluster of each row left out."""
    parts, first = [], 0
    for rows in _chunks(len(multiplicity), len(multiplicity)):
        weights = np.repeat(multiplicity[np.newaxis], rows, axis=0)
        weights[np.arange(rows), first + np.arange(rows)] -= 1
        parts.append(_values(statistic, weights))
        first += rows
    return np.concatenate(parts)


def _chunks(rows: int, columns: int) -> Iterator[int]:
    """Numbers of rows that fit into memory together."""
    most = max(1, _CHUNK // max(columns, 1))
    while rows > 0:
        yield min(rows, most)
        rows -= most


def _none(reason: str, clusters: int) -> Interval:
    return Interval(low=None, high=None, kind="", clusters=clusters, reason=reason)


def _interval(
    value: float,
    replicates: FloatArray,
    left_out: FloatArray | None,
    multiplicity: FloatArray,
    kind: Kind,
    resampling: Resampling,
    lowest: float,
) -> Interval:
    clusters = round(float(multiplicity.sum()))
    if np.isnan(value):
        return _none("the value is undefined", clusters)
    defined = replicates[~np.isnan(replicates)]
    if len(defined) * 2 < len(replicates):
        return _none("it is undefined in most replicates", clusters)
    varying = defined if left_out is None else left_out
    if float(np.ptp(varying)) <= _SAME:
        return _none(
            "it is the same whatever is left out, so nothing says how sure it is", clusters
        )
    if kind == "percentile" or left_out is None:
        tail = (1 - resampling.level) / 2
        ends: tuple[float, float] | None = _quantiles(defined, tail, 1 - tail)
    elif kind == "BCa":
        ends = _bca(value, defined, left_out, multiplicity, resampling.level)
    else:
        on_z = kind == "jackknife z"
        ends = _jackknife(value, left_out, multiplicity, resampling.level, on_z=on_z)
    if ends is None:
        return _none("it is undefined when one of the clusters is left out", clusters)
    return Interval(
        low=max(ends[0], min(lowest, value)),
        high=ends[1],
        kind=KIND_NAMES[kind],
        clusters=clusters,
        replicates=len(replicates),
        dropped=len(replicates) - len(defined),
        below=tuple((each, float((defined < each).mean())) for each in resampling.thresholds),
    )


def _quantiles(values: FloatArray, low: float, high: float) -> tuple[float, float]:
    ends = np.quantile(values, [low, high])
    return float(ends[0]), float(ends[1])


def _bca(
    value: float, replicates: FloatArray, left_out: FloatArray, times: FloatArray, level: float
) -> tuple[float, float] | None:
    """Ends of Efron's BCa interval: percentiles shifted for bias and for skew."""
    if np.isnan(left_out[times > 0]).any():
        return None
    normal = NormalDist()
    # Replicates equal to the value count half: with few clusters there are many.
    equal = np.abs(replicates - value) <= _SAME
    below = float(((replicates < value) & ~equal).mean() + equal.mean() / 2)
    if not 0 < below < 1:
        return _quantiles(replicates, (1 - level) / 2, (1 + level) / 2)
    bias = normal.inv_cdf(below)
    pull = np.average(left_out, weights=times) - left_out
    spread = float((times * pull**2).sum())
    skew = float((times * pull**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0

    def shifted(share: float) -> float:
        z = bias + normal.inv_cdf(share)
        return normal.cdf(bias + z / max(1 - skew * z, 1e-3))

    return _quantiles(replicates, shifted((1 - level) / 2), shifted((1 + level) / 2))


def _jackknife(
    value: float, left_out: FloatArray, times: FloatArray, level: float, *, on_z: bool
) -> tuple[float, float] | None:
    """Value ± t × jackknife standard error, with as many degrees of freedom as clusters less 1.

    On Fisher's scale, where it is defined: not where a value is 1.
    """
    if np.isnan(left_out[times > 0]).any():
        return None
    if on_z and abs(value) < 1 and bool((np.abs(left_out) < 1).all()):
        value, left_out = float(np.arctanh(value)), np.arctanh(left_out)
    else:
        on_z = False
    n = round(float(times.sum()))
    mean = np.average(left_out, weights=times)
    error = float(np.sqrt((n - 1) / n * (times * (left_out - mean) ** 2).sum()))
    reach = _t_quantile((1 + level) / 2, n - 1) * error
    if on_z:
        return float(np.tanh(value - reach)), float(np.tanh(value + reach))
    return value - reach, min(value + reach, 1.0)


def _t_quantile(share: float, freedom: int) -> float:
    from scipy.special import stdtrit  # type: ignore[import-untyped] # late: it loads slowly

    return float(stdtrit(freedom, share))
