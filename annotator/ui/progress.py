"""How far the work on an account is, as the study matrix shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from annotator.app.verbs.queue import newest_work, queue_of
from annotator.domain.ids import Id
from annotator.domain.round import Assignment
from annotator.domain.struck_off import asked_no_more
from annotator.domain.study import HOUR_MS, RECALL_VOICES, Interview, is_past_window, lag_ms
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.ui.reading_alone import Alone, read_alone, shut_text

State = Literal["absent", "waiting", "shut", "to do", "in progress", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One account of the matrix.

    Attributes:
        state: `absent` for missing or cancelled, `waiting` while no transcript is there, `shut`
            while the coder may not read it yet.
        text: all of it in words.
    """

    account_id: Id
    session_id: Id
    voice: str
    state: State
    late: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What stands under the matrix."""

    interviews: int
    held: int
    missing: int
    late: int
    mine: int
    mine_done: int


@dataclass(frozen=True, slots=True)
class _Tables:
    """A view's records by account, so that all cells together cost one pass."""

    texts: Mapping[Id, Transcript]
    interviews: Mapping[Id, Interview]
    work: Mapping[Id, Sequence[Assignment]]
    alone: Alone
    judged: frozenset[Id]  # accounts with bins or forms that somebody judged


def cell_of(view: StudyView, account_id: Id, coder_id: Id | None) -> Cell:
    """The state of an account for a coder; None for all coders together."""
    text, interview = view.transcript_of(account_id), view.interview_of(account_id)
    tables = _Tables(
        {} if text is None else {account_id: text},
        {} if interview is None else {account_id: interview},
        _work_by_account(view, coder_id),
        read_alone(view) if account_id in view.shut else {},
        _judged(view),
    )
    return _cell(view, tables, account_id)


def cells_of(view: StudyView, coder_id: Id | None) -> list[Cell]:
    """The states of all accounts whose session is there."""
    tables = _tables_of(view, coder_id)
    own = (each for each in view.accounts.values() if each.session_id in view.sessions)
    return [_cell(view, tables, each.id) for each in own]


def _cell(view: StudyView, tables: _Tables, account_id: Id) -> Cell:
    dyad, session, account = view.place_of(account_id)
    interview = tables.interviews.get(account_id)
    state = _state(view, tables, account_id)
    late = interview is not None and bool(is_past_window(view.study, session, interview))
    said = _in_words(state, interview)
    if state == "shut":
        said = shut_text(view, tables.alone, account_id)
    words = [f"{dyad.name}, session {session.number}, {account.voice}: {said}"]
    lag = None if interview is None else lag_ms(session, interview)
    if lag is not None:
        words.append(f"{lag_text(lag)} after the session" + (", late" if late else ""))
    elif late:
        words.append("late")
    places = {each.position for each in tables.work.get(account_id, ()) if each.position}
    if len(places) == 1:
        words.append(f"number {places.pop()} of the queue")
    return Cell(
        account_id=account_id,
        session_id=session.id,
        voice=account.voice,
        state=state,
        late=late,
        text="; ".join(words),
    )


def counts_of(view: StudyView, coder_id: Id | None) -> Counts:
    """The sums over the study's recall interviews, and the coder's own queue."""
    held = missing = late = 0
    for interview in view.interviews.values():
        session = view.sessions[view.accounts[interview.account_id].session_id]
        held += interview.status in ("held", "partial")
        missing += interview.status in ("missing", "cancelled")
        late += bool(is_past_window(view.study, session, interview))
    given = queue_of(view, coder_id) if coder_id else []
    if given:
        done = sum(each.progress == "done" for each in given)
        return Counts(
            interviews=len(view.interviews),
            held=held,
            missing=missing,
            late=late,
            mine=len(given),
            mine_done=done,
        )
    tables = _tables_of(view, coder_id)
    states = {account_id: _state(view, tables, account_id) for account_id in view.accounts}
    queue = [
        state
        for account_id, state in states.items()
        if account_id in tables.work or state in ("in progress", "done")
    ]
    return Counts(
        interviews=len(view.interviews),
        held=held,
        missing=missing,
        late=late,
        mine=len(queue),
        mine_done=queue.count("done"),
    )


def lag_text(lag: int) -> str:
    """A lag as people say it: `+26 h` to the nearest hour, under an hour in minutes.

    >>> lag_text(26 * 3_600_000 + 1_200_000), lag_text(-3_600_000), lag_text(90_000)
    ('+26 h', '−1 h', '+1 min')
    """
    sign = "−" if lag < 0 else "+"
    if abs(lag) < HOUR_MS:
        return f"{sign}{abs(lag) // 60_000} min"
    return f"{sign}{round(abs(lag) / HOUR_MS)} h"


def recall_voices(view: StudyView) -> tuple[str, ...]:
    """The voices that have a column in the matrix: therapist, patient, then further informants."""
    others = {each.voice for each in view.accounts.values() if each.is_recall}
    return (*RECALL_VOICES, *sorted(others - set(RECALL_VOICES)))


def _tables_of(view: StudyView, coder_id: Id | None) -> _Tables:
    texts: dict[Id, Transcript] = {}
    for text in view.transcripts.values():
        known = texts.get(text.account_id)
        if known is None or known.version < text.version:
            texts[text.account_id] = text
    interviews = {each.account_id: each for each in view.interviews.values()}
    work = _work_by_account(view, coder_id)
    return _Tables(texts, interviews, work, read_alone(view), _judged(view))


def _judged(view: StudyView) -> frozenset[Id]:
    return frozenset(each.target_id for each in view.judgements.values())


def _work_by_account(view: StudyView, coder_id: Id | None) -> dict[Id, list[Assignment]]:
    if coder_id is not None:  # of a coder what the newest round asks; what was done before is done
        return {key: [own] for key, own in newest_work(view, coder_id).items()}
    work: dict[Id, list[Assignment]] = {}
    ended = asked_no_more(view)
    for each in view.assignments.values():
        if (each.round_id, each.coder_id) not in ended:
            work.setdefault(each.account_id, []).append(each)
    return work


def _state(view: StudyView, tables: _Tables, account_id: Id) -> State:
    interview = tables.interviews.get(account_id)
    if interview is not None and interview.status in ("missing", "cancelled"):
        return "absent"
    if account_id in view.shut:
        return "shut"
    text = tables.texts.get(account_id)
    if text is None:
        return "waiting"
    work = tables.work.get(account_id, ())
    if work and all(each.progress == "done" for each in work):
        return "done"
    begun = view.moments_of(text.id) or account_id in tables.judged
    begun = begun or any(each.progress != "to do" for each in work)
    return "in progress" if begun else "to do"


def _in_words(state: State, interview: Interview | None) -> str:
    if state == "absent" and interview is not None:
        return f"{interview.status}, {interview.reason}" if interview.reason else interview.status
    return {"waiting": "no transcript yet", "to do": "nothing coded yet"}.get(state, state)
