"""All that is computed of a study's measures, as the JSON values of `analyse --kind measures`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotator.analysis.dyads.estimate import Estimate, estimate_json
from annotator.analysis.dyads.layer import Layer
from annotator.analysis.measures.compared import compared, score_pairs
from annotator.analysis.measures.course import measure_courses
from annotator.analysis.measures.relation import relations
from annotator.analysis.measures.scores import ordered_measures, parties_of, scored
from annotator.analysis.measures.summary import measures_json
from annotator.analysis.measures.trend import score_trend
from annotator.domain.measures import Measure
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureEstimate:
    """One estimate with the questionnaire and the parties that it is about.

    Attributes:
        scored_by: `therapist`, `patient` or `both`.
        moments_by: whose moments the scores are related to; None for scores alone.
    """

    measure: Measure
    scored_by: str
    moments_by: str | None
    estimate: Estimate


def measure_estimates(
    view: StudyView, layer: Layer | None, notes: tuple[str, ...]
) -> tuple[tuple[MeasureEstimate, ...], tuple[str, ...]]:
    """Trends, therapist against patient, and relations to moments; and what was left out.

    Args:
        view: the study.
        layer: whose moments are related to the scores; None for none.
        notes: of the layer; they go with what rests on it.
    """
    results: list[MeasureEstimate] = []
    excluded: list[str] = []
    for measure in ordered_measures(view):
        results += _trends(view, measure)
        results += _parties(view, measure, excluded)
        for relation in relations(view, measure, layer, notes) if layer else ():
            results += [
                MeasureEstimate(
                    measure=measure,
                    scored_by=relation.scored_by,
                    moments_by=relation.moments_by,
                    estimate=each,
                )
                for each in relation.estimates
            ]
    return tuple(results), tuple(excluded)


def measures_report(view: StudyView, layer: Layer | None, notes: tuple[str, ...]) -> dict[str, Any]:
    """`measures` (what there is), `courses` (by dyad), `results` (estimates) and `excluded`."""
    results, excluded = measure_estimates(view, layer, notes)
    return {
        "measures": measures_json(view),
        "courses": _courses(view, layer),
        "results": [
            {
                "scale": each.measure.name,
                "scored_by": each.scored_by,
                "moments_by": each.moments_by,
                **estimate_json(each.estimate),
            }
            for each in results
        ],
        "excluded": list(excluded),
    }


def _trends(view: StudyView, measure: Measure) -> Iterator[MeasureEstimate]:
    rows = scored(view, measure)
    for party in parties_of(view, measure.id):
        yield MeasureEstimate(
            measure=measure, scored_by=party, moments_by=None, estimate=score_trend(rows, party)
        )


def _parties(view: StudyView, measure: Measure, excluded: list[str]) -> Iterator[MeasureEstimate]:
    """Therapist against patient, where both fill the measure in; adds what is left out."""
    if len(parties_of(view, measure.id)) < 2:
        return
    pairs, alone = score_pairs(scored(view, measure))
    excluded += [f"{measure.name}: {each}" for each in alone]
    for each in compared(pairs, excluded=alone):
        yield MeasureEstimate(measure=measure, scored_by="both", moments_by=None, estimate=each)


def _courses(view: StudyView, layer: Layer | None) -> list[dict[str, Any]]:
    return [
        {
            "dyad": course.dyad,
            "sessions": list(course.sessions),
            "scores": [
                {"scale": line.measure.name, "party": line.party, "values": list(line.values)}
                for line in course.measures
            ],
            "moments": [
                {"party": line.party, "counts": list(line.counts)} for line in course.moments
            ],
        }
        for course in measure_courses(view, layer)
    ]
