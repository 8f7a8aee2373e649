"""Stops made by hand: set, changed, moved and deleted. Each verb gives an edit.

Times are the session's; what is stored is the account's own, without its clock offset. Only
what cannot be meant is refused; whatever else is odd is told where the stop stands.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.clock import parse_offset_ms
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.transcript import Stop, Transcript
from annotator.domain.view import StudyView

STOPPED_BY = ("therapist", "patient", "interviewer")


def place(
    view: StudyView,
    transcript_id: Id,
    position: int,
    *,
    start_ms: int,
    end_ms: int | None = None,
    stopped_by: str | None = None,
    prompted: bool | None = None,
    note: str = "",
) -> Replace:
    """A new stop in a recall interview.

    Args:
        position: any; the stop comes to stand where `settled_place` says.
        start_ms, end_ms: on the session's clock.

    Raises:
        UserError: it is outside the text, not in a recall interview, ends before it starts, or
            is by nobody who takes part.
    """
    transcript = view.transcripts[transcript_id]
    if not 0 <= position <= len(transcript.text):
        raise UserError(
            f"the place {position} is not inside the text",
            hint=f"give one from 0 to {len(transcript.text)}",
        )
    refuse_session(view, transcript_id, "stops")
    made = Stop(
        id=new_id(),
        transcript_id=transcript_id,
        position=settled_place(transcript, position),
        start_ms=0,
    )
    return Replace(None, _said(view, made, start_ms, end_ms, stopped_by, prompted, note))


def change(
    view: StudyView,
    stop: Stop,
    *,
    start_ms: int,
    end_ms: int | None,
    stopped_by: str | None,
    prompted: bool | None,
    note: str,
) -> Replace | None:
    """Says other things of a stop; None where all is as it was.

    Raises:
        UserError: it would end before it starts, or is by nobody who takes part.
    """
    after = _said(view, stop, start_ms, end_ms, stopped_by, prompted, note)
    return None if after == stop else Replace(stop, after)


def move(view: StudyView, stop: Stop, start_ms: int) -> Replace | None:
    """Moves a stop to another session time, its end with it; None where it stands there."""
    by_ms = start_ms - offset_of(view, stop.transcript_id) - stop.start_ms
    if not by_ms:
        return None
    end_ms = None if stop.end_ms is None else stop.end_ms + by_ms
    return Replace(stop, replace(stop, start_ms=stop.start_ms + by_ms, end_ms=end_ms))


def delete(stop: Stop) -> Replace:
    """Takes a stop out; what it governed falls to the one before."""
    return Replace(stop, None)


def stop_here(view: StudyView, transcript: Transcript, position: int) -> Stop | None:
    """The stop that stands at a place, as a new one there would; the last of several."""
    wanted = settled_place(transcript, position)
    own = [
        each
        for each in view.stops_of(transcript.id)
        if settled_place(transcript, each.position) == wanted
    ]
    return own[-1] if own else None


def settled_place(transcript: Transcript, position: int) -> int:
    """Where a stop set at a position stands.

    At the start of the word there; where only blanks part it from the start of the turn at
    that, and where only blanks follow in the turn at the start of the next one.
    """
    text = transcript.text
    if not transcript.turns:
        return position
    number = transcript.turn_at(position)
    while not text[position : transcript.turns[number].end].strip():
        number += 1
        if number == len(transcript.turns):
            return len(text)
        position = transcript.turns[number].start
    turn = transcript.turns[number]
    while turn.start < position and not text[position - 1].isspace():
        position -= 1
    return position if text[turn.start : position].strip() else turn.start


def typed_time(text: str) -> int:
    """The session time that a person typed, in ms; below 0 by an offset, as sheets show it.

    Raises:
        UserError: it is none.
    """
    found = parse_offset_ms(text)
    if found is None:
        raise UserError(f"{text.strip()!r} is no time", hint="write 12:30 or 1:02:30")
    return found


def typed_end(text: str) -> int | None:
    """The same where nothing typed means that the end is not known."""
    return typed_time(text) if text.strip() else None


def typed_stretch(start: str, end: str) -> tuple[int, int | None]:
    """The start and end that a person typed, in ms.

    Raises:
        UserError: a field holds no time, or the end is before the start.
    """
    start_ms, end_ms = typed_time(start), typed_end(end)
    check_stretch(start_ms, end_ms)
    return start_ms, end_ms


def check_stretch(start_ms: int, end_ms: int | None) -> None:
    """Refuses an end before its start."""
    if end_ms is not None and end_ms < start_ms:
        raise UserError(
            "the end is before the start", hint="give a later end, or none where it is not known"
        )


def refuse_session(view: StudyView, transcript_id: Id, what: str) -> None:
    """Refuses what only recall interviews have."""
    if not view.accounts[view.transcripts[transcript_id].account_id].is_recall:
        raise UserError(
            f"the session’s own transcript has no {what}: its turns have their own times",
            hint="go to the therapist’s or the patient’s account",
        )


def offset_of(view: StudyView, transcript_id: Id) -> int:
    """What is added to a transcript's stop times to reach the session's clock, in ms."""
    return view.accounts[view.transcripts[transcript_id].account_id].clock_offset_ms


def _said(
    view: StudyView,
    stop: Stop,
    start_ms: int,
    end_ms: int | None,
    stopped_by: str | None,
    prompted: bool | None,
    note: str,
) -> Stop:
    """The stop with all that is said of it."""
    check_stretch(start_ms, end_ms)
    if stopped_by not in (*STOPPED_BY, None, stop.stopped_by):
        raise UserError(
            f"{stopped_by!r} does not take part", hint=f"known are {', '.join(STOPPED_BY)}"
        )
    offset = offset_of(view, stop.transcript_id)
    return replace(
        stop,
        start_ms=start_ms - offset,
        end_ms=None if end_ms is None else end_ms - offset,
        stopped_by=stopped_by,
        prompted=prompted,
        note=note.strip(),
    )
