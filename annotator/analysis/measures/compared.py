"""Therapist and patient on the same measure: how far apart, how much alike, and how they move.

Of all sessions in which both filled it in: the mean difference and mean absolute difference,
the intraclass correlations ICC(A,1) of agreement and ICC(C,1) of consistency (a constant
difference between the two lowers the first only), and the correlations in all, within dyads
and between them. Intervals leave out each dyad (or therapist) once.

Source: McGraw & Wong (1996), Psychol. Methods 1:30-46, tables 4 and 6; of the correlations see
`correlation.py`.
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
    free_intervals,
    rows_by_cluster,
    undefined,
)
from annotator.analysis.dyads.material import clusters_of
from annotator.analysis.measures.correlation import MEASURES as CORRELATIONS
from annotator.analysis.measures.correlation import Joint, correlations
from annotator.analysis.measures.scores import Scored

BASE = "sessions in which both parties scored, therapist less patient"
DIFFERENCES = ("mean_difference", "mean_absolute_difference")
ICCS = ("icc_a_1", "icc_c_1")
MEASURES = (*DIFFERENCES, *ICCS, *CORRELATIONS)
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePair:
    """What the two parties scored in one session."""

    dyad: str
    therapist_name: str
    session: int
    therapist: float
    patient: float


def score_pairs(rows: Sequence[Scored]) -> tuple[tuple[ScorePair, ...], tuple[str, ...]]:
    """The sessions in which both scored, and those that only one did, with who lacks."""
    found: dict[tuple[str, int], dict[str, Scored]] = {}
    for row in rows:
        if row.value is not None:
            found.setdefault((row.dyad, row.session), {})[row.party] = row
    pairs, excluded = [], []
    for (dyad, session), own in found.items():
        therapist, patient = own.get("therapist"), own.get("patient")
        if therapist is None or patient is None:
            lacking = "therapist" if therapist is None else "patient"
            excluded.append(f"{dyad}, session {session}: no score of the {lacking}")
        else:
            pairs.append(
                ScorePair(
                    dyad=dyad,
                    therapist_name=therapist.therapist_name,
                    session=session,
                    therapist=therapist.value or 0.0,
                    patient=patient.value or 0.0,
                )
            )
    return tuple(pairs), tuple(excluded)


def compared(
    pairs: Sequence[ScorePair],
    *,
    notes: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> tuple[Estimate, ...]:
    """All of `MEASURES`, in that order.

    Args:
        pairs: one a session.
        notes, excluded: of the material; they go with each result.

    Targets 1 to 4 of Shrout & Fleiss (1979), table 2, coders 1 and 4:

    >>> rows = [("D1", 9, 8), ("D2", 6, 2), ("D3", 8, 8), ("D4", 7, 6)]
    >>> pairs = [ScorePair(dyad=d, therapist_name=d, session=3, therapist=t, patient=p)
    ...          for d, t, p in rows]
    >>> [round(each.value, 3) for each in compared(pairs)[:4]]
    [1.5, 1.5, 0.597, 0.69]
    """
    known: dict[str, Any] = {"unit": "session", "base": BASE, "notes": notes, "excluded": excluded}
    if not pairs:
        reason = "no session has a score of both parties"
        return tuple(undefined(name, reason, **known) for name in MEASURES)
    joint = [
        Joint(
            dyad=each.dyad,
            therapist_name=each.therapist_name,
            first=each.therapist,
            second=each.patient,
        )
        for each in pairs
    ]
    return (*_differences(pairs, known), *correlations(joint, known))


def _differences(pairs: Sequence[ScorePair], known: dict[str, Any]) -> list[Estimate]:
    clusters, cluster_unit = clusters_of([(each.dyad, each.therapist_name) for each in pairs])
    t = np.array([each.therapist for each in pairs], dtype=np.float64)
    p = np.array([each.patient for each in pairs], dtype=np.float64)
    middle = float(np.concatenate([t, p]).mean())  # of sums of squares that lose no digits
    u, v = t - middle, p - middle
    columns = [np.ones(len(pairs)), u, v, u * u, v * v, u * v, np.abs(t - p)]
    sums = rows_by_cluster(clusters, np.column_stack(columns))

    def values(weights: FloatArray) -> FloatArray:
        return _values(weights @ sums)

    observed = values(np.ones((1, len(sums))))[0]
    free, bounded = free_intervals(values, len(sums)), bounded_intervals(values, len(sums))
    reason = (
        "only one session has a score of both parties"
        if len(pairs) < 2
        else "the scores do not vary"
    )
    return [
        Estimate(
            measure=name,
            value=float(value),
            reason=reason if isnan(value) else "",
            n=len(pairs),
            ci_low=span.low,
            ci_high=span.high,
            ci_kind=span.kind,
            clusters=span.clusters,
            cluster_unit=cluster_unit,
            **known,
        )
        for name, value, span in zip(
            (*DIFFERENCES, *ICCS), observed, (*free[:2], *bounded[2:]), strict=True
        )
    ]


def _values(sums: FloatArray) -> FloatArray:
    """The four from sums of 1, t, p, t², p², t·p and |t − p|: (replicates × 4)."""
    n, t, p, tt, pp, tp, apart = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        lean = (t - p) / n
        in_t, in_p, joint = tt - t * t / n, pp - p * p / n, tp - t * p / n
        # Two-way mean squares of sessions and error, of two raters.
        sessions = (in_t + in_p + 2 * joint) / 2 / (n - 1)
        error = (in_t + in_p - 2 * joint) / 2 / (n - 1)
        raters = n * lean**2 / 2
        alike = sessions - error
        consistent = sessions + error
        agreeing = consistent + 2 * (raters - error) / n
        size = sessions + error + raters
        icc_a, icc_c = (
            np.where((n > 1) & (size > _TINY) & (whole > _TINY * size), alike / whole, np.nan)
            for whole in (agreeing, consistent)
        )
    return np.column_stack([lean, apart / n, icc_a, icc_c])
