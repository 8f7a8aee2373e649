"""The table of asides: ranges of recall interviews that their stop does not govern."""

from __future__ import annotations

from annotator.analysis.tables.columns import ACCOUNT, current_transcripts, moments_begun
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def asides_table(view: StudyView, *, with_text: bool) -> Table:
    """One row per aside of a recall interview.

    Args:
        view: the study.
        with_text: with the notes that say what an aside is about.
    """
    rows: list[tuple[Value, ...]] = []
    for account, transcript in current_transcripts(view):
        dyad, session, _ = view.place_of(account.id)
        moments, offset = moments_begun(view, transcript), account.clock_offset_ms
        for aside in view.asides_of(transcript.id):
            start_ms, end_ms = (
                None if each is None else each + offset for each in (aside.start_ms, aside.end_ms)
            )
            row: tuple[Value, ...] = (
                aside.id,
                dyad.name,
                session.number,
                account.voice,
                aside.start,
                aside.end,
                transcript.turn_at(aside.start) + 1,
                transcript.turn_at(aside.end - 1) + 1,
                start_ms,
                end_ms,
                moments[aside.id],
            )
            rows.append((*row, aside.note or None) if with_text else row)
    columns = [
        Column(name="aside_id", means="id of the aside"),
        *ACCOUNT,
        Column(name="start", means="first character of the frozen text, in Unicode code points"),
        Column(
            name="end",
            means="the character after its last; of asides that overlap the later one governs",
        ),
        Column(name="first_turn", means="number of the turn at its start, from 1"),
        Column(name="last_turn", means="number of the turn at its end, from 1"),
        Column(
            name="session_start_ms",
            means="session time that it is about instead, ms; empty if it is about none",
        ),
        Column(name="session_end_ms", means="where that time ends, ms; empty if not known"),
        Column(name="moments", means="moments that begin in it, all coders"),
    ]
    if with_text:
        columns.append(Column(name="note", means="what it is about, as noted"))
    return Table(
        name="asides",
        means="a range of a recall interview that is not about what its stop shows",
        columns=tuple(columns),
        rows=tuple(rows),
    )
