"""Stand-ins for lost records that others hang on, so that what stands on whole pages can stay.

Each is made from what is known: the indexes hold names and places of rows whose own page is
lost, and what hangs on a record says the rest. What nobody knows is the most careful guess: a
round is blind, a coder has no rights but a coder's. All are told as unsure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Table, or_, select

from annotator.domain.codebook import Codebook
from annotator.domain.edits import Record
from annotator.domain.guide import Question
from annotator.domain.ids import Id, new_id
from annotator.domain.measures import Measure
from annotator.domain.round import OPEN_ROUND, Coder, Round
from annotator.domain.study import (
    RECALL_VOICES,
    RELATIONS,
    SESSION_VOICE,
    Account,
    Dyad,
    Participant,
    Session,
    Study,
)
from annotator.storage import schema
from annotator.storage.remains import Remains
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.stand_codes import stand_for_codes, stand_for_sets
from annotator.storage.stand_texts import fill_turns, transcript_of

NEW_TITLE = "Rescued study"
DYAD = "R"
"""Short, as the names of dyads are: the window’s matrix has no place for more."""

_accounts, _sessions, _dyads = schema.accounts.c, schema.sessions.c, schema.dyads.c
_interviews, _transcripts, _rounds = schema.interviews.c, schema.transcripts.c, schema.rounds.c


def stand_in(left: Remains) -> None:
    """Makes a stand-in for each record that is named and not there, from the leaves up."""
    _stand(left, schema.transcripts, lambda own: transcript_of(left, own, _account_of(left, own)))
    fill_turns(left)
    _stand(left, schema.accounts, lambda own: _account(left, own))
    _stand(left, schema.sessions, lambda own: _session(left, own))
    _stand(left, schema.dyads, lambda own: _dyad(left, own))
    _stand(left, schema.participants, lambda own: _participant(left, own))
    _stand(left, schema.coders, lambda own: _coder(left, own))
    _stand(left, schema.rounds, lambda own: _round(left, own))
    stand_for_codes(left)
    stand_for_sets(left)
    _stand(left, schema.codebooks, lambda own: _codebook(left, own))
    _stand(left, schema.questions, lambda own: _question(left, own))
    _stand(left, schema.measures, lambda own: _measure(left, own))
    if not load(left.connection, CODECS["study"]) and _has_work(left):
        left.put(_study(left))


def _stand(left: Remains, table: Table, make: Callable[[Id], Record]) -> None:
    for record_id in left.missing(table):
        left.put(make(record_id))


def _has_work(left: Remains) -> bool:
    """Whether anything is left that a study could stand for."""
    tables = (schema.transcripts, schema.moments)
    return any(left.ids(select(table.c.id).limit(1)) for table in tables)


def _study(left: Remains) -> Study:
    about = schema.memos.c.about_id
    named = left.ids(select(about).where(schema.memos.c.about == "study"))
    said = [cast("Id", each["id"]) for each in left.carved.entries.get("study", ()) if "id" in each]
    study_id = next(iter((*left.known_ids("study"), *said, *named)), None) or new_id()
    used = left.ids(select(schema.pairings.c.relation))
    relations = tuple(dict.fromkeys((*RELATIONS, *used)))
    return Study(id=study_id, title=NEW_TITLE, relations=relations)


def _coder(left: Remains, coder_id: Id) -> Coder:
    """The layer of what was settled is known by its decisions; all others can be no more."""
    said, known = left.said(schema.coders, coder_id), left.known("coder", coder_id)
    wanted = known.name if isinstance(known, Coder) else said.get("name")
    name = left.name(schema.coders.c.name, wanted, "Rescued coder ")
    if isinstance(known, Coder):
        return Coder(id=coder_id, name=name, role=known.role, reads=known.reads)
    own = schema.decisions.c.coder_id == coder_id
    settles = bool(left.ids(select(schema.decisions.c.id).where(own)))
    return Coder(id=coder_id, name=name, role="consensus" if settles else "coder")


def _round(left: Remains, round_id: Id) -> Round:
    """Blind, and the other account shut: nobody is to see more than before."""
    said = left.said(schema.rounds, round_id)
    name = left.name(_rounds.name, said.get("name"), "Rescued round ")
    is_open = name == OPEN_ROUND
    return Round(
        id=round_id,
        name=name,
        number=left.free_number(_rounds.number, least=0 if is_open else 1),
        kind="open" if is_open else "production",
        codebook_id=_codebook_of(left, round_id) or new_id(),
        hides_other_account=not is_open,
    )


def _codebook_of(left: Remains, round_id: Id) -> Id | None:
    """The version that a round's work was coded under, else the newest that is there."""
    for table in (schema.moments, schema.judgements, schema.packages):
        used = left.ids(select(table.c.codebook_id).where(table.c.round_id == round_id))
        if used:
            return cast("Id", used[0])
    books = schema.codebooks.c
    newest = left.ids(select(books.id).order_by(books.number.desc()))
    return newest[0] if newest else None


