"""The table of stops."""

from __future__ import annotations

from annotator.analysis.tables.columns import ACCOUNT, current_transcripts, moments_begun
from annotator.domain.stop_checks import findings_of
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def stops_table(view: StudyView) -> Table:
    """One row per stop of a recall interview."""
    rows: list[tuple[Value, ...]] = []
    for account, transcript in current_transcripts(view):
        dyad, session, _ = view.place_of(account.id)
        stops = view.stops_of(transcript.id)
        moments = moments_begun(view, transcript)
        odd: dict[str | None, list[str]] = {}
        for finding in findings_of(view, account.id):
            odd.setdefault(finding.stop_id, []).append(finding.words)
        offset = account.clock_offset_ms
        rows += [
            (
                stop.id,
                dyad.name,
                session.number,
                account.voice,
                stop.position,
                transcript.turn_at(stop.position) + 1,
                stop.start_ms + offset,
                None if stop.end_ms is None else stop.end_ms + offset,
                stop.stopped_by,
                None if stop.prompted is None else int(stop.prompted),
                moments[stop.id],
                "; ".join(odd.get(stop.id, [])) or None,
            )
            for stop in stops
        ]
    columns = (
        Column(name="stop_id", means="id of the stop"),
        *ACCOUNT,
        Column(name="position", means="place in the frozen text, in Unicode code points"),
        Column(name="turn", means="number of the turn at that place, from 1"),
        Column(name="session_start_ms", means="session time of the stop, ms"),
        Column(name="session_end_ms", means="end of what was watched, ms; empty if not known"),
        Column(name="stopped_by", means="therapist, patient or interviewer; empty if not known"),
        Column(name="prompted", means="1 if the interviewer asked for it; empty if not known"),
        Column(name="moments", means="moments that begin under it and in no aside, all coders"),
        Column(
            name="finding", means="what is odd about it, joined by a semicolon; empty if nothing is"
        ),
    )
    return Table(name="stops", means="one stop of the recording", columns=columns, rows=tuple(rows))
