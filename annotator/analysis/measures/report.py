"""All that is computed of a study's measures, as the JSON values of `analyse --kind measures`."""

from __future__ import annotations

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

Rows = list[dict[str, Any]]


def measures_report(view: StudyView, layer: Layer | None, notes: tuple[str, ...]) -> dict[str, Any]:
    """`measures` (what there is), `courses` (by dyad), `results` (estimates) and `excluded`.

    Args:
        view: the study.
        layer: whose moments are related to the scores; None for none.
        notes: of the layer; they go with what rests on it.
    """
    results: Rows = []
    excluded: list[str] = []
    for measure in ordered_measures(view):
        results += _trends(view, measure)
        results += _parties(view, measure, excluded)
        for relation in relations(view, measure, layer, notes) if layer else ():
            own = (relation.scored_by, relation.moments_by)
            results += [_row(measure, each, *own) for each in relation.estimates]
    return {
        "measures": measures_json(view),
        "courses": _courses(view, layer),
        "results": results,
        "excluded": excluded,
    }


def _trends(view: StudyView, measure: Measure) -> Rows:
    rows = scored(view, measure)
    parties = parties_of(view, measure.id)
    return [_row(measure, score_trend(rows, party), party) for party in parties]


def _parties(view: StudyView, measure: Measure, excluded: list[str]) -> Rows:
    """Therapist against patient, where both fill the measure in; adds what is left out."""
    if len(parties_of(view, measure.id)) < 2:
        return []
    pairs, alone = score_pairs(scored(view, measure))
    excluded += [f"{measure.name}: {each}" for each in alone]
    return [_row(measure, each, "both") for each in compared(pairs, excluded=alone)]


def _row(
    measure: Measure, estimate: Estimate, scored_by: str, moments_by: str | None = None
) -> dict[str, Any]:
    """An estimate with the questionnaire and the parties that it is about."""
    about = {"scale": measure.name, "scored_by": scored_by, "moments_by": moments_by}
    return {**about, **estimate_json(estimate)}


def _courses(view: StudyView, layer: Layer | None) -> Rows:
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
