"""Correlations over sessions that lie in dyads: in all, within dyads and between them.

Within dyads: of what each session's pair of values deviates from its dyad's means, pooled over
dyads. Between: of the dyads' means, each weighted by its number of sessions. They may well
have opposite signs; the one over all sessions mixes the two.

Sources: Bland & Altman (1995), Calculating correlation coefficients with repeated observations,
BMJ 310:446 (within) and 310:633 (between); Snijders & Bosker (2012), Multilevel analysis,
2nd ed., section 3.6. Intervals leave out each dyad (or therapist) once, on Fisher's scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.estimate import (
    Estimate,
    bounded_intervals,
    rows_by_cluster,
)
from annotator.analysis.dyads.material import clusters_of

MEASURES = ("correlation", "correlation_within_dyads", "correlation_between_dyads")
_TINY = 1e-9  # of values with variance 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Two values of one session."""

    dyad: str
    therapist_name: str
    first: float
    second: float


def correlations(rows: Sequence[Joint], known: dict[str, Any]) -> tuple[Estimate, ...]:
    """The three correlations, in the order of `MEASURES`.

    Args:
        rows: one a session.
        known: what each estimate says besides: unit, base, notes.

    Three dyads: within them one value rises as the other falls, between them both rise.

    >>> values = [("D1", 1, 3), ("D1", 2, 2), ("D1", 3, 1), ("D2", 5, 7), ("D2", 6, 6),
    ...           ("D2", 7, 5), ("D3", 8, 9), ("D3", 9, 8)]
    >>> rows = [Joint(dyad=d, therapist_name=d, first=x, second=y) for d, x, y in values]
    >>> [round(each.value, 3) for each in correlations(rows, {})]
    [0.847, -1.0, 1.0]
    """
    clusters, cluster_unit = clusters_of([(each.dyad, each.therapist_name) for each in rows])
    sums = _sums(rows, clusters)
    observed = _values(sums.sum(axis=0, keepdims=True))[0]
    spans = (
        bounded_intervals(lambda weights: _values(weights @ sums), len(sums))
        if len(sums)
        else (None, None, None)
    )
    reasons = _reasons(rows)
    return tuple(
        Estimate(
            measure=name,
            value=float(value),
            reason=reason if isnan(value) else "",
            n=len(rows),
            ci_low=span.low if span else None,
            ci_high=span.high if span else None,
            ci_kind=span.kind if span else "",
            clusters=len(sums),
            cluster_unit=cluster_unit,
            **known,
        )
        for name, value, span, reason in zip(MEASURES, observed, spans, reasons, strict=True)
    )


def _sums(rows: Sequence[Joint], clusters: Sequence[str]) -> FloatArray:
    """By cluster: dyads, rows, x, y, x², y², xy; the same three within, and between dyads."""
    if not rows:
        return np.zeros((0, 13))
    x, y = (_standard([getattr(each, name) for each in rows]) for name in ("first", "second"))
    _, dyad, n = np.unique([each.dyad for each in rows], return_inverse=True, return_counts=True)
    own_x, own_y = (np.bincount(dyad, values) / n for values in (x, y))
    in_x, in_y = x - own_x[dyad], y - own_y[dyad]
    per_row = 1 / n[dyad]
    columns = [per_row, np.ones(len(rows)), x, y, x * x, y * y, x * y]
    columns += [in_x * in_x, in_y * in_y, in_x * in_y]
    columns += [own_x[dyad] ** 2, own_y[dyad] ** 2, own_x[dyad] * own_y[dyad]]
    return rows_by_cluster(clusters, np.column_stack(columns))


def _standard(values: Sequence[float]) -> FloatArray:
    """Values with mean 0 and, if they vary, variance 1: correlations stay the same."""
    found = np.array(values, dtype=np.float64)
    found = found - found.mean()
    spread = float(np.sqrt((found**2).mean()))
    scale = float(np.abs(np.array(values)).max()) or 1.0
    return np.asarray(found / spread if spread > 1e-12 * scale else np.zeros(len(found)))


def _values(sums: FloatArray) -> FloatArray:
    """(replicates × 3): NaN where too few are there or one of the two does not vary.

    Two points always lie on a line: a correlation needs three dyads, or three rows, or two
    more rows than dyads.
    """
    dyads, n, x, y, xx, yy, xy, in_xx, in_yy, in_xy, own_xx, own_yy, own_xy = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        off_x, off_y, off = x * x / n, y * y / n, x * y / n
        found = [
            _ratio(xy - off, xx - off_x, yy - off_y, n > 2.5),
            _ratio(in_xy, in_xx, in_yy, n - dyads > 1.5),
            _ratio(own_xy - off, own_xx - off_x, own_yy - off_y, dyads > 2.5),
        ]
    return np.column_stack(found)


def _ratio(joint: FloatArray, first: FloatArray, second: FloatArray, enough: Any) -> FloatArray:
    there = enough & (first > _TINY) & (second > _TINY)
    inside = np.sqrt(np.where(there, first * second, 1.0))
    return np.asarray(np.where(there, np.clip(joint / inside, -1, 1), np.nan))


def _reasons(rows: Sequence[Joint]) -> tuple[str, str, str]:
    """Why each may be undefined."""
    dyads = len({each.dyad for each in rows})
    still = "one of the two does not vary"
    return (
        still if len(rows) > 2 else "there are fewer than three sessions with both",
        f"{still} within dyads"
        if len(rows) - dyads > 1
        else "too few dyads have several sessions with both",
        f"{still} between dyads" if dyads > 2 else "there are fewer than three dyads with both",
    )
