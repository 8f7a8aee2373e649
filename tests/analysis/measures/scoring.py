"""Studies with scores for the tests of measures."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.measures import Measure, Score
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import Cell, study

WAI = Measure(id="wai", name="WAI-SR", kind="alliance", minimum=1, maximum=5)
CORE = Measure(id="core", name="CORE-10", kind="symptoms", minimum=0, maximum=40)
Row = tuple[str, int, float | None, float | None]


def with_scores(view: StudyView, measure: Measure, *rows: Row) -> StudyView:
    """The study with a measure's scores: dyad, session, therapist's and patient's."""
    scores = dict(view.scores)
    for dyad, number, *values in rows:
        session = view.find_session(dyad, number)
        assert session is not None
        for voice, value in zip(("therapist", "patient"), values, strict=True):
            if value is not None:
                key = f"{measure.id}-{session.id}-{voice}"
                scores[key] = Score(
                    id=key,
                    measure_id=measure.id,
                    session_id=session.id,
                    voice=voice,
                    value=value,
                )
    return replace(view, measures={**view.measures, measure.id: measure}, scores=scores)


def scored_study(*rows: Row, therapists: dict[str, str] | None = None) -> StudyView:
    """A study of these sessions, with the scores of WAI-SR in them."""
    cells = [
        Cell(dyad=dyad, number=number, therapist_id=(therapists or {}).get(dyad, ""))
        for dyad, number, *_ in rows
    ]
    return with_scores(study(*cells), WAI, *rows)
