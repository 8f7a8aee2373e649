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
from functools import lru_cache
from math import isnan
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.interval_ends import Ends, bca, jackknife, percentile

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
_KEPT = 2_000_000  # weights of one bootstrap that are kept for the next family
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
        thresholds: for each the probability of falling below it is given; without any, the
            jackknife needs no replicates.
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
    few_enough = len(multiplicity) <= _MOST_LEFT_OUT
    kind = resampling.kind if few_enough else "percentile"
    replicates = np.empty((0, len(observed)))
    if resampling.thresholds or not kind.startswith("jackknife"):
        replicates = _replicates(statistic, multiplicity, resampling)
    if kind == "percentile":
        ends, varying = percentile(replicates, resampling.level), replicates
    else:
        varying = _left_out(statistic, multiplicity)
        if kind == "BCa":
            ends = bca(observed, replicates, varying, multiplicity, resampling.level)
        else:
            on_z = kind == "jackknife z"
            ends = jackknife(observed, varying, multiplicity, resampling.level, on_z=on_z)
    return _told(observed, replicates, _still(varying), ends, kind, clusters, resampling, lowest)


def _values(statistic: Statistic, weights: FloatArray) -> FloatArray:
    """Values of a statistic as (replicates × values), whatever its own shape."""
    values = np.asarray(statistic(weights), dtype=np.float64)
    return values[:, np.newaxis] if values.ndim == 1 else values


def _replicates(
    statistic: Statistic, multiplicity: FloatArray, resampling: Resampling
) -> FloatArray:
    """Values of a statistic under multinomial weights: (replicates × values)."""
    rows, columns = resampling.replicates, len(multiplicity)
    if rows * columns <= _KEPT:  # small enough to keep: several families ask for the same
        weights = _kept_weights(resampling.seed, rows, multiplicity.tobytes())
        return _values(statistic, weights)
    rng = np.random.default_rng(resampling.seed)
    parts = [_values(statistic, _weights(rng, n, multiplicity)) for n in _chunks(rows, columns)]
    return np.concatenate(parts)


def _weights(rng: np.random.Generator, rows: int, multiplicity: FloatArray) -> FloatArray:
    total = round(float(multiplicity.sum()))
    shares = multiplicity / multiplicity.sum()
    return rng.multinomial(total, shares, size=rows).astype(np.float64)


@lru_cache(maxsize=8)
def _kept_weights(seed: int, rows: int, multiplicity: bytes) -> FloatArray:
    """The weights of a whole bootstrap, made once; nobody may write to them."""
    times = np.frombuffer(multiplicity, dtype=np.float64)
    weights = _weights(np.random.default_rng(seed), rows, times)
    weights.setflags(write=False)
    return weights


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


def _still(values: FloatArray) -> NDArray[np.bool_]:
    """Which columns are the same in each row, as far as they are defined there."""
    known = np.isfinite(values)
    high = np.where(known, values, -np.inf).max(axis=0)
    low = np.where(known, values, np.inf).min(axis=0)
    return np.asarray(known.any(axis=0) & (high - low <= _SAME))


def _none(reason: str, clusters: int) -> Interval:
    return Interval(low=None, high=None, kind="", clusters=clusters, reason=reason)


def _told(
    observed: FloatArray,
    replicates: FloatArray,
    still: NDArray[np.bool_],
    ends: Ends,
    kind: Kind,
    clusters: int,
    resampling: Resampling,
    lowest: float,
) -> tuple[Interval, ...]:
    """The intervals of all values, each with its reason where there is none."""
    rows = len(replicates)
    defined = rows - np.isnan(replicates).sum(axis=0)
    below = np.zeros((len(resampling.thresholds), len(observed)))
    for place, limit in enumerate(resampling.thresholds):
        below[place] = (replicates < limit).sum(axis=0)
    found = []
    for column, value in enumerate(observed.tolist()):
        known = int(defined[column])
        if isnan(value):
            found.append(_none("the value is undefined", clusters))
        elif rows and known * 2 < rows:
            found.append(_none("it is undefined in most replicates", clusters))
        elif np.isnan(ends.low[column]):
            found.append(_none("it is undefined when one of the clusters is left out", clusters))
        elif still[column]:
            reason = "it is the same whatever is left out, so nothing says how sure it is"
            found.append(_none(reason, clusters))
        else:
            shares = zip(resampling.thresholds, below[:, column].tolist(), strict=True)
            found.append(
                Interval(
                    low=max(float(ends.low[column]), min(lowest, value)),
                    high=float(ends.high[column]),
                    kind=KIND_NAMES[kind],
                    clusters=clusters,
                    replicates=rows,
                    dropped=rows - known,
                    below=tuple((limit, count / known) for limit, count in shares),
                )
            )
    return tuple(found)
