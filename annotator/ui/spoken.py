"""What a screen reader is told of the text beside its words: the moments and the stop at hand."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtGui import QAccessible

from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.transcript import Turn
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.excerpt_text import said_of


def join_spoken(desk: Desk) -> None:
    """Says it in the description of each text, anew when the caret or a moment moves."""
    desk.page.timeline.playhead_moved.connect(lambda: _speak_time(desk))
    desk.page.columns.caret_moved.connect(lambda _position: _speak(desk))
    desk.moved.connect(lambda: _speak(desk))
    desk.followed.connect(lambda _changes, _origin: _speak(desk))


def spoken(view: StudyView, transcript_id: Id, caret: int, chosen: Id | None = None) -> str:
    """Who speaks at the caret, the stop that it stands under, and the moments that it stands in.

    Args:
        view: as whoever sits here sees it.
        transcript_id: of the text.
        caret: position in code points.
        chosen: id of the chosen moment, which is named first and called so.
    """
    stops = view.stops_of(transcript_id)
    before = bisect_right([each.position for each in stops], caret)
    transcript = view.transcripts[transcript_id]
    account = view.accounts[transcript.account_id]
    turn = transcript.turn_at(caret)
    parts = [f"{_speaker(transcript.turns[turn])}, turn {turn + 1} of {len(transcript.turns)}"]
    noted = (each for each in view.memos.values() if each.about_id == transcript_id)
    if any(each.about == "turn" and each.turn == turn for each in noted):
        parts.append("Memo on this turn")
    if before:
        time_ms = stops[before - 1].start_ms + account.clock_offset_ms
        parts.append(f"Session time {clock_text(time_ms)}")
    here = [
        each
        for each in view.moments_of(transcript_id).values()
        if each.start <= caret < each.end or (each.id == chosen and caret == each.end)
    ]
    here.sort(key=lambda each: (each.id != chosen, each.start))
    parts += [_said(view, each, chosen) for each in here]
    return "; ".join(parts)


def _said(view: StudyView, moment: Moment, chosen: Id | None) -> str:
    """A moment with what its marks and signs show to the eye."""
    state = "Chosen moment" if moment.id == chosen else "Moment"
    signs = [
        "peak" if moment.peak else "",
        "with a memo" if moment.memo else "",
        "paired" if any(moment.id in each.moment_ids for each in view.pairings.values()) else "",
    ]
    return ", ".join(filter(None, (f"{state}: {said_of(view, moment) or 'no code'}", *signs)))


def _speaker(turn: Turn) -> str:
    """The role of whoever speaks, with the transcript's own label where that is no known one."""
    return turn.speaker or "Other" if turn.role == "other" else turn.role.capitalize()


def spoken_time(view: StudyView, time_ms: int | None, chosen: Id | None) -> str:
    """Where the playhead stands, and the chosen moment."""
    moment = view.moment(chosen) if chosen is not None else None
    at = "" if time_ms is None else f"Session time {clock_text(time_ms)}"
    return "; ".join(filter(None, (at, _said(view, moment, chosen) if moment else "")))


def _speak(desk: Desk) -> None:
    if not QAccessible.isActive():  # nobody listens: a key costs nothing more
        return
    _speak_time(desk)
    for column in desk.page.columns.texts():
        transcript_id = column.transcript_id
        facts = column.header.heading.facts
        told = ""
        if transcript_id is not None and transcript_id in desk.shown.transcripts:
            told = spoken(desk.shown, transcript_id, column.caret(), desk.moment_id)
        description = ". ".join(filter(None, (told, facts)))
        if column.text.accessibleDescription() != description:
            column.text.setAccessibleDescription(description)


def _speak_time(desk: Desk) -> None:
    """Says it in the description of the timeline; while it plays only to whoever is there."""
    timeline = desk.page.timeline
    if QAccessible.isActive() and (timeline.hasFocus() or not timeline.sound.is_playing):
        timeline.speak(spoken_time(desk.shown, timeline.playhead(), desk.moment_id))