def _codebook(left: Remains, codebook_id: Id) -> Codebook:
    """Frozen where a round names it: what was coded under it must not change its meaning."""
    wanted = left.said(schema.codebooks, codebook_id).get("number")
    own = _rounds.codebook_id == codebook_id
    return Codebook(
        id=codebook_id,
        number=left.free_number(schema.codebooks.c.number, wanted=wanted),
        frozen=bool(left.ids(select(_rounds.id).where(own, _rounds.kind != "open"))),
    )


def _participant(left: Remains, participant_id: Id) -> Participant:
    wanted = left.said(schema.participants, participant_id).get("pseudonym")
    name = left.name(schema.participants.c.pseudonym, wanted, "Rescued participant ")
    return Participant(id=participant_id, pseudonym=name)


def _dyad(left: Remains, dyad_id: Id) -> Dyad:
    said = left.said(schema.dyads, dyad_id)
    parties = {voice: _party(left, dyad_id, voice) for voice in RECALL_VOICES}
    return Dyad(
        id=dyad_id,
        name=left.name(_dyads.name, said.get("name"), DYAD),
        therapist_id=cast("Id | None", said.get("therapist_id")) or parties["therapist"],
        patient_id=cast("Id | None", said.get("patient_id")) or parties["patient"],
    )


def _party(left: Remains, dyad_id: Id, voice: str) -> Id | None:
    """Who was interviewed as one of a dyad's two; None where nobody or several were."""
    chosen = (
        select(_interviews.participant_id)
        .join(schema.accounts, _accounts.id == _interviews.account_id)
        .join(schema.sessions, _sessions.id == _accounts.session_id)
        .where(_sessions.dyad_id == dyad_id, _accounts.voice == voice)
    )
    return cast("Id | None", left.only(chosen))


def _session(left: Remains, session_id: Id) -> Session:
    said = left.said(schema.sessions, session_id)
    dyad_id = cast("Id | None", said.get("dyad_id")) or _dyad_of(left, session_id) or new_id()
    own = _sessions.dyad_id == dyad_id
    number = left.free_number(_sessions.number, own, wanted=said.get("number"))
    return Session(id=session_id, dyad_id=dyad_id, number=number)


def _dyad_of(left: Remains, session_id: Id) -> Id | None:
    """The one dyad whose two were interviewed about a session."""
    chosen = (
        select(_interviews.participant_id)
        .join(schema.accounts, _accounts.id == _interviews.account_id)
        .where(_accounts.session_id == session_id)
    )
    people = left.ids(chosen)
    named = or_(_dyads.therapist_id.in_(people), _dyads.patient_id.in_(people))
    both = _dyads.therapist_id.in_(people) & _dyads.patient_id.in_(people)
    found = left.only(select(_dyads.id).where(both)) or left.only(select(_dyads.id).where(named))
    return cast("Id | None", found)


