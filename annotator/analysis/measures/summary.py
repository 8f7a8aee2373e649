"""What scores of a measure there are, by party: how many, how many lack, and their spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any

from annotator.analysis.measures.scores import Scored, ordered_measures, parties_of, scored
from annotator.domain.measures import Measure
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One party's scores on one measure, over all dyads and sessions.

    Attributes:
        n: scores that there are.
        missing: sessions of the study without one, `D03, session 5`.
        mean, minimum, maximum: None where there is no score.
        sd: with n − 1; None where there are fewer than two.
    """

    measure: Measure
    party: str
    n: int
    missing: tuple[str, ...]
    mean: float | None
    sd: float | None
    minimum: float | None
    maximum: float | None


def summaries(view: StudyView, measure: Measure) -> tuple[Summary, ...]:
    """A summary for each party that fills the measure in."""
    rows = scored(view, measure)
    return tuple(
        summary_of(measure, party, [each for each in rows if each.party == party])
        for party in parties_of(view, measure.id)
    )


def summary_of(measure: Measure, party: str, rows: Sequence[Scored]) -> Summary:
    """The summary of these places for a score.

    >>> rows = [Scored(dyad="D1", therapist_name="T1", session=s, party="patient", value=v)
    ...         for s, v in ((1, 2.0), (3, None), (5, 4.0))]
    >>> found = summary_of(Measure(id="m", name="WAI-SR"), "patient", rows)
    >>> found.n, found.missing, found.mean, round(found.sd, 3)
    (2, ('D1, session 3',), 3.0, 1.414)
    """
    values = [each.value for each in rows if each.value is not None]
    return Summary(
        measure=measure,
        party=party,
        n=len(values),
        missing=tuple(
            f"{each.dyad}, session {each.session}" for each in rows if each.value is None
        ),
        mean=fmean(values) if values else None,
        sd=stdev(values) if len(values) > 1 else None,
        minimum=min(values, default=None),
        maximum=max(values, default=None),
    )


def summary_json(summary: Summary) -> dict[str, Any]:
    """A summary as JSON values."""
    return {
        "party": summary.party,
        "n": summary.n,
        "missing": len(summary.missing),
        "missing_sessions": list(summary.missing),
        "mean": summary.mean,
        "sd": summary.sd,
        "min": summary.minimum,
        "max": summary.maximum,
    }


def measures_json(view: StudyView) -> list[dict[str, Any]]:
    """All measures by name as JSON values, each with its parties' summaries."""
    return [
        {
            "name": measure.name,
            "kind": measure.kind,
            "minimum": measure.minimum,
            "maximum": measure.maximum,
            "parties": [summary_json(each) for each in summaries(view, measure)],
        }
        for measure in ordered_measures(view)
    ]
