"""Development over sessions: moments of a code by session number, party and dyad, and its trend.

The mean of each session number is that of the dyads who have it.

The trend is the slope within dyads: how many moments (or what share of a party's) a dyad has
more with each session, by least squares on values less the dyad's own mean, as in a regression
with a constant for each dyad. Source: Allison (2009), Fixed effects regression models, ch. 2;
its interval leaves out each dyad (or therapist) once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import isnan, nan
from typing import Any, Literal

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.estimate import (
    Estimate,
    free_intervals,
    rows_by_cluster,
)
from annotator.analysis.dyads.material import ANY, DyadSession, Marks, clusters_of

Party = Literal["therapist", "patient"]
PARTIES: tuple[Party, ...] = ("therapist", "patient")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """One party's moments of a code in one session: `n` of `of`, all that the party has there."""

    dyad: str
    therapist_name: str
    number: int
    party: Party
    code: str | None
    n: int
    of: int

    @property
    def share(self) -> float:
        """`n / of`; NaN where the party has no moment there."""
        return self.n / self.of if self.of else nan


def course(sessions: Sequence[DyadSession], code: str = ANY) -> tuple[CoursePoint, ...]:
    """How many moments of a code each party has in each session; `ANY` for any code."""
    return tuple(
        CoursePoint(
            dyad=session.dyad,
            therapist_name=session.therapist_name,
            number=session.number,
            party=party,
            code=code or None,
            n=len(_marks(session, party).get(code, ())),
            of=len(_marks(session, party).get(ANY, ())),
        )
        for session in sorted(sessions, key=lambda each: (each.dyad, each.number))
        for party in PARTIES
    )


def trend(
    points: Sequence[CoursePoint],
    party: Party,
    *,
    shares: bool = False,
    notes: tuple[str, ...] = (),
) -> Estimate:
    """Change with each session within dyads, of one party.

    Args:
        points: of one code.
        party: whose.
        shares: of the party's moments, instead of their number.
        notes: of the material.

    >>> rows = [("D1", 3, 4), ("D1", 5, 8), ("D2", 3, 1), ("D2", 5, 3)]
    >>> points = [CoursePoint(dyad=d, therapist_name=d, number=s, party="patient", code="Shame",
    ...                       n=n, of=10) for d, s, n in rows]
    >>> trend(points, "patient").value
    1.5
    """
    own = [each for each in points if each.party == party and (each.of or not shares)]
    what = "share of the party's moments" if shares else "moments"
    known: dict[str, Any] = {
        "measure": f"trend_of_{'shares' if shares else 'moments'}_{party}",
        "n": len(own),
        "unit": "session",
        "base": f"{what} a session number later, within dyads",
        "code": points[0].code if points else None,
        "notes": notes,
    }
    if not own:
        return Estimate(value=nan, reason=f"the {party}s have no coded session", **known)
    clusters, cluster_unit = clusters_of([(each.dyad, each.therapist_name) for each in own])
    dyads = [each.dyad for each in own]
    x = _within(np.array([each.number for each in own], dtype=np.float64), dyads)
    y = _within(np.array([each.share if shares else each.n for each in own], np.float64), dyads)
    sums = rows_by_cluster(clusters, np.column_stack([x * x, x * y]))

    def slope(weights: FloatArray) -> FloatArray:
        spread, joint = (weights @ sums).T
        result: FloatArray = np.full(len(joint), nan)
        np.divide(joint, spread, out=result, where=spread > 1e-12)
        return result

    value = float(slope(np.ones((1, len(sums))))[0])
    (span,) = free_intervals(slope, len(sums))
    return Estimate(
        value=value,
        reason="no dyad has two coded sessions" if isnan(value) else "",
        ci_low=span.low,
        ci_high=span.high,
        ci_kind=span.kind,
        clusters=span.clusters,
        cluster_unit=cluster_unit,
        **known,
    )


def session_means(
    points: Sequence[CoursePoint], party: Party, *, notes: tuple[str, ...] = ()
) -> tuple[tuple[int, Estimate], ...]:
    """How many moments of one party a session of each number has, on the mean of its dyads.

    Args:
        points: of one code.
        party: whose.
        notes: of the material.

    Returns:
        By session number, in order.

    >>> rows = [("D1", 3, 4), ("D1", 5, 8), ("D2", 3, 1)]
    >>> points = [CoursePoint(dyad=d, therapist_name=d, number=s, party="patient", code=None,
    ...                       n=n, of=10) for d, s, n in rows]
    >>> [(number, mean.value, mean.n) for number, mean in session_means(points, "patient")]
    [(3, 2.5, 2), (5, 8.0, 1)]
    """
    found = []
    for number in sorted({each.number for each in points}):
        own = [each for each in points if (each.party, each.number) == (party, number)]
        clusters, cluster_unit = clusters_of([(each.dyad, each.therapist_name) for each in own])
        sums = rows_by_cluster(clusters, np.array([[1.0, each.n] for each in own]))
        (span,) = free_intervals(partial(_mean, sums), len(sums))
        estimate = Estimate(
            measure=f"mean_moments_{party}",
            value=float(_mean(sums, np.ones((1, len(sums))))[0]),
            n=len(own),
            unit="session",
            base=f"moments of the {party} in a session {number}, the mean of the dyads",
            code=own[0].code,
            ci_low=span.low,
            ci_high=span.high,
            ci_kind=span.kind,
            clusters=span.clusters,
            cluster_unit=cluster_unit,
            notes=notes,
        )
        found.append((number, estimate))
    return tuple(found)


def _mean(sums: FloatArray, weights: FloatArray) -> FloatArray:
    n, whole = (weights @ sums).T
    result: FloatArray = np.full(len(n), nan)
    np.divide(whole, n, out=result, where=n > 0)
    return result


def _marks(session: DyadSession, party: Party) -> Marks:
    return session.therapist if party == "therapist" else session.patient


def _within(values: FloatArray, groups: Sequence[str]) -> FloatArray:
    """Values less the mean of their group."""
    _, place = np.unique(np.array(groups), return_inverse=True)
    return np.asarray(values - (np.bincount(place, values) / np.bincount(place))[place])