def _account(left: Remains, account_id: Id) -> Account:
    """Its voice by who was interviewed or who speaks; its session by what was paired."""
    said = left.said(schema.accounts, account_id)
    voiced = said.get("voice") or _voice_of(left, account_id)
    session_id = cast("Id | None", said.get("session_id")) or _session_of(left, account_id)
    session_id = session_id or _session_without(left, account_id, voiced) or new_id()
    taken = left.ids(select(_accounts.voice).where(_accounts.session_id == session_id))
    wanted = (voiced, *RECALL_VOICES, SESSION_VOICE)
    voice = next((str(each) for each in wanted if each and each not in taken), "")
    voice = voice or left.name(_accounts.voice, None, "Rescued voice ")
    return Account(id=account_id, session_id=session_id, voice=voice)


def _voice_of(left: Remains, account_id: Id) -> str | None:
    asked = select(_interviews.participant_id).where(_interviews.account_id == account_id)
    person = left.only(asked)
    if person is not None:
        for voice in RECALL_VOICES:
            if left.ids(select(_dyads.id).where(_dyads[f"{voice}_id"] == person)):
                return voice
    turns = schema.turns.c
    spoken = left.ids(
        select(turns.role)
        .join(schema.transcripts, _transcripts.id == turns.transcript_id)
        .where(_transcripts.account_id == account_id, turns.role.in_(RECALL_VOICES))
    )
    if len(spoken) == len(RECALL_VOICES):
        return SESSION_VOICE
    return str(spoken[0]) if spoken else None


def _session_of(left: Remains, account_id: Id) -> Id | None:
    """The session whose pairings hold moments of an account."""
    moments, pairs, pairings = schema.moments.c, schema.pairing_moments.c, schema.pairings.c
    chosen = (
        select(pairings.session_id)
        .join(schema.pairing_moments, pairs.pairing_id == pairings.id)
        .join(schema.moments, moments.id == pairs.moment_id)
        .join(schema.transcripts, _transcripts.id == moments.transcript_id)
        .where(_transcripts.account_id == account_id)
    )
    return cast("Id | None", left.only(chosen))


def _session_without(left: Remains, account_id: Id, voice: object) -> Id | None:
    """The one session of who was interviewed that has no account of this voice."""
    asked = select(_interviews.participant_id).where(_interviews.account_id == account_id)
    person = left.only(asked)
    if person is None or "sessions" in left.carved.broken:
        return None
    there = select(_accounts.session_id).where(_accounts.voice == voice)
    chosen = (
        select(_sessions.id)
        .join(schema.dyads, _dyads.id == _sessions.dyad_id)
        .where(or_(_dyads.therapist_id == person, _dyads.patient_id == person))
    )
    return cast("Id | None", left.only(chosen.where(_sessions.id.not_in(there))))


def _account_of(left: Remains, transcript_id: Id) -> Id:
    """Where a transcript stands: as the indexes say, else the one account that lacks its own."""
    said = left.said(schema.transcripts, transcript_id).get("account_id")
    if isinstance(said, str):
        return said
    without = (
        select(_interviews.account_id)
        .where(_interviews.status.in_(("held", "partial")))
        .where(_interviews.account_id.not_in(select(_transcripts.account_id)))
    )
    is_alone = len(left.missing(schema.transcripts)) == 1
    return (left.only(without) if is_alone else None) or new_id()


def _question(left: Remains, question_id: Id) -> Question:
    questions: Any = schema.questions.c
    name = left.name(
        questions.name, left.said(schema.questions, question_id).get("name"), "Rescued question "
    )
    return Question(id=question_id, name=name, position=left.free_number(questions.position))


def _measure(left: Remains, measure_id: Id) -> Measure:
    said = left.said(schema.measures, measure_id)
    return Measure(
        id=measure_id, name=left.name(schema.measures.c.name, said.get("name"), "Rescued measure ")
    )
