"""The table of moments."""

from __future__ import annotations

from annotator.analysis.listing import current_moments, moment_row
from annotator.analysis.tables.columns import ACCOUNT, named_columns
from annotator.domain.codebook import Code, Scale
from annotator.domain.moment import Moment
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def moments_table(view: StudyView, *, with_text: bool) -> Table:
    """One row per moment; a 0/1 column per code and a column per scale."""
    codes = [code for _, code in view.codebook.codes()]
    scales = [scale for _, scale in view.codebook.scales()]
    columns = [
        Column(name="moment_id", means="id of the moment"),
        Column(name="coder", means="who marked it"),
        Column(name="round", means="round of work"),
        *ACCOUNT,
        Column(name="transcript_version", means="version of the transcript that it stands in"),
        Column(name="start", means="first position, in Unicode code points of the frozen text"),
        Column(name="end", means="position after the last"),
        Column(name="turn_first", means="number of the first turn that it touches, from 1"),
        Column(name="turn_last", means="number of the last turn that it touches"),
        Column(name="speaker_roles", means="roles of the turns that it touches, joined by |"),
        Column(name="question", means="question of the guide that its first turn answers"),
        Column(name="codes", means="codes as Set/Code, joined by |"),
        Column(name="certainty", means="unsure, fair or clear"),
        Column(name="tense", means="then: as recalled; now: as seen today"),
        Column(name="peak", means="1 if it is the peak of its event, else 0"),
        Column(name="session_start_ms", means="session time of its start, ms"),
        Column(name="session_end_ms", means="session time of its end, ms; empty if not known"),
        Column(name="session_time_from", means="stop, turn, hand; empty before the first stop"),
        Column(name="made_at", means="when it was marked, UTC"),
    ]
    taken = {column.name for column in columns}
    columns += named_columns(
        taken, "code", [(code.name, f"1 if coded {code.name}, else 0") for code in codes]
    )
    columns += named_columns(
        taken,
        "rating",
        [(s.name, f"rating on {s.name}, {s.minimum} to {s.maximum}") for s in scales],
    )
    if with_text:
        columns += [
            Column(name="quote", means="the words"),
            Column(name="memo", means="the coder's memo"),
        ]
    rows = [
        _moment_values(view, moment, codes, scales, with_text) for moment in current_moments(view)
    ]
    return Table(
        name="moments",
        means="one moment that one coder marked",
        columns=tuple(columns),
        rows=tuple(rows),
    )


def _moment_values(
    view: StudyView, moment: Moment, codes: list[Code], scales: list[Scale], with_text: bool
) -> tuple[Value, ...]:
    row = moment_row(view, moment)
    transcript = view.transcripts[moment.transcript_id]
    first, last = transcript.turn_at(moment.start), transcript.turn_at(moment.end - 1)
    roles = dict.fromkeys(turn.role for turn in transcript.turns[first : last + 1])
    values: list[Value] = [
        moment.id,
        row["coder"],
        row["round"],
        row["dyad"],
        row["session"],
        row["account"],
        transcript.version,
        moment.start,
        moment.end,
        first + 1,
        last + 1,
        "|".join(roles),
        row["question"],
        "|".join(row["codes"]),
        moment.certainty,
        moment.tense,
        int(moment.peak),
        row["session_start_ms"],
        row["session_end_ms"],
        _time_source(view, moment, row["session_start_ms"]),
        moment.made_at,
    ]
    values += [int(code.id in moment.codes) for code in codes]
    values += [moment.rating(scale.id) for scale in scales]
    if with_text:
        values += [row["quote"], moment.memo]
    return tuple(values)


def _time_source(view: StudyView, moment: Moment, start_ms: int | None) -> str | None:
    if moment.own_start_ms is not None:
        return "hand"
    if start_ms is None:
        return None
    account = view.accounts[view.transcripts[moment.transcript_id].account_id]
    return "stop" if account.is_recall else "turn"
