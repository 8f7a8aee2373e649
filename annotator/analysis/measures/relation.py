"""Scores and moments: whether sessions with more moments of a code have higher scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.analysis.dyads.estimate import Estimate
from annotator.analysis.dyads.layer import Layer
from annotator.analysis.dyads.material import ANY, therapist_name
from annotator.analysis.measures.correlation import Joint, correlations
from annotator.analysis.measures.course import counts_by_session
from annotator.analysis.measures.scores import parties_of, values_by_place
from annotator.domain.ids import Id
from annotator.domain.measures import Measure
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView

Counts = dict[tuple[Id, str], dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A code's count against a score of the same session.

    Attributes:
        scored_by, moments_by: the parties; they need not be the same.
        code: None for any code.
        estimates: the correlation within dyads and the one between them.
    """

    measure: Measure
    scored_by: str
    moments_by: str
    code: str | None
    estimates: tuple[Estimate, ...]


def relations(
    view: StudyView, measure: Measure, layer: Layer, notes: tuple[str, ...] = ()
) -> Iterator[Relation]:
    """All relations of a measure with a layer's codes, any code first.

    Codes that nobody has in a session with a score are left out.
    """
    counts: Counts = {}
    for dyad in view.dyads.values():
        counts.update(counts_by_session(view, layer, dyad))
    for scored_by in parties_of(view, measure.id):
        for moments_by in RECALL_VOICES:
            for code in (ANY, *layer.names.values()):
                rows, used = _rows(view, measure, counts, scored_by, moments_by, code)
                if used or code == ANY:
                    yield _relation(measure, scored_by, moments_by, code, rows, notes)


def _rows(
    view: StudyView, measure: Measure, counts: Counts, scored_by: str, moments_by: str, code: str
) -> tuple[list[Joint], bool]:
    """Sessions with a score and a coded account, and whether the code is in any of them."""
    values = values_by_place(view)
    rows = []
    for (session_id, party), by_code in counts.items():
        value = values.get((measure.id, session_id, scored_by))
        if party == moments_by and value is not None:
            dyad = view.dyads[view.sessions[session_id].dyad_id]
            name = therapist_name(view, dyad)
            count = float(by_code[code])
            rows.append(Joint(dyad=dyad.name, therapist_name=name, first=count, second=value))
    return rows, any(each.first for each in rows)


def _relation(
    measure: Measure,
    scored_by: str,
    moments_by: str,
    code: str,
    rows: list[Joint],
    notes: tuple[str, ...],
) -> Relation:
    base = (
        f"sessions with a score of the {scored_by} whose account of the {moments_by} is coded; "
        "the number of moments against the score"
    )
    known = {"unit": "session", "base": base, "code": code or None, "notes": notes}
    _, within, between = correlations(rows, known)
    return Relation(
        measure=measure,
        scored_by=scored_by,
        moments_by=moments_by,
        code=code or None,
        estimates=(within, between),
    )
