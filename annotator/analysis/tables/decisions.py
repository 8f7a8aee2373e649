"""The table of what was settled between coders."""

from __future__ import annotations

from annotator.analysis.listing import ordered_accounts
from annotator.analysis.tables.columns import ACCOUNT
from annotator.domain.consensus import Decision
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def decisions_table(view: StudyView, *, with_text: bool) -> Table:
    """One row per decision; the moments that it made stand in the table of moments."""
    columns = [
        Column(name="decision_id", means="id of the decision"),
        Column(name="round", means="round of work"),
        *ACCOUNT,
        Column(name="transcript_version", means="version of the transcript that it stands in"),
        Column(name="start", means="first position of the passage, in Unicode code points"),
        Column(name="end", means="position after its last"),
        Column(name="code_set", means="set of codes that was settled; empty where none was given"),
        Column(name="choice", means="agreed, take, take all, new or leave out"),
        Column(name="coders", means="coders with a moment there that still stands, joined by |"),
        Column(name="moments", means="ids of the coders' moments, joined by |"),
        Column(name="consensus_moments", means="ids of the moments of the consensus, joined by |"),
        Column(name="decided_at", means="when it was decided, UTC"),
    ]
    if with_text:
        columns += [
            Column(name="decided_by", means="who decided"),
            Column(name="reason", means="why"),
        ]
    place = {account.id: number for number, account in enumerate(ordered_accounts(view))}

    def order(decision: Decision) -> tuple[int, int, int, str]:
        account_id = view.transcripts[decision.transcript_id].account_id
        return place[account_id], decision.start, decision.end, decision.id

    return Table(
        name="decisions",
        means="one passage that was settled between coders",
        columns=tuple(columns),
        rows=tuple(
            _values(view, each, with_text) for each in sorted(view.decisions.values(), key=order)
        ),
    )


def _values(view: StudyView, decision: Decision, with_text: bool) -> tuple[Value, ...]:
    transcript = view.transcripts[decision.transcript_id]
    dyad, session, account = view.place_of(transcript.account_id)
    moments = (view.moment(each) for each in decision.moment_ids)
    coders = (view.coders[moment.coder_id].name for moment in moments if moment is not None)
    sets = (each for book in view.codebooks.values() for each in book.sets)
    values: list[Value] = [
        decision.id,
        view.rounds[decision.round_id].name,
        dyad.name,
        session.number,
        account.voice,
        transcript.version,
        decision.start,
        decision.end,
        next((each.name for each in sets if each.id == decision.code_set_id), None),
        decision.choice,
        "|".join(coders),
        "|".join(decision.moment_ids),
        "|".join(decision.made_ids),
        decision.decided_at,
    ]
    if with_text:
        values += [decision.decided_by, decision.reason]
    return tuple(values)
