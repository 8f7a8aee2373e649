"""A dyadic analysis as the window shows it: numbers, what the pictures draw, and the sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.analysis.agreement import Result
from annotator.analysis.dyads.code_map import CodeMap, code_map
from annotator.analysis.dyads.congruence import congruence
from annotator.analysis.dyads.convergence import Convergence, Drawing, convergence
from annotator.analysis.dyads.curve import Curve, convergence_curve
from annotator.analysis.dyads.estimate import Estimate
from annotator.analysis.dyads.lanes import SessionLanes, lanes_of
from annotator.analysis.dyads.layer import Layer, chosen_layer
from annotator.analysis.dyads.material import ANY, DyadSession, Material, material_of
from annotator.analysis.dyads.pairs import pairing_coder, pairings_of, rated_pairs
from annotator.analysis.dyads.recurrence import Recurrence, recurrence
from annotator.analysis.dyads.shifting import shared
from annotator.analysis.measures.course import MeasureCourse, measure_courses
from annotator.analysis.measures.report import MeasureEstimate, measure_estimates
from annotator.analysis.sequences.material import Sequences, sequences_of
from annotator.analysis.sequences.transitions import LagTable, lag_table
from annotator.app.actions import key_of
from annotator.app.verbs.analysing import (
    USUAL_STEPS,
    Question,
    comparable,
    material_for,
    pairing_people,
    pairing_results,
)
from annotator.app.verbs.developing import CodeCourse, courses
from annotator.app.verbs.grouping import (
    Contrast,
    attributes_known,
    chosen_attribute,
    contrasts,
    small_groups,
)
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.study import Session
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person wants to see.

    Attributes:
        question: the analysis.
        code: whose picture is drawn; None for any code.
        session_id: the session in hand; its dyad's timeline is drawn.
    """

    question: Question = field(default_factory=lambda: Question(kind="convergence"))
    code: str | None = None
    session_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One session of the study.

    Attributes:
        therapist, patient: moments with a code of the set and a session time.
        met: how many of both parties' meet one of the other's.
        reason: why it cannot be compared; the numbers are 0 then.
    """

    session_id: Id
    dyad: str
    number: int
    therapist: int = 0
    patient: int = 0
    met: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Convergence: the three shares of each code, and the curve of the code in hand."""

    results: tuple[Convergence, ...]
    curve: Curve
    codes: CodeMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions:
    """Which code follows which."""

    table: LagTable
    sequences: Sequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """Lagged cross-recurrence."""

    results: tuple[Recurrence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """Congruence of paired ratings, scale by scale."""

    results: tuple[Estimate, ...]
    pairings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Development over sessions; `drawn` is of the code in hand."""

    results: tuple[CodeCourse, ...]
    drawn: tuple[MeasureCourse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Dyads compared by an attribute; `small` has a note by name on groups of few dyads."""

    results: tuple[Contrast, ...]
    attribute: str
    codes: CodeMap
    small: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappas:
    """Agreement on pairing; `coders` have paired anything."""

    results: tuple[Result, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Questionnaires; `drawn` are their courses beside the moments of the code in hand."""

    results: tuple[MeasureEstimate, ...]
    drawn: tuple[MeasureCourse, ...]


Found = Shares | Transitions | Profiles | Ratings | Courses | Groups | Kappas | Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """One analysis with all that stands beside it.

    Attributes:
        layer: whose work, and with which codes.
        attributes: by which dyads can be grouped.
        sessions: all of the study.
        lanes: of the dyad in hand.
    """

    asked: Asked
    layer: Layer
    found: Found
    attributes: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    lanes: tuple[SessionLanes, ...]
    notes: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass(slots=True)
class Kept:
    """The numbers of the last view and question; another code or session needs only pictures."""

    view: StudyView | None = None
    question: Question | None = None
    results: object = None


def analysed(view: StudyView, asked: Asked, kept: Kept | None = None) -> Analysed:
    """The analysis of a view.

    Args:
        view: the study.
        asked: what is wanted.
        kept: of the one before.

    Raises:
        UserError: nothing to analyse, or no such coder, set or attribute.
    """
    question = asked.question
    layer = _layer(view, question)
    material = material_of(view, layer)
    kept = Kept() if kept is None else kept
    if kept.view is not view or kept.question != question:
        kept.view = None  # whatever is raised now, nothing of another question is given
        kept.results = _results(view, layer, question)
        kept.view, kept.question = view, question
    found, notes, excluded = _with_pictures(view, layer, material, asked, kept.results)
    rows = _rows(view, material)
    here = next((each for each in rows if each.session_id == asked.session_id), None)
    here = here or next((each for each in rows if not each.reason), None)
    session = view.sessions[here.session_id] if here else None
    return Analysed(
        asked=asked,
        layer=layer,
        found=found,
        attributes=attributes_known(material.of_counts()),
        sessions=rows,
        lanes=lanes_of(view, layer, view.dyads[session.dyad_id]) if session else (),
        notes=notes,
        excluded=excluded,
    )


def _layer(view: StudyView, question: Question) -> Layer:
    """Whose work: for what rests on pairings the coder who paired."""
    name = question.coder
    if name is None and question.kind == "congruence":
        coder, _ = pairing_coder(view)
        name = coder.name if coder else None
    return chosen_layer(view, name, question.set_name)


def _results(view: StudyView, layer: Layer, question: Question) -> object:
    """The numbers alone, which take the longest."""
    kind = question.kind
    if kind == "lag":
        made = sequences_of(view, layer)
        return made, lag_table(made.sequences, made.codes, question.lag or 1)
    if kind == "congruence":
        return _ratings(view, layer)
    if kind == "pairing":
        people = pairing_people(view)
        if not people:
            key = key_of("pair")
            raise UserError(f"Nobody has paired moments of the two parties yet ({key} pairs them)")
        return Kappas(
            results=tuple(pairing_results(view, question.set_name)),
            coders=tuple(each.name for each in people),
        )
    if kind == "measures":
        if not view.scores:
            raise UserError(
                "The study has no questionnaire scores yet "
                f"({key_of('import_measures')} imports them)"
            )
        return measure_estimates(view, layer, layer.notes)
    material = comparable(view, layer, kind)
    if kind == "convergence":
        drawing = Drawing(seed=question.seed)
        return convergence(material.sessions, material.codes, drawing, notes=material.notes)
    if kind == "recurrence":
        return recurrence(
            material.sessions,
            material.codes,
            most_steps=question.lag or USUAL_STEPS,
            seed=question.seed,
            notes=material.notes,
        )
    if kind == "course":
        return courses(material)
    return contrasts(material, question.group, question.seed)


def _with_pictures(
    view: StudyView, layer: Layer, material: Material, asked: Asked, results: object
) -> tuple[Found, tuple[str, ...], tuple[str, ...]]:
    """The numbers with what the pictures draw, the notes, and what was left out."""
    question, code = asked.question, asked.code or ANY
    code = code if code in layer.names.values() else ANY
    material = material_for(material, question.kind)
    told = material.notes, material.excluded
    match question.kind, results:
        case "lag", (Sequences() as made, LagTable() as table):
            return Transitions(table=table, sequences=made), made.notes, ()
        case "congruence", (Ratings() as ratings, tuple(notes), tuple(excluded)):
            return ratings, notes, excluded
        case "pairing", Kappas() as kappas:
            left_out = [each for result in kappas.results for each in result.excluded]
            only = f"only {kappas.coders[0]} has paired moments; agreement needs two coders"
            said = [each for result in kappas.results for each in result.notes]
            if len(kappas.coders) < 2:
                said.append(only)
            return kappas, tuple(dict.fromkeys(said)), tuple(dict.fromkeys(left_out))
        case "measures", (tuple(estimates), tuple(left)):
            drawn = measure_courses(view, layer, code)
            return Scores(results=estimates, drawn=drawn), layer.notes, left
        case "convergence", tuple(shares):
            curve = convergence_curve(
                material.sessions, code, seed=question.seed, notes=material.notes
            )
            return Shares(results=shares, curve=curve, codes=code_map(view, layer)), *told
        case "recurrence", tuple(profiles):
            return Profiles(results=profiles), *told
        case "course", tuple(found):
            return Courses(results=found, drawn=measure_courses(view, layer, code)), *told
        case _, tuple(differences):
            attribute = chosen_attribute(material, question.group)
            small = small_groups(material, attribute, view.study.small_cell)
            groups = Groups(
                results=differences,
                attribute=attribute,
                codes=code_map(view, layer),
                small=small,
            )
            return groups, (*material.notes, *small.values()), material.excluded
    raise TypeError(f"{question.kind} gave {type(results).__name__}")


def _ratings(view: StudyView, layer: Layer) -> tuple[Ratings, tuple[str, ...], tuple[str, ...]]:
    sides = pairings_of(view, layer.coder.id)
    if not sides:
        raise UserError(f"{layer.coder.name} has paired no moments of the two parties yet")
    if not layer.code_set.scales:
        raise UserError(f"{layer.code_set.name} has no scale on which moments are rated")
    results: list[Estimate] = []
    excluded = []
    for scale in layer.code_set.scales:
        pairs = rated_pairs(view, sides, scale)
        if unrated := len(sides) - len(pairs):
            excluded.append(f"{unrated} pairings with a side not rated on {scale.name}")
        results += congruence(pairs, scale.name)
    notes = (f"pairings of {layer.coder.name}",)
    return Ratings(results=tuple(results), pairings=len(sides)), notes, tuple(excluded)


def _rows(view: StudyView, material: Material) -> tuple[SessionRow, ...]:
    """Every session, by dyad and number."""
    compared = {(each.dyad, each.number): each for each in material.sessions}
    return tuple(
        _row(dyad.name, session, compared.get((dyad.name, session.number)), material)
        for dyad in sorted(view.dyads.values(), key=lambda each: each.name)
        for session in view.sessions_of(dyad.id)
    )


def _row(dyad: str, session: Session, found: DyadSession | None, material: Material) -> SessionRow:
    if found is None:
        place = f"{dyad}, session {session.number}: "
        reason = next((e for e in material.excluded if e.startswith(place)), place)
        return SessionRow(
            session_id=session.id,
            dyad=dyad,
            number=session.number,
            reason=reason.removeprefix(place),
        )
    counts = shared([found], [ANY], shifts=0, seed=0)
    return SessionRow(
        session_id=session.id,
        dyad=dyad,
        number=session.number,
        therapist=len(found.therapist.get(ANY, ())),
        patient=len(found.patient.get(ANY, ())),
        met=int(counts.met.sum()),
    )
