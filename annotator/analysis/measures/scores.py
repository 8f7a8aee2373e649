"""Scores as analyses take them: each party's place in each session, filled or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.analysis.dyads.material import therapist_name
from annotator.domain.ids import Id
from annotator.domain.measures import Measure
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView

Place = tuple[Id, Id, str]
"""Measure, session and party: what has one score at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One party's place for a score in one session; `value` is None where it is missing."""

    dyad: str
    therapist_name: str
    session: int
    party: str
    value: float | None


def ordered_measures(view: StudyView) -> list[Measure]:
    """The measures by name."""
    return sorted(view.measures.values(), key=lambda each: (each.name.casefold(), each.id))


def values_by_place(view: StudyView) -> Mapping[Place, float]:
    """All scores by measure, session and party."""
    return {(s.measure_id, s.session_id, s.voice): s.value for s in view.scores.values()}


def parties_of(view: StudyView, measure_id: Id) -> tuple[str, ...]:
    """The parties that fill a measure in: those with any score on it, the therapist first."""
    there = {each.voice for each in view.scores.values() if each.measure_id == measure_id}
    return tuple(voice for voice in RECALL_VOICES if voice in there)


def scored(view: StudyView, measure: Measure) -> tuple[Scored, ...]:
    """Every session of the study by dyad and number, once for each party that fills it in."""
    parties, values = parties_of(view, measure.id), values_by_place(view)
    return tuple(
        Scored(
            dyad=dyad.name,
            therapist_name=therapist_name(view, dyad),
            session=session.number,
            party=party,
            value=values.get((measure.id, session.id, party)),
        )
        for dyad in sorted(view.dyads.values(), key=lambda each: each.name)
        for session in view.sessions_of(dyad.id)
        for party in parties
    )
