"""The moments on screen as a table for a file."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.analysis.tables.columns import ACCOUNT
from annotator.analysis.tables.current_codes import current_codes
from annotator.analysis.tables.moment_rows import MomentRow
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

_ALWAYS = (
    Column(name="moment_id", means="id of the moment"),
    *ACCOUNT,
    Column(name="coder", means="who marked it"),
    Column(name="round", means="round of work"),
    Column(name="start", means="first position, in Unicode code points of the frozen text"),
    Column(name="end", means="position after the last"),
    Column(name="session_start_ms", means="session time of its start, ms"),
    Column(name="session_end_ms", means="session time of its end, ms; empty if not known"),
    Column(name="codes", means="codes as they are called now, joined by |"),
    Column(name="ratings", means="ratings as Scale=value, joined by |"),
    Column(name="tense", means="then: as recalled; now: as seen today"),
    Column(name="peak", means="1 if it is the peak of its event, else 0"),
    Column(name="certainty", means="unsure, fair or clear"),
    Column(name="pairing", means="relations that it is paired by, or one-sided"),
    Column(name="made_at", means="when it was marked, UTC"),
)
_WORDS = (
    Column(name="quote", means="the words"),
    Column(name="memo", means="the coder's memo"),
)


def shown_moments_table(view: StudyView, rows: Sequence[MomentRow], *, with_text: bool) -> Table:
    """These moments in this order.

    Args:
        view: the study.
        rows: as shown.
        with_text: with quotes and memos.
    """
    current = current_codes(view)
    books = sorted(view.codebooks.values(), key=lambda book: book.number)
    scales = {scale.id: scale.name for book in books for _, scale in book.scales()}

    def values(row: MomentRow) -> tuple[Value, ...]:
        moment = row.moment
        start_ms, end_ms = view.interval_of(moment)
        ratings = (f"{scales.get(e.scale_id, e.scale_id)}={e.value}" for e in moment.ratings)
        said = (row.quote, moment.memo) if with_text else ()
        return (
            moment.id,
            row.place.dyad,
            row.place.session,
            row.place.voice,
            row.coder,
            row.round,
            moment.start,
            moment.end,
            start_ms,
            end_ms,
            "|".join(map(current.name, moment.codes)),
            "|".join(ratings),
            moment.tense,
            int(moment.peak),
            moment.certainty,
            row.pairing or None,
            moment.made_at,
            *said,
        )

    return Table(
        name="moments_shown",
        means="one moment that was shown",
        columns=(*_ALWAYS, *_WORDS) if with_text else _ALWAYS,
        rows=tuple(map(values, rows)),
    )
