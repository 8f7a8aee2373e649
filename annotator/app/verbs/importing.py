"""Brings transcripts into the study: what a reader found becomes records of one cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from annotator.app.verbs.import_doubts import judgement_notes, role_notes, stop_notes
from annotator.app.verbs.withdrawn_cells import refuse_withdrawn
from annotator.domain.anchoring import Carried, carry
from annotator.domain.edits import Edit, Record, Replace, Several, added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.naming import given_name
from annotator.domain.reading import Note, Reading
from annotator.domain.study import (
    RECALL_VOICES,
    SESSION_VOICE,
    Account,
    Attributes,
    Dyad,
    Interview,
    Participant,
    Role,
    Session,
    Status,
)
from annotator.domain.transcript import ROLE_NAMES, Stop, Transcript, freeze
from annotator.domain.view import StudyView

ABSENT: tuple[Status, ...] = ("missing", "cancelled")
VOICES = "therapist, patient, session, or another"
Filled = TypeVar("Filled", Dyad, Session, Interview)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the study and what is known of it: a row of the plan, or one file's place.

    Attributes:
        status: None where nothing is said of it: then what the study knows stays, else `held`.
        speakers: role of each speaker label that the usual labels do not settle.
        attributes: of the participant.
        dyad_attributes: of the dyad.
    """

    dyad: str
    session: int
    voice: str
    session_held: date | None = None
    session_length_ms: int | None = None
    recording: str | None = None
    participant: str | None = None
    interviewer: str | None = None
    interview_held: date | None = None
    status: Status | None = None
    reason: str | None = None
    speakers: Mapping[str, Role] = field(default_factory=dict)
    attributes: Attributes = ()
    dyad_attributes: Attributes = ()

    @property
    def key(self) -> tuple[str, int, str]:
        """Dyad, session and voice."""
        return self.dyad, self.session, self.voice

    @property
    def place(self) -> str:
        """The cell as a person names it."""
        return f"{self.dyad}, session {self.session}, {self.voice}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An edit that imports one transcript, and the report that is shown before it is applied.

    Attributes:
        carried: what became of all that stood in the version before, if any.
        questions: names of the questions of the guide that were asked in it, by id.
    """

    cell: Cell
    edit: Edit
    transcript: Transcript | None
    stops: tuple[Stop, ...] = ()
    notes: tuple[Note, ...] = ()
    carried: Carried | None = None
    questions: Mapping[Id, str] = field(default_factory=dict)


def parse_speakers(text: str) -> dict[str, Role]:
    """Roles of labels from `T=therapist,I=interviewer`.

    Raises:
        UserError: a part has another shape, or names no role.

    >>> parse_speakers("Dr Example, Th=therapist; Guest=patient")
    {'Dr Example, Th': 'therapist', 'Guest': 'patient'}
    """
    roles: dict[str, Role] = {}
    rest = ""
    for part in text.replace(";", ",").split(","):
        whole = f"{rest},{part}" if rest else part
        label, equals, role_text = whole.rpartition("=")
        if not equals:  # a comma inside a name
            rest = whole
            continue
        roles[label.strip()] = speaker_role(role_text)
        rest = ""
    if rest.strip():
        raise UserError(f"{rest.strip()!r} gives no role", hint="write T=therapist,I=interviewer")
    return roles


def speaker_role(text: str) -> Role:
    """The role of that name.

    Raises:
        UserError: there is none.
    """
    role = next((each for each in ROLE_NAMES if each == text.strip().casefold()), None)
    if role is None:
        raise UserError(
            f"{text.strip()!r} is no speaker role", hint=f"the roles are {', '.join(ROLE_NAMES)}"
        )
    return role


def import_reading(view: StudyView, cell: Cell, reading: Reading, source: str) -> Imported:
    """The edit that puts a new transcript into a cell; dyad and session are made when new.

    Raises:
        UserError: the cell has a transcript already, or says that there is none.
    """
    refuse_withdrawn(view, cell.key, cell.participant, source)
    design, account = place_cell(view, cell)
    _refuse_shut(view, cell, account, source)
    placed = view.after(Several(tuple(design)), view.revision)
    _refuse_absence(placed, cell, account, source)
    if view.transcript_of(account.id) is not None:
        raise UserError(
            f"{cell.place} has a transcript already",
            source,
            "give --replace to put a corrected one in its place",
        )
    transcript, stops = freeze(reading, account.id, source=source, speakers=cell.speakers)
    return Imported(
        cell=cell,
        edit=Several((*design, added(transcript, *stops))),
        transcript=transcript,
        stops=stops,
        notes=(
            *reading.notes,
            *_voice_notes(view, cell),
            *stop_notes(placed, account, stops),
            *role_notes(transcript, cell.speakers),
        ),
    )


def _voice_notes(view: StudyView, cell: Cell) -> list[Note]:
    """A warning where the account's voice is none of the usual and new to the study."""
    known = {SESSION_VOICE, *RECALL_VOICES, *(each.voice for each in view.accounts.values())}
    if cell.voice in known:
        return []
    told = f"{cell.voice!r} is a new kind of account beside {', '.join(sorted(known))}"
    return [Note(kind="warning", place="account", what=told)]


