"""Where in the study an edit happened, for a window that goes there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.edits import Edit, Record, replacements
from annotator.domain.guide import Asked
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing
from annotator.domain.transcript import Aside, Stop
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A session, and a place in it as far as there is one.

    Attributes:
        account_id: None for what is about the whole session or dyad.
        transcript_id, position: where in a text; None for what is about no passage.
        moment_id: the moment that it is, whether it is still there or not.
    """

    session_id: Id
    account_id: Id | None = None
    transcript_id: Id | None = None
    position: int | None = None
    moment_id: Id | None = None


def whereabouts(view: StudyView, edit: Edit) -> list[Whereabouts]:
    """Where the work that an edit touches stands, in the edit's order.

    Moments, pairings, judgements, memos, stops, asides and questions have a place, before and
    after; what the PI sets up and what the view does not hold have none.
    """
    found: list[Whereabouts] = []
    for change in replacements(edit):
        for record in (change.after, change.before):
            place = None if record is None else _place(view, record)
            if place is not None and place not in found[-1:]:
                found.append(place)
    return found


def _place(view: StudyView, record: Record) -> Whereabouts | None:
    if isinstance(record, Moment):
        return _in_text(view, record.transcript_id, record.start, record.id)
    if isinstance(record, Stop):
        return _in_text(view, record.transcript_id, record.position)
    if isinstance(record, Aside):
        return _in_text(view, record.transcript_id, record.start)
    if isinstance(record, Asked):
        return _at_turn(view, record.transcript_id, record.turn)
    if isinstance(record, Memo):
        if record.transcript_id is not None and record.turn is not None:
            return _at_turn(view, record.transcript_id, record.turn)
        return _at_unit(view, record.about, record.about_id)
    if isinstance(record, Judgement):
        return _at_unit(view, record.unit, record.target_id)
    return _at_unit(view, "session", record.session_id) if isinstance(record, Pairing) else None


def _in_text(
    view: StudyView, transcript_id: Id, position: int, moment_id: Id | None = None
) -> Whereabouts | None:
    transcript = view.transcripts.get(transcript_id)
    if transcript is None:
        return None
    return Whereabouts(
        session_id=view.accounts[transcript.account_id].session_id,
        account_id=transcript.account_id,
        transcript_id=transcript_id,
        position=position,
        moment_id=moment_id,
    )


def _at_turn(view: StudyView, transcript_id: Id, turn: int) -> Whereabouts | None:
    transcript = view.transcripts.get(transcript_id)
    if transcript is None or turn >= len(transcript.turns):
        return None
    return _in_text(view, transcript_id, transcript.turns[turn].start)


def _at_unit(view: StudyView, unit: str, target_id: Id) -> Whereabouts | None:
    """A whole account (or a bin of one), a session, or a dyad: its first session."""
    if unit in ("account", "bin"):
        account = view.accounts.get(target_id)
        if account is None or account.id in view.shut:
            return None
        return Whereabouts(session_id=account.session_id, account_id=account.id)
    known: Iterator[Id] = (each.id for each in view.sessions_of(target_id))
    if unit == "session":
        known = iter([target_id] if target_id in view.sessions else [])
    session_id = next(known, None) if unit in ("session", "dyad") else None
    return None if session_id is None else Whereabouts(session_id=session_id)
