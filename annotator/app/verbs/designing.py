"""The study's design by hand: participants, dyads, sessions, accounts and recall interviews."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotator.analysis.tables.design import ABSENT, doubts_of
from annotator.app.verbs.planning import parse_date, parse_length_ms
from annotator.domain.edits import Edit, Record, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.naming import given_name
from annotator.domain.study import (
    RECALL_VOICES,
    SESSION_VOICE,
    STATUSES,
    Account,
    Attributes,
    Dyad,
    Interview,
    Participant,
    Session,
    Status,
)
from annotator.domain.view import StudyView

MOST_SESSIONS = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadWish:
    """What a dyad shall be; the two by pseudonym, a new one is made, empty for nobody yet."""

    name: str
    therapist: str = ""
    patient: str = ""
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionWish:
    """What a session shall be, as typed: number `3`, held `2025-03-12 10:00`, length `48:12`."""

    number: str
    held: str = ""
    length: str = ""
    recording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewWish:
    """What a recall interview shall be; `held` as typed, the two people by pseudonym."""

    held: str = ""
    interviewer: str = ""
    participant: str = ""
    status: Status = "held"
    reason: str = ""


def parse_attributes(text: str) -> Attributes:
    r"""Attributes from lines of `name: value`; a name without a value is left out.

    Raises:
        UserError: a line has no colon, or a name stands twice.

    >>> parse_attributes("age_band: 45-54\n\n experience_years : 16")
    (('age_band', '45-54'), ('experience_years', '16'))
    """
    found: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not name:
            raise UserError(f"{line.strip()!r} is no attribute", hint="write name: value")
        if name in found:
            raise UserError(f"the attribute {name!r} stands twice", hint="give it one value")
        if value:
            found[name] = value
    return tuple(found.items())


def attributes_text(attributes: Attributes, known: Iterable[str] = ()) -> str:
    r"""Attributes as lines, to be changed; those known of others stand there to be filled in.

    >>> attributes_text((("outcome", "recovered"),), ["outcome", "setting"])
    'outcome: recovered\nsetting: '
    """
    every = {**dict.fromkeys(known, ""), **dict(attributes)}
    return "\n".join(f"{name}: {value}" for name, value in every.items())


def put_participant(
    view: StudyView, participant_id: Id | None, pseudonym: str, attributes: Attributes
) -> Edit | None:
    """The edit that makes or changes a participant; None where nothing is changed.

    Raises:
        UserError: there is no pseudonym, or another has it.
    """
    old = view.participants.get(participant_id or "")
    name = given_name(pseudonym, "the participant", "give a pseudonym such as T07")
    twin = find_participant(view, name)
    if twin is not None and twin.id != participant_id:
        raise UserError(f"there is a participant {name} already", hint="choose another pseudonym")
    base = old or Participant(id=new_id(), pseudonym=name)
    return _changed(old, replace(base, pseudonym=name, attributes=attributes))


def put_dyad(view: StudyView, dyad_id: Id | None, wish: DyadWish) -> Edit | None:
    """The edit that makes or changes a dyad, with its two participants where they are new.

    Raises:
        UserError: there is no name, another dyad has it, or one is to be both.
    """
    old = view.dyads.get(dyad_id or "")
    name = given_name(wish.name, "the dyad", "give one such as D07")
    twin = view.find_dyad(name)
    if twin is not None and twin.id != dyad_id:
        raise UserError(f"there is a dyad {name} already", hint="choose another name")
    if wish.therapist.strip() and wish.therapist.strip() == wish.patient.strip():
        who = wish.patient.strip()
        raise UserError(f"{who} cannot be both therapist and patient", hint="give two pseudonyms")
    edits: list[Edit] = []
    base = old or Dyad(id=new_id(), name=name)
    new = replace(
        base,
        name=name,
        therapist_id=_participant_id(view, wish.therapist, edits),
        patient_id=_participant_id(view, wish.patient, edits),
        attributes=wish.attributes,
    )
    return _with(edits, old, new)


def put_session(
    view: StudyView, session_id: Id | None, dyad_id: Id, wish: SessionWish
) -> Edit | None:
    """The edit that makes or changes a session of a dyad; None where nothing is changed.

    Raises:
        UserError: the number, the date or the length is none, or the dyad has that session.
    """
    old = view.sessions.get(session_id or "")
    number = _session_number(wish.number)
    dyad = view.dyads[dyad_id]
    twin = view.find_session(dyad.name, number)
    if twin is not None and twin.id != session_id:
        raise UserError(f"{dyad.name} has a session {number} already", hint="give another number")
    base = old or Session(id=new_id(), dyad_id=dyad_id, number=number)
    new = replace(
        base,
        number=number,
        held=parse_date(wish.held.strip(), ""),
        length_ms=length_ms_of(wish.length),
        recording=wish.recording.strip() or None,
    )
    if new.recording != base.recording:
        new = replace(new, recording_sha256=None)
    return _changed(old, new)


def put_account(view: StudyView, session_id: Id, voice: str) -> tuple[Edit, Account]:
    """The edit that adds an account to a session, of a recall account its interview too.

    The interview is held until it is said otherwise, and is its party's of the dyad.

    Raises:
        UserError: it has no name, or the session has one of that voice.
    """
    bare = given_name(voice, "the account", "therapist, patient, session, or another")
    voice = bare.casefold() if bare.casefold() in (SESSION_VOICE, *RECALL_VOICES) else bare
    session = view.sessions[session_id]
    dyad = view.dyads[session.dyad_id]
    if voice in view.accounts_of(session_id):
        place = f"{dyad.name}, session {session.number}"
        raise UserError(f"{place} has an account {voice!r} already", hint="choose another")
    account = Account(id=new_id(), session_id=session_id, voice=voice)
    edits: list[Edit] = [Replace(None, account)]
    if account.is_recall:
        person_id = {"therapist": dyad.therapist_id, "patient": dyad.patient_id}.get(voice)
        interview = Interview(id=new_id(), account_id=account.id, participant_id=person_id)
        edits.append(Replace(None, interview))
    return Several(tuple(edits)), account


def put_interview(view: StudyView, account_id: Id, wish: InterviewWish) -> Edit | None:
    """The edit that says how the interview of an account was held; None where nothing changes.

    An interview held before its session is stored as it is said; `told` says so.

    Raises:
        UserError: the date is none, or the interview has a transcript and yet is to be missing.
    """
    dyad, session, account = view.place_of(account_id)
    place = f"{dyad.name}, session {session.number}, {account.voice}"
    if not account.is_recall:
        raise UserError(f"{place} is the session itself, no interview", hint="edit the session")
    if wish.status not in STATUSES:
        raise UserError(f"{wish.status!r} is no status", hint=f"choose {', '.join(STATUSES)}")
    if wish.status in ABSENT and _has_text(view, account_id):
        raise UserError(f"{place} has a transcript, so it is not {wish.status}")
    edits: list[Edit] = []
    old = view.interview_of(account_id)
    base = old or Interview(id=new_id(), account_id=account_id)
    new = replace(
        base,
        held=parse_date(wish.held.strip(), ""),
        interviewer=wish.interviewer.strip() or None,
        participant_id=_participant_id(view, wish.participant, edits),
        status=wish.status,
        reason=wish.reason.strip() or None,
    )
    return _with(edits, old, new)


def told(view: StudyView, account_id: Id) -> str:
    """A sentence on what stands against each other in an account's times; empty for nothing.

    It is told and never refused: what the lab wrote down is the lab's to mend.
    """
    dyad, session, account = view.place_of(account_id)
    interview = view.interview_of(account_id)
    doubts = list(doubts_of(view, account_id))
    if interview is not None and interview.status in ABSENT and not interview.reason:
        doubts.append(f"it is {interview.status} without a reason")
    if not doubts:
        return ""
    return f"{dyad.name}, session {session.number}, {account.voice}: {'; '.join(doubts)}."


def length_ms_of(text: str) -> int | None:
    """A session's length, None for an empty field.

    Raises:
        UserError: it is no time, or none at all: a session of no length is not known.
    """
    length_ms = parse_length_ms(text.strip(), "")
    if length_ms == 0:
        raise UserError("a session has some length", hint="leave it empty where it is not known")
    return length_ms


def find_participant(view: StudyView, pseudonym: str) -> Participant | None:
    """The participant of that pseudonym."""
    own = (each for each in view.participants.values() if each.pseudonym == pseudonym)
    return next(own, None)


def _has_text(view: StudyView, account_id: Id) -> bool:
    """Whether there is a transcript; of an account that may not be read yet there may be one."""
    return view.transcript_of(account_id) is not None or account_id in view.shut


def _session_number(text: str) -> int:
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit()) or int(bare) > MOST_SESSIONS:
        hint = f"count from 0 to {MOST_SESSIONS}"
        raise UserError(f"{bare!r} is no session number", hint=hint)
    return int(bare)


def _participant_id(view: StudyView, pseudonym: str, edits: list[Edit]) -> Id | None:
    """The participant of a pseudonym, made where new; None for an empty one."""
    bare = pseudonym.strip()
    if not bare:
        return None
    known = find_participant(view, bare)
    if known is not None:
        return known.id
    made = Participant(id=new_id(), pseudonym=bare)
    edits.append(Replace(None, made))
    return made.id


def _with(edits: list[Edit], old: Record | None, new: Record) -> Edit | None:
    if old != new:
        edits.append(Replace(old, new))
    return Several(tuple(edits)) if edits else None


def _changed(old: Record | None, new: Record) -> Edit | None:
    return None if old == new else Replace(old, new)