def replace_reading(view: StudyView, cell: Cell, reading: Reading, source: str) -> Imported:
    """The edit that puts a corrected transcript in the place of the present one.

    Raises:
        UserError: the cell has no transcript, or one with the very same text and turns.
    """
    refuse_withdrawn(view, cell.key, cell.participant, source)
    account = view.find_account(cell.dyad, cell.session, cell.voice)
    _refuse_shut(view, cell, account, source)
    design, _ = place_cell(view, cell)
    old = view.transcript_of(account.id)
    if old is None:
        raise UserError(f"{cell.place} has no transcript yet", source, "leave --replace out")
    speakers = _known_roles(old) | dict(cell.speakers)
    new, read_stops = freeze(
        reading, account.id, version=old.version + 1, source=source, speakers=speakers
    )
    old_stops = view.stops_of(old.id)
    if (new.sha256, new.turns) == (old.sha256, old.turns) and _times(read_stops) == _times(
        old_stops
    ):
        raise UserError(f"{cell.place} has this very transcript already", source)
    carried = carry(
        old,
        new,
        tuple(view.moments_of(old.id).values()),
        old_stops,
        read_stops,
        view.asides_of(old.id),
        view.asked_of(old.id),
        tuple(each for each in view.memos.values() if each.transcript_id == old.id),
    )
    placed = view.after(Several(tuple(design)), view.revision)
    doubts = stop_notes(placed, account, read_stops)
    edits: list[Edit] = [*design, added(new, *read_stops)]
    edits += [Replace(before, after) for before, after in carried.moments]
    edits += [Replace(before, after) for before, after in carried.stops]
    edits += [Replace(before, after) for before, after in carried.asides]
    edits += [Replace(before, after) for before, after in carried.asked]
    edits += [Replace(before, after) for before, after in carried.memos]
    return Imported(
        cell=cell,
        edit=Several(tuple(edits)),
        transcript=new,
        stops=read_stops,
        notes=(
            *reading.notes,
            *role_notes(new, cell.speakers),
            *doubts,
            *judgement_notes(view, account),
        ),
        carried=carried,
        questions={each.id: each.name for each in view.questions.values()},
    )


def _known_roles(transcript: Transcript) -> dict[str, Role]:
    """The role that each label has in a transcript, where it has one."""
    return {
        turn.speaker: turn.role
        for turn in transcript.turns
        if turn.speaker is not None and turn.role != "other"
    }


def import_absence(view: StudyView, cell: Cell, notes: tuple[Note, ...] = ()) -> Imported:
    """The edit that records an interview without a transcript: missing, cancelled or not yet in."""
    design, account = place_cell(view, cell)
    if design:
        refuse_withdrawn(view, cell.key, cell.participant)
    if cell.status in ABSENT and view.transcript_of(account.id) is not None:
        raise UserError(f"{cell.place} has a transcript, so it is not {cell.status}")
    return Imported(cell=cell, edit=Several(tuple(design)), transcript=None, notes=notes)


def _refuse_shut(view: StudyView, cell: Cell, account: Account, source: str) -> None:
    """What a coder may not read yet they do not bring in either."""
    if account.id in view.shut:
        raise UserError(
            f"{cell.place} is shut for this coder",
            source,
            "import it before it is handed out, or with everyone’s work loaded",
        )


