"""The study as plain values: its matrix and its moments, as the command line gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.stop_checks import findings_of
from annotator.domain.study import HOUR_MS, SESSION_VOICE, Account, is_before, is_late, lag_ms
from annotator.domain.view import StudyView
from annotator.domain.visibility import reads_alone

VOICE_ORDER = {"session": 0, "therapist": 1, "patient": 2}


_OF_SESSIONS = ("dyad", "session", "turns", "moments", "judgements", "done_by")


def matrix(view: StudyView) -> dict[str, Any]:
    """The study's cells: `title`, `interviews` (recall) and `sessions` (session transcripts).

    `openings` are the steps from reading one account alone to reading both together, `units`
    the sessions and dyads that were judged as a whole, `packages` the files of work that were
    handed out and what came back of them.
    """
    rows = [_cell(view, account) for account in ordered_accounts(view)]
    return {
        "title": view.study.title,
        "interviews": [row for row in rows if row["account"] != SESSION_VOICE],
        "sessions": [
            {key: row[key] for key in _OF_SESSIONS}
            for row in rows
            if row["account"] == SESSION_VOICE
        ],
        "units": judged_units(view),
        "openings": opening_rows(view),
        "packages": package_rows(view),
    }


def sessions_read_alone(view: StudyView) -> set[tuple[Id, Id]]:
    """Coder and session where one account is read at a time still: nothing is one-sided there."""
    coders = {each.coder_id for each in view.assignments.values()}
    return {
        (coder_id, session_id)
        for coder_id in coders
        for session_id in reads_alone(
            coder_id, view.accounts, view.rounds, view.assignments, view.openings
        )
    }


def judged_units(view: StudyView) -> list[dict[str, Any]]:
    """The sessions and dyads that were judged as a whole, and how often by whom, by set."""
    counts: dict[tuple[str, int | None, str, str], Counter[str]] = {}
    for each in view.judgements.values():
        session = view.sessions.get(each.target_id)
        dyad = view.dyads.get(session.dyad_id if session else each.target_id)
        if each.unit not in ("session", "dyad") or dyad is None:
            continue
        book = view.codebooks.get(each.codebook_id, view.codebook)
        name = next((own.name for own in book.sets if own.id == each.code_set_id), "")
        key = (dyad.name, session.number if session else None, each.unit, name)
        counts.setdefault(key, Counter())[view.coders[each.coder_id].name] += 1
    rows = sorted(counts.items(), key=lambda row: (row[0][0], row[0][1] or 0, *row[0][2:]))
    return [
        {
            "dyad": dyad,
            "session": number,
            "unit": unit,
            "set": name,
            "judgements": dict(sorted(own.items())),
        }
        for (dyad, number, unit, name), own in rows
    ]


def opening_rows(view: StudyView) -> list[dict[str, Any]]:
    """Who went on to read both accounts of which session together, when, and what was done."""
    rows = []
    for each in view.openings.values():
        session = view.sessions[each.session_id]
        accounts = [view.accounts[key] for key in each.done_ids if key in view.accounts]
        rows.append(
            {
                "coder": view.coders[each.coder_id].name,
                "round": view.rounds[each.round_id].name,
                "dyad": view.dyads[session.dyad_id].name,
                "session": session.number,
                "opened_at": each.opened_at,
                "done": [own.voice for own in accounts],
            }
        )
    order = ("dyad", "session", "opened_at", "coder", "round")
    return sorted(rows, key=lambda row: tuple(row[key] for key in order))


def package_rows(view: StudyView) -> list[dict[str, Any]]:
    """The files of work that were handed out, in the order that they were."""
    return [
        {
            "coder": view.coders[each.coder_id].name,
            "round": view.rounds[each.round_id].name,
            "transcripts": len(each.account_ids),
            "made_at": each.made_at,
            "state": each.state,
            "returned_at": each.returned_at,
            "machines": len(each.devices),
        }
        for each in view.packages.values()
    ]


def ordered_accounts(view: StudyView) -> list[Account]:
    """All accounts by dyad, session number and voice."""

    def order(account: Account) -> tuple[str, int, int, str]:
        dyad, session, _ = view.place_of(account.id)
        return dyad.name, session.number, VOICE_ORDER.get(account.voice, 3), account.voice

    return sorted(view.accounts.values(), key=order)


def _cell(view: StudyView, account: Account) -> dict[str, Any]:
    """One account as a row of the matrix."""
    dyad, session, _ = view.place_of(account.id)
    transcript = view.transcript_of(account.id)
    interview = view.interview_of(account.id)
    own = view.moments_of(transcript.id).values() if transcript else ()
    counts = Counter(view.coders[moment.coder_id].name for moment in own)
    judged = Counter(
        view.coders[each.coder_id].name
        for each in view.judgements.values()
        if each.target_id == account.id
    )
    lag = lag_ms(session, interview) if interview else None
    return {
        "dyad": dyad.name,
        "session": session.number,
        "account": account.voice,
        "status": interview.status if interview else "held",
        "reason": (interview.reason or None) if interview else None,
        "late": is_late(view.study, session, interview) if interview else None,
        "lag_h": None if lag is None else round(lag / HOUR_MS, 2),
        "before_session": is_before(session, interview) if interview else False,
        "turns": len(transcript.turns) if transcript else 0,
        "moments": dict(sorted(counts.items())),
        "judgements": dict(sorted(judged.items())),
        "done_by": _done_by(view, account),
        "stop_findings": _stop_findings(view, account),
    }


def _done_by(view: StudyView, account: Account) -> list[str]:
    """Names of the coders who are done with an account in any round."""
    own = (each for each in view.assignments.values() if each.account_id == account.id)
    return sorted({view.coders[each.coder_id].name for each in own if each.progress == "done"})


def _stop_findings(view: StudyView, account: Account) -> list[dict[str, Any]]:
    """What is odd about an account's stops, with the place and session time of each."""
    transcript = view.transcript_of(account.id)
    stops = {} if transcript is None else {each.id: each for each in view.stops_of(transcript.id)}
    found = []
    for finding in findings_of(view, account.id):
        stop = stops.get(finding.stop_id or "")
        found.append(
            {
                "oddity": finding.oddity,
                "what": finding.words,
                "position": stop.position if stop else None,
                "session_start_ms": stop.start_ms + account.clock_offset_ms if stop else None,
            }
        )
    return found


