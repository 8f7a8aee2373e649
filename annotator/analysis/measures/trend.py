"""How scores change along the sessions: the slope within dyads.

Source: Allison (2009), Fixed effects regression models, ch. 2, as in `dyads/course.py`; the
interval leaves out each dyad (or therapist) once.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import Any

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.estimate import Estimate, free_intervals, rows_by_cluster, undefined
from annotator.analysis.dyads.material import clusters_of
from annotator.analysis.measures.scores import Scored


def score_trend(rows: Sequence[Scored], party: str, *, notes: tuple[str, ...] = ()) -> Estimate:
    """How much higher one party scores with each session number, within dyads.

    >>> values = [("D1", 3, 4.0), ("D1", 5, 5.0), ("D2", 3, 2.0), ("D2", 5, None)]
    >>> rows = [Scored(dyad=d, therapist_name=d, session=s, party="patient", value=v)
    ...         for d, s, v in values]
    >>> score_trend(rows, "patient").value
    0.5
    """
    own = [(each, each.value) for each in rows if each.party == party and each.value is not None]
    known: dict[str, Any] = {
        "n": len(own),
        "unit": "session",
        "base": "score a session number later, within dyads",
        "notes": notes,
    }
    if not own:
        return undefined("trend", f"the {party} has no score", **known)
    places = [(each.dyad, each.therapist_name) for each, _ in own]
    clusters, cluster_unit = clusters_of(places)
    dyads = [dyad for dyad, _ in places]
    x = _within([float(each.session) for each, _ in own], dyads)
    y = _within([value for _, value in own], dyads)
    sums = rows_by_cluster(clusters, np.column_stack([x * x, x * y]))

    def slope(weights: FloatArray) -> FloatArray:
        spread, joint = (weights @ sums).T
        result: FloatArray = np.full(len(joint), nan)
        np.divide(joint, spread, out=result, where=spread > 1e-12)
        return result

    value = float(slope(np.ones((1, len(sums))))[0])
    (span,) = free_intervals(slope, len(sums))
    return Estimate(
        measure="trend",
        value=value,
        reason="no dyad has scores in two sessions" if isnan(value) else "",
        ci_low=span.low,
        ci_high=span.high,
        ci_kind=span.kind,
        clusters=span.clusters,
        cluster_unit=cluster_unit,
        **known,
    )


def _within(values: Sequence[float], groups: Sequence[str]) -> FloatArray:
    """Values less the mean of their group."""
    _, place = np.unique(np.array(groups), return_inverse=True)
    found = np.array(values, dtype=np.float64)
    return np.asarray(found - (np.bincount(place, found) / np.bincount(place))[place])
