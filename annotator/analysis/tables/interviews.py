"""The table of recall interviews."""

from __future__ import annotations

from annotator.analysis.listing import matrix, ordered_accounts
from annotator.analysis.tables.columns import ACCOUNT, named_columns
from annotator.analysis.tables.scores import ScoreColumns
from annotator.domain.study import SESSION_VOICE, Account
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def interviews_table(view: StudyView) -> Table:
    """One row per recall interview, held or not."""
    attributes = list(
        dict.fromkeys(name for each in view.participants.values() for name, _ in each.attributes)
    )
    columns = [
        *ACCOUNT,
        Column(name="participant", means="pseudonym"),
        Column(name="status", means="held, partial, cancelled or missing"),
        Column(name="reason", means="why it is missing or partial"),
        Column(name="session_held", means="start of the therapy session, local time"),
        Column(name="session_length_ms", means="length of the session, ms"),
        Column(name="held", means="start of the interview, local time"),
        Column(name="lag_h", means="hours from the session's end (its start if no length)"),
        Column(name="late", means="1 if later than the study's window; empty if not known"),
        Column(name="turns", means="turns in the transcript; empty where none may be read"),
        Column(name="words", means="words in the transcript, split at blanks"),
        Column(name="stops", means="stops of the recording; empty as turns are"),
        Column(name="moments", means="moments marked, all coders; empty as turns are"),
    ]
    columns += named_columns(
        {column.name for column in columns},
        "attr",
        [(name, f"attribute of the participant: {name}") for name in attributes],
    )
    of_dyads = list(
        dict.fromkeys(name for each in view.dyads.values() for name, _ in each.attributes)
    )
    columns += named_columns(
        {column.name for column in columns},
        "dyad_attr",
        [(name, f"attribute of the dyad: {name}") for name in of_dyads],
    )
    scores = ScoreColumns(view, {column.name for column in columns})
    columns += scores.columns
    recalls = [each for each in ordered_accounts(view) if each.voice != SESSION_VOICE]
    cells = matrix(view)["interviews"]
    rows = [
        (
            *_interview_values(view, account, cell, attributes, of_dyads),
            *scores.values(account.session_id),
        )
        for account, cell in zip(recalls, cells, strict=True)
    ]
    return Table(
        name="interviews",
        means="one recall interview, held or not",
        columns=tuple(columns),
        rows=tuple(rows),
    )


def _interview_values(
    view: StudyView,
    account: Account,
    cell: dict[str, Value],
    attributes: list[str],
    of_dyads: list[str],
) -> tuple[Value, ...]:
    dyad, session, _ = view.place_of(account.id)
    interview = view.interview_of(account.id)
    transcript = view.transcript_of(account.id)
    person_id = interview.participant_id if interview else None
    person = view.participants.get(person_id or "")
    known = dict(person.attributes) if person else {}
    late = cell["late"]
    return (
        dyad.name,
        session.number,
        account.voice,
        person.pseudonym if person else None,
        cell["status"],
        interview.reason if interview else None,
        session.held.isoformat() if session.held else None,
        session.length_ms,
        interview.held.isoformat() if interview and interview.held else None,
        cell["lag_h"],
        None if late is None else int(bool(late)),
        len(transcript.turns) if transcript else None,
        len(transcript.text.split()) if transcript else None,
        len(view.stops_of(transcript.id)) if transcript else None,
        len(view.moments_of(transcript.id)) if transcript else None,
        *(known.get(name) for name in attributes),
        *(dict(dyad.attributes).get(name) for name in of_dyads),
    )
