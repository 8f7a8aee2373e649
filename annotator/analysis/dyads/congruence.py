"""Congruence of paired ratings: how near therapist and patient are where they mean one event.

Of all pairings whose moments both parties' sides are rated on a scale: the mean difference,
the mean absolute difference, the correlation and the intraclass correlation ICC(2,1), each
with an interval that leaves out each dyad (or therapist) once; and the regression of truth and
bias in both directions, over all pairs and within dyads.

Sources: Shrout & Fleiss (1979), Psychol. Bull. 86:420-428; West & Kenny (2011), Psychol. Rev.
118:357-378; the use on recalled moments: e.g. doi 10.1002/jclp.23030.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from annotator.analysis.dyads.truth_bias import truth_and_bias

BASE = "pairings of which both sides are rated on the scale; a side's value is its moments' mean"
MEASURES = ("mean_difference", "mean_absolute_difference", "correlation", "icc_2_1")
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedPair:
    """One pairing with what each party rated, each the mean of that side's moments."""

    dyad: str
    therapist_name: str
    session: int
    relation: str
    therapist: float
    patient: float


def congruence(
    pairs: Sequence[RatedPair],
    scale: str,
    *,
    notes: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> tuple[Estimate, ...]:
    """All measures of one scale; differences are therapist less patient.

    Args:
        pairs: as rated.
        scale: its name.
        notes, excluded: of the material; they go with each result.

    >>> rows = [("D1", 4, 3), ("D1", 2, 2), ("D2", 5, 3), ("D2", 1, 2)]
    >>> pairs = [RatedPair(dyad=d, therapist_name=d, session=3, relation="converging",
    ...                    therapist=t, patient=p) for d, t, p in rows]
    >>> [(e.measure, round(e.value, 3)) for e in congruence(pairs, "Intensity")[:4]]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('mean_difference', 0.5), ('mean_absolute_difference', 1.0), ('correlation', 0.949),
     ('icc_2_1', 0.571)]
    """
    clusters, cluster_unit = clusters_of([(each.dyad, each.therapist_name) for each in pairs])
    known: dict[str, Any] = {
        "n": len(pairs),
        "unit": "pairing",
        "base": BASE,
        "code": scale,
        "cluster_unit": cluster_unit,
        "notes": notes,
        "excluded": excluded,
    }
    if not pairs:
        reason = "no pairing has both sides rated on it"
        return tuple(undefined(name, reason, **known) for name in MEASURES)
    therapist = np.array([each.therapist for each in pairs], dtype=np.float64)
    patient = np.array([each.patient for each in pairs], dtype=np.float64)
    return (
        *_differences(therapist, patient, clusters, known),
        *_followed("therapist", therapist, patient, pairs, clusters, known),
        *_followed("patient", patient, therapist, pairs, clusters, known),
    )


def _differences(
    therapist: FloatArray, patient: FloatArray, clusters: Sequence[str], known: dict[str, Any]
) -> list[Estimate]:
    columns = [
        np.ones(len(therapist)),
        therapist,
        patient,
        therapist**2,
        patient**2,
        therapist * patient,
        np.abs(therapist - patient),
    ]
    sums = rows_by_cluster(clusters, np.column_stack(columns))

    def values(weights: FloatArray) -> FloatArray:
        return _values(weights @ sums)

    observed = values(np.ones((1, len(sums))))[0]
    free, bounded = free_intervals(values, len(sums)), bounded_intervals(values, len(sums))
    reason = "there are fewer than two pairs, or the ratings do not vary"
    return [
        Estimate(
            measure=name,
            value=float(value),
            reason=reason if isnan(value) else "",
            ci_low=span.low,
            ci_high=span.high,
            ci_kind=span.kind,
            clusters=span.clusters,
            **known,
        )
        for name, value, span in zip(MEASURES, observed, (*free[:2], *bounded[2:]), strict=True)
    ]


def _values(sums: FloatArray) -> FloatArray:
    """The four measures from sums of 1, t, p, t², p², t·p and |t − p|: (rows × measures)."""
    n, t, p, tt, pp, tp, apart = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        lean = (t - p) / n
        in_t, in_p, joint = tt - t**2 / n, pp - p**2 / n, tp - t * p / n
        inside = np.sqrt(np.maximum(in_t, 0) * np.maximum(in_p, 0))
        correlation = np.where(inside > _TINY, joint / inside, np.nan)
        # Two-way mean squares of two raters, as sums: see Shrout & Fleiss, table 1.
        between = (in_t + in_p + 2 * joint) / 2 / (n - 1)
        error = (in_t + in_p - 2 * joint) / 2 / (n - 1)
        raters = n * lean**2 / 2
        whole = between + error + 2 * (raters - error) / n
        icc = np.where((n > 1) & (whole > _TINY), (between - error) / whole, np.nan)
    return np.column_stack([lean, apart / n, correlation, icc])


def _followed(
    judge: str,
    judgements: FloatArray,
    truths: FloatArray,
    pairs: Sequence[RatedPair],
    clusters: Sequence[str],
    known: dict[str, Any],
) -> list[Estimate]:
    """Truth and bias with one party as judge, over all pairs, and the truth force within dyads."""
    whole = truth_and_bias(judgements.tolist(), truths.tolist(), clusters, known=known)
    dyads = [each.dyad for each in pairs]
    own = [_centred(values, dyads) for values in (judgements, truths)]
    base = f"{BASE}; ratings less the dyad's mean"
    within = truth_and_bias(
        own[0].tolist(), own[1].tolist(), clusters, known={**known, "base": base}
    )
    named = [replace(each, measure=f"{each.measure}_{judge}") for each in whole]
    return [*named, replace(within[1], measure=f"truth_force_{judge}_within_dyads")]


def _centred(values: FloatArray, groups: Sequence[str]) -> FloatArray:
    """Values less the mean of their group."""
    _, place = np.unique(np.array(groups), return_inverse=True)
    means = np.bincount(place, values) / np.bincount(place)
    return np.asarray(values - means[place])
