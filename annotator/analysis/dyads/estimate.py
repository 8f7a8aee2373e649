"""What a dyadic analysis gives: a value with its meaning and its interval, or why it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, isnan, nan
from typing import Any

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.intervals import Interval, Resampling, Statistic, intervals

JACKKNIFE = Resampling(kind="jackknife", thresholds=())
SHARE = Resampling(kind="jackknife z", thresholds=())
_ROOM = 1e4  # how far beyond its value an end may lie before the machinery would cut it at 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number on one set of data.

    Attributes:
        measure: what it is: `mean_difference`, `truth_force`, …
        value: NaN where it is undefined, and then `reason` says why.
        n: how many there are, in `unit`.
        base: of what it is a share, a mean or a difference, in words.
        code: the code or scale that it is about, None for all.
        ci_low: lower end of the 95 % interval, None where there is none.
        clusters: how many there are to leave out, in `cluster_unit` (dyad or therapist).
        seed: of what was drawn, None where nothing was.
    """

    measure: str
    value: float
    reason: str = ""
    n: int = 0
    unit: str = ""
    base: str = ""
    code: str | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_kind: str = ""
    clusters: int = 0
    cluster_unit: str = "dyad"
    seed: int | None = None
    p: float | None = None
    notes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isnan(self.value) and not self.reason:
            raise ValueError(f"{self.measure} is undefined without a reason")


def rows_by_cluster(names: Sequence[str], rows: FloatArray) -> FloatArray:
    """Sums of rows by cluster: (rows × columns) to (clusters × columns), clusters by name."""
    found, place = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    sums = np.zeros((len(found), rows.shape[1]))
    np.add.at(sums, place, rows)
    return sums


def share_intervals(statistic: Statistic, clusters: int) -> tuple[Interval, ...]:
    """Intervals of shares, by leaving out each cluster once, on Fisher's scale; none below 0."""
    return intervals(statistic, np.ones(clusters), SHARE, lowest=0.0)


def free_intervals(statistic: Statistic, clusters: int) -> tuple[Interval, ...]:
    """Intervals of values without bounds (differences, slopes), by leaving out each cluster.

    The machinery of agreement cuts at −1 and 1; so the values are made small and the ends
    large again.
    """
    ones = np.ones((1, clusters))
    observed = np.asarray(statistic(ones), dtype=np.float64).reshape(1, -1)
    scale = 1.0 / (_ROOM * np.maximum(1.0, np.abs(np.nan_to_num(observed))))

    def small(weights: FloatArray) -> FloatArray:
        values = np.asarray(statistic(weights), dtype=np.float64).reshape(len(weights), -1)
        return np.asarray(values * scale)

    made = intervals(small, np.ones(clusters), JACKKNIFE)
    return tuple(_scaled(each, float(by)) for each, by in zip(made, 1.0 / scale[0], strict=True))


def bounded_intervals(statistic: Statistic, clusters: int) -> tuple[Interval, ...]:
    """Intervals of correlations, from −1 to 1, by leaving out each cluster, on Fisher's scale."""
    return intervals(statistic, np.ones(clusters), SHARE)


def _scaled(interval: Interval, by: float) -> Interval:
    if interval.low is None or interval.high is None:
        return interval
    return Interval(
        low=interval.low * by,
        high=interval.high * by,
        kind=interval.kind,
        clusters=interval.clusters,
    )


def number(value: float | None) -> float | None:
    """A number for JSON: None where it is undefined."""
    return None if value is None or not isfinite(value) else value


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """An estimate as JSON values; an undefined value is null."""
    return {
        "measure": estimate.measure,
        "code": estimate.code,
        "value": number(estimate.value),
        "reason": estimate.reason or None,
        "ci_low": number(estimate.ci_low),
        "ci_high": number(estimate.ci_high),
        "ci_kind": estimate.ci_kind or None,
        "n": estimate.n,
        "unit": estimate.unit,
        "base": estimate.base,
        "clusters": estimate.clusters,
        "cluster_unit": estimate.cluster_unit,
        "p": number(estimate.p),
        "seed": estimate.seed,
        "notes": list(estimate.notes),
        "excluded": list(estimate.excluded),
    }


def undefined(measure: str, reason: str, **known: Any) -> Estimate:
    """An estimate without a value, and why."""
    return Estimate(measure=measure, value=nan, reason=reason, **known)
