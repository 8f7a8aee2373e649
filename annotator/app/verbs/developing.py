"""How a study develops over its sessions: moments by session, their means and their trends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotator.analysis.dyads.course import (
    PARTIES,
    CoursePoint,
    Party,
    course,
    session_means,
    trend,
)
from annotator.analysis.dyads.estimate import Estimate, estimate_json
from annotator.analysis.dyads.material import ANY, Material


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCourse:
    """One code over the sessions.

    Attributes:
        code: None for any code.
        points: each dyad's sessions, therapist and patient.
        trends: of numbers, then of shares, by party; any code has no shares.
        means: by party, session number and mean.
    """

    code: str | None
    points: tuple[CoursePoint, ...]
    trends: tuple[Estimate, ...]
    means: tuple[tuple[Party, int, Estimate], ...]

    @property
    def n(self) -> int:
        """All moments of both parties."""
        return sum(each.n for each in self.points)

    def trend_of(self, party: Party) -> Estimate:
        """The trend of a party's numbers."""
        return next(each for each in self.trends if each.measure == f"trend_of_moments_{party}")


def courses(material: Material) -> tuple[CodeCourse, ...]:
    """Any code, then each code that anybody used."""
    found = []
    for code in (ANY, *material.codes):
        points = course(material.sessions, code)
        if code and not any(each.n for each in points):
            continue
        kinds = (False,) if code == ANY else (False, True)
        found.append(
            CodeCourse(
                code=code or None,
                points=points,
                trends=tuple(
                    trend(points, party, shares=shares, notes=material.notes)
                    for shares in kinds
                    for party in PARTIES
                ),
                means=tuple(
                    (party, number, mean)
                    for party in PARTIES
                    for number, mean in session_means(points, party, notes=material.notes)
                ),
            )
        )
    return tuple(found)


def course_json(found: tuple[CodeCourse, ...], *, by_session: bool) -> dict[str, Any]:
    """Trends as `results`, or the means of each session number; the counts behind them."""
    results = [
        {**estimate_json(mean), "party": party, "session": number}
        for each in found
        for party, number, mean in each.means
    ]
    trends = [estimate_json(estimate) for each in found for estimate in each.trends]
    return {
        "results": results if by_session else trends,
        "counts": [
            {
                "dyad": point.dyad,
                "session": point.number,
                "party": point.party,
                "code": point.code,
                "n": point.n,
                "of": point.of,
            }
            for each in found
            for point in each.points
        ],
    }