def current_moments(view: StudyView, coder: str | None = None) -> Iterator[Moment]:
    """Moments on the newest transcripts, by dyad, session, account and place in the text.

    Of one place by coder, then as they were made: never as they came in by merging.
    """
    for account in ordered_accounts(view):
        transcript = view.transcript_of(account.id)
        if transcript is not None:
            own = view.moments_of(transcript.id).values()
            chosen = (m for m in own if coder in (None, view.coders[m.coder_id].name))
            yield from sorted(chosen, key=lambda each: _place(view, each))


def left_moments(view: StudyView, coder: str | None = None) -> list[Moment]:
    """Moments that stayed with an earlier version of their transcript, in the same order."""
    accounts = {each.id: at for at, each in enumerate(ordered_accounts(view))}
    left = [
        moment
        for moment in view.all_moments()
        if not _is_current(view, moment) and coder in (None, view.coders[moment.coder_id].name)
    ]
    return sorted(
        left,
        key=lambda each: (
            accounts[view.transcripts[each.transcript_id].account_id],
            _place(view, each),
        ),
    )


def _place(view: StudyView, moment: Moment) -> tuple[int, int, str, str, Id]:
    name = view.coders[moment.coder_id].name
    return moment.start, moment.end, name, moment.made_at, moment.id


def _is_current(view: StudyView, moment: Moment) -> bool:
    account_id = view.transcripts[moment.transcript_id].account_id
    newest = view.transcript_of(account_id)
    return newest is not None and newest.id == moment.transcript_id


def moment_row(view: StudyView, moment: Moment) -> dict[str, Any]:
    """One moment as the command line lists it."""
    transcript = view.transcripts[moment.transcript_id]
    dyad, session, account = view.place_of(transcript.account_id)
    codebook = view.codebook_of(moment)
    start_ms, end_ms = view.interval_of(moment)
    question = view.question_of(moment)
    ratings = {}
    for rating in moment.ratings:
        scale = codebook.scale(rating.scale_id)
        ratings[scale.name if scale else rating.scale_id] = rating.value
    return {
        "id": moment.id,
        "coder": view.coders[moment.coder_id].name,
        "round": view.rounds[moment.round_id].name,
        "dyad": dyad.name,
        "session": session.number,
        "account": account.voice,
        "start": moment.start,
        "end": moment.end,
        "quote": transcript.quote(moment.start, moment.end),
        "codes": [codebook.code_path(code_id) for code_id in moment.codes],
        "ratings": ratings,
        "certainty": moment.certainty,
        "tense": moment.tense,
        "peak": moment.peak,
        "memo": moment.memo,
        "question": question.name if question else None,
        "session_start_ms": start_ms,
        "session_end_ms": end_ms,
        "session_time_from": view.session_time_of(moment).origin,
    }
