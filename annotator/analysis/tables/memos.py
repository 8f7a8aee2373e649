"""The table of memos; those of moments and judgements stand with these."""

from __future__ import annotations

from annotator.analysis.tables.columns import ACCOUNT
from annotator.analysis.tables.judged_rows import Place, places_of
from annotator.domain.memo import Memo
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

_NOWHERE: Place = (None, None, None)  # a code and the study have none


def memos_table(view: StudyView) -> Table:
    """One row per memo, by when it was made. It is text: only for exports with text."""
    columns = (
        Column(name="memo_id", means="id of the memo"),
        Column(name="coder", means="who wrote it"),
        Column(name="about", means="turn, code, account, session, dyad or study"),
        *ACCOUNT,
        Column(name="transcript_version", means="version of the transcript, for a turn"),
        Column(name="turn", means="number of the turn, from 1"),
        Column(name="code", means="the code as Set/Code, in the newest version"),
        Column(name="made_at", means="when it was made, UTC"),
        Column(name="memo", means="the memo"),
    )
    places = places_of(view)
    memos = sorted(view.memos.values(), key=lambda each: (each.made_at, each.id))
    return Table(
        name="memos",
        means="one coder's memo on a turn, code, account, session, dyad or the study",
        columns=columns,
        rows=tuple(_row(view, places, each) for each in memos),
    )


def _row(view: StudyView, places: dict[str, Place], memo: Memo) -> tuple[Value, ...]:
    transcript = view.transcripts.get(memo.transcript_id or "")
    target = transcript.account_id if transcript else memo.about_id
    return (
        memo.id,
        view.coders[memo.coder_id].name,
        memo.about,
        *places.get(target, _NOWHERE),
        transcript.version if transcript else None,
        None if memo.turn is None else memo.turn + 1,
        view.codebook.code_path(memo.about_id) if memo.about == "code" else None,
        memo.made_at,
        memo.text,
    )
