"""All that one page says of a dyad: its sessions, course, counts, pairings and convergence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.analysis.dyads.convergence import Convergence, Drawing, convergence
from annotator.analysis.dyads.lanes import PartyLanes, SessionLanes, lanes_of
from annotator.analysis.dyads.layer import Layer
from annotator.analysis.dyads.material import DyadSession, stretch_note
from annotator.analysis.dyads.pairing_table import Side, pairing_table
from annotator.analysis.measures.course import MeasureCourse, measure_courses
from annotator.domain.clock import Interval, hull
from annotator.domain.study import RECALL_VOICES, Dyad
from annotator.domain.view import StudyView

SHIFTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCount:
    """Moments of a code by party, over all sessions of the dyad."""

    code: str
    therapist: int
    patient: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One pairing, or a moment that stands alone, with the words of both sides.

    Attributes:
        relation: of a pairing; else `one-sided`, or that the two are not read together yet.
        therapist, patient: the words; empty where that party has no moment in it.
        interval: session time in ms, from the earliest start to the end of the latest.
    """

    session: int
    relation: str
    interval: Interval
    therapist: str
    patient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadSheet:
    """One dyad.

    Attributes:
        study: its title.
        therapist, patient: pseudonyms, empty where not known.
        counts: of codes that any of the two used, in the order of the codebook.
        relations: number of pairings by relation.
        convergence: of any code, against chance by circular shift; empty where no session has
            both accounts coded and a known length.
        shared: number of sessions that the convergence is of.
        quotes: only where the words were asked for.
    """

    study: str
    dyad: str
    therapist: str
    patient: str
    sessions: tuple[SessionLanes, ...]
    course: MeasureCourse
    counts: tuple[CodeCount, ...]
    relations: tuple[tuple[str, int], ...]
    convergence: tuple[Convergence, ...]
    shared: int
    coder: str
    code_set: str
    seed: int
    notes: tuple[str, ...]
    quotes: tuple[Said, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a moment, a stop nor a score."""
        return all(each.is_empty for each in self.sessions) and self.course.is_empty

    def moments(self, voice: str) -> int:
        """All moments of a party."""
        return sum(each.n for each in self._sides(voice))

    def one_sided(self, voice: str) -> int:
        """Moments of a party that are paired with none of the other's, and will not be."""
        return sum(each.one_sided for each in self._sides(voice))

    def waiting(self, voice: str) -> int:
        """Unpaired moments of a party in sessions whose accounts are not read together yet."""
        return sum(each.waiting for each in self._sides(voice))

    def paired(self, voice: str) -> int:
        """Moments of a party that are paired."""
        return sum(each.paired for each in self._sides(voice))

    def _sides(self, voice: str) -> list[PartyLanes]:
        return [party for s in self.sessions for party in s.parties if party.voice == voice]


def dyad_sheet(
    view: StudyView,
    layer: Layer,
    dyad: Dyad,
    material: Iterable[DyadSession],
    *,
    seed: int = 0,
    with_text: bool = False,
) -> DyadSheet:
    """The sheet of a dyad, of the layer's coder.

    Args:
        view: the study.
        layer: whose work, and which codes.
        dyad: of which.
        material: sessions of which both accounts are coded; others' are left out.
        seed: of the shifts.
        with_text: with the words of pairings and one-sided moments.
    """
    sessions = lanes_of(view, layer, dyad)
    both = [each for each in material if each.dyad == dyad.name]
    (course,) = (each for each in measure_courses(view, layer) if each.dyad == dyad.name)
    sides = {
        voice: [party for each in sessions for party in each.parties if party.voice == voice]
        for voice in RECALL_VOICES
    }
    counts = (
        CodeCount(
            code=code,
            therapist=sum(each.count(code) for each in sides["therapist"]),
            patient=sum(each.count(code) for each in sides["patient"]),
        )
        for code in layer.names.values()
    )
    relations: dict[str, int] = dict.fromkeys(view.study.relations, 0)
    for session in sessions:
        for relation, n in session.relations:
            relations[relation] = relations.get(relation, 0) + n
    drawing = Drawing(shifts=SHIFTS, permutations=0, seed=seed)
    return DyadSheet(
        study=view.study.title,
        dyad=dyad.name,
        therapist=_pseudonym(view, dyad.therapist_id),
        patient=_pseudonym(view, dyad.patient_id),
        sessions=sessions,
        course=course,
        counts=tuple(each for each in counts if each.therapist or each.patient),
        relations=tuple((name, n) for name, n in relations.items() if n),
        convergence=convergence(both, (), drawing) if both else (),
        shared=len(both),
        coder=layer.coder.name,
        code_set=layer.code_set.name,
        seed=seed,
        notes=(*layer.notes, stretch_note(view.study.stop_before_ms)),
        quotes=tuple(_quotes(view, layer, dyad)) if with_text else (),
    )


def _pseudonym(view: StudyView, participant_id: str | None) -> str:
    who = view.participants.get(participant_id or "")
    return who.pseudonym if who else ""


def _quotes(view: StudyView, layer: Layer, dyad: Dyad) -> Iterable[Said]:
    for row in pairing_table(view, layer.coder.id):
        if row.dyad == dyad.name:
            yield Said(
                session=row.session,
                relation=row.stands,
                interval=hull([s.interval for s in (row.therapist, row.patient) if s is not None]),
                therapist=_words(row.therapist),
                patient=_words(row.patient),
            )


def _words(side: Side | None) -> str:
    return "" if side is None else " … ".join(" ".join(each.split()) for each in side.quotes)