def _refuse_absence(view: StudyView, cell: Cell, account: Account, source: str) -> None:
    """A cell that is missing takes no file, whether the row says so or the study."""
    interview = view.interview_of(account.id)
    if interview is not None and interview.status in ABSENT:
        raise UserError(
            f"{cell.place} is {interview.status}, yet it has a file",
            source,
            "mend the file, or say by the plan that it was held",
        )


def place_cell(view: StudyView, cell: Cell) -> tuple[list[Edit], Account]:
    """The edits that make a cell's dyad, session, participant, account and interview, if new.

    What the study knows already stays; what the cell adds to it (a length, an attribute) is
    taken in; where the two contradict each other, that is refused.
    """
    edits: list[Edit] = []
    dyad = view.find_dyad(cell.dyad) or Dyad(
        id=new_id(), name=given_name(cell.dyad, "the dyad", "give one such as D07")
    )
    participant = _participant(view, cell, edits)
    if participant is not None and cell.voice in RECALL_VOICES:
        field_name = f"{cell.voice}_id"
        placed = _filled(dyad, f"dyad {cell.dyad}", **{field_name: participant.id})
    else:
        placed = dyad
    attributes = _joined(placed.attributes, cell.dyad_attributes, f"dyad {cell.dyad}")
    _put(edits, view.dyads.get(dyad.id), replace(placed, attributes=attributes))
    session = view.find_session(cell.dyad, cell.session) or Session(
        id=new_id(), dyad_id=dyad.id, number=cell.session
    )
    _put(
        edits,
        view.sessions.get(session.id),
        _filled(
            session,
            f"{cell.dyad}, session {cell.session}",
            held=cell.session_held,
            length_ms=cell.session_length_ms,
            recording=cell.recording,
        ),
    )
    account = view.accounts_of(session.id).get(cell.voice) or Account(
        id=new_id(), session_id=session.id, voice=given_name(cell.voice, "the account", VOICES)
    )
    _put(edits, view.accounts.get(account.id), account)
    if cell.voice != SESSION_VOICE:
        _put_interview(view, cell, account, participant, edits)
    return edits, account


def _participant(view: StudyView, cell: Cell, edits: list[Edit]) -> Participant | None:
    """The cell's participant, made or given further attributes where needed."""
    if not cell.participant:
        return None
    old = next(
        (each for each in view.participants.values() if each.pseudonym == cell.participant), None
    )
    base = old or Participant(
        id=new_id(),
        pseudonym=given_name(cell.participant, "the participant", "give a pseudonym such as T07"),
    )
    whose = f"participant {cell.participant}"
    new = replace(base, attributes=_joined(base.attributes, cell.attributes, whose))
    _put(edits, old, new)
    return new


def _joined(old: Attributes, new: Attributes, whose: str) -> Attributes:
    """The attributes of both; two values for one are refused."""
    known = dict(old)
    for name, value in new:
        if known.get(name, value) != value:
            raise UserError(
                f"{whose} has {name} {known[name]!r} and {value!r}", hint="give one value"
            )
        known[name] = value
    return tuple(known.items())


def _put_interview(
    view: StudyView,
    cell: Cell,
    account: Account,
    participant: Participant | None,
    edits: list[Edit],
) -> None:
    """The recall interview behind an account."""
    old = view.interview_of(account.id)
    base = old or Interview(id=new_id(), account_id=account.id)
    new = _filled(
        replace(base, status=cell.status or (base.status if old else "held")),
        cell.place,
        participant_id=participant.id if participant else None,
        interviewer=cell.interviewer,
        held=cell.interview_held,
        reason=cell.reason,
    )
    _put(edits, old, new)


def _put(edits: list[Edit], old: Record | None, new: Record) -> None:
    """Adds the edit from old to new where they differ."""
    if old != new:
        edits.append(Replace(old, new))


def _filled(record: Filled, place: str, **known: Any) -> Filled:
    """The record with what is known now; a contradiction with what it holds is refused."""
    fresh = {name: value for name, value in known.items() if value is not None}
    for name, value in fresh.items():
        held = getattr(record, name)
        if held is not None and held != value:
            raise UserError(
                f"{place} has two values for {name.removesuffix('_id').replace('_', ' ')}",
                hint="give one, the same in each row",
            )
    return replace(record, **fresh)


def _times(stops: tuple[Stop, ...]) -> list[tuple[int, int, int | None]]:
    return [(stop.position, stop.start_ms, stop.end_ms) for stop in stops]
