"""All that coders have noted, as texts to search: on moments, turns, codes, units, the study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.app.verbs.memos import code_name
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.storage import Candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One memo.

    Attributes:
        key: kind and id of the record.
        place: the interview, session or dyad that it belongs to, as people name it.
        about: what it is about.
        start, end: of that in the transcript.
    """

    key: tuple[str, Id]
    text: str
    place: str
    about: str
    transcript_id: Id | None = None
    session_id: Id | None = None
    start: int = 0
    end: int = 0
    moment_id: Id | None = None


def noted_of(view: StudyView, among: Candidates | None) -> list[Noted]:
    """The memos that may be read, of candidates, or all; of moments on newest transcripts only."""
    return [*_of_moments(view, among), *_of_memos(view, among), *_of_judgements(view, among)]


def _of_moments(view: StudyView, among: Candidates | None) -> Iterator[Noted]:
    wanted = None if among is None or among.moments is None else frozenset(among.moments)
    if wanted is not None and not wanted:
        return
    for transcript_id, own in view.moments.items():
        keys = own.keys() if wanted is None else own.keys() & wanted
        if not keys:
            continue
        transcript = view.transcripts[transcript_id]
        newest = view.transcript_of(transcript.account_id)
        if newest is None or newest.id != transcript_id:
            continue
        place, session_id = _account_place(view, transcript.account_id)
        for moment in (own[key] for key in keys if own[key].memo):
            yield Noted(
                key=("moment", moment.id),
                text=moment.memo,
                place=place,
                about=f"moment{_codes_text(view, moment)}",
                transcript_id=transcript_id,
                session_id=session_id,
                start=moment.start,
                end=moment.end,
                moment_id=moment.id,
            )


def _codes_text(view: StudyView, moment: Moment) -> str:
    book = view.codebook_of(moment)
    names = [code.name for each in moment.codes if (code := book.code(each)) is not None]
    return f" {', '.join(names)}" if names else ""


def _of_memos(view: StudyView, among: Candidates | None) -> Iterator[Noted]:
    known, wanted = view.memos, None if among is None else among.notes
    keys = known if wanted is None else [each for each in wanted if each in known]
    for memo in (known[key] for key in keys):
        if memo.text and (noted := _noted_memo(view, memo)) is not None:
            yield noted


def _noted_memo(view: StudyView, memo: Memo) -> Noted | None:
    """A memo with its place; None where what it is about may not be seen, or is gone."""
    key = ("memo", memo.id)
    if memo.about == "turn":
        transcript = view.transcripts.get(memo.transcript_id or memo.about_id)
        if transcript is None or memo.turn is None or memo.turn >= len(transcript.turns):
            return None
        place, session_id = _account_place(view, transcript.account_id)
        turn = transcript.turns[memo.turn]
        return Noted(
            key=key,
            text=memo.text,
            place=place,
            about=f"turn {memo.turn + 1}",
            transcript_id=transcript.id,
            session_id=session_id,
            start=turn.start,
            end=turn.end,
        )
    if memo.about == "code":
        about = f"code {code_name(view, memo.about_id)}"
        return Noted(key=key, text=memo.text, place="Codebook", about=about)
    if memo.about == "study":
        return Noted(key=key, text=memo.text, place="Study", about="study")
    return _noted_unit(view, key, memo.text, memo.about, memo.about_id, "")


def _of_judgements(view: StudyView, among: Candidates | None) -> Iterator[Noted]:
    known, wanted = view.judgements, None if among is None else among.judgements
    keys = known if wanted is None else [each for each in wanted if each in known]
    for judgement in (known[key] for key in keys):
        if judgement.memo and (noted := _noted_judgement(view, judgement)) is not None:
            yield noted


def _noted_judgement(view: StudyView, own: Judgement) -> Noted | None:
    about = "account" if own.unit == "bin" else own.unit
    told = "" if own.start_ms is None else f"bin from {clock_text(own.start_ms)}"
    return _noted_unit(view, ("judgement", own.id), own.memo, about, own.target_id, told)


def _noted_unit(
    view: StudyView, key: tuple[str, Id], text: str, about: str, about_id: Id, told: str
) -> Noted | None:
    """What is noted on a whole account, session or dyad."""
    if about == "account" and about_id in view.accounts:
        place, session_id = _account_place(view, about_id)
        transcript = view.transcript_of(about_id)
        if about_id in view.shut:
            return None
        return Noted(
            key=key,
            text=text,
            place=place,
            about=told or "interview",
            transcript_id=transcript.id if transcript else None,
            session_id=session_id,
        )
    if about == "session" and about_id in view.sessions:
        session = view.sessions[about_id]
        place = f"{view.dyads[session.dyad_id].name}, session {session.number}"
        return Noted(key=key, text=text, place=place, about="session", session_id=session.id)
    if about == "dyad" and about_id in view.dyads:
        sessions = view.sessions_of(about_id)
        first = sessions[0].id if sessions else None
        name = view.dyads[about_id].name
        return Noted(key=key, text=text, place=name, about="dyad", session_id=first)
    return None


def _account_place(view: StudyView, account_id: Id) -> tuple[str, Id]:
    dyad, session, account = view.place_of(account_id)
    return f"{dyad.name}, session {session.number}, {account.voice}", session.id
