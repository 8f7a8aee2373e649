"""Ranges of a recall interview that their stop does not govern. Each verb gives an edit.

Times are the session's; what is stored is the account's own, without its clock offset.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.app.verbs.moments import check_passage
from annotator.app.verbs.stops import check_stretch, offset_of, refuse_session
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.transcript import Aside
from annotator.domain.view import StudyView


def mark(
    view: StudyView,
    transcript_id: Id,
    start: int,
    end: int,
    *,
    start_ms: int | None = None,
    end_ms: int | None = None,
    note: str = "",
) -> Replace:
    """A range that is not about its stop's moment, or about another time.

    Args:
        start_ms, end_ms: that time on the session's clock; None for a range that is not about
            this moment.

    Raises:
        UserError: the range is empty or outside the text, shares a place with another one, is
            not in a recall interview, or its time ends before it starts.
    """
    check_passage(view, transcript_id, start, end)
    refuse_session(view, transcript_id, "ranges that are not about their stop")
    for each in view.asides_of(transcript_id):
        if each.start < end and start < each.end:
            raise UserError(
                "part of this is marked as not about its moment already",
                hint="change that range, or take it away first",
            )
    made = Aside(id=new_id(), transcript_id=transcript_id, start=start, end=end)
    return Replace(None, _said(view, made, start_ms, end_ms, note))


def change(
    view: StudyView, aside: Aside, *, start_ms: int | None, end_ms: int | None, note: str
) -> Replace | None:
    """Gives a range another time, or none; None where all is as it was.

    Raises:
        UserError: its time would end before it starts.
    """
    after = _said(view, aside, start_ms, end_ms, note)
    return None if after == aside else Replace(aside, after)


def take_away(aside: Aside) -> Replace:
    """Gives a range back to its stop."""
    return Replace(aside, None)


def aside_here(view: StudyView, transcript_id: Id, start: int, end: int) -> Aside | None:
    """The range that a selection or a caret touches; the one that governs, of several."""
    end = max(end, start + 1)
    own = [each for each in view.asides_of(transcript_id) if each.start < end and start < each.end]
    return own[-1] if own else None


def _said(
    view: StudyView, aside: Aside, start_ms: int | None, end_ms: int | None, note: str
) -> Aside:
    if start_ms is None:
        if end_ms is not None:
            raise UserError("there is an end without a start", hint="give the start too")
        return replace(aside, start_ms=None, end_ms=None, note=note.strip())
    check_stretch(start_ms, end_ms)
    offset = offset_of(view, aside.transcript_id)
    return replace(
        aside,
        start_ms=start_ms - offset,
        end_ms=None if end_ms is None else end_ms - offset,
        note=note.strip(),
    )
