"""The session's clock at the desk: stops, asides, session times, offsets, the study's settings."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.actions import key_of, with_keys
from annotator.app.verbs import asides, session_time, stops
from annotator.app.verbs.study_settings import set_study
from annotator.domain.clock import clock_text
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.stop_checks import stop_findings
from annotator.domain.transcript import Stop, Transcript
from annotator.ui.counterpart import short_quote
from annotator.ui.desk import Desk
from annotator.ui.dialogs.aside import ask_aside
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.session_time import ask_offset, ask_session_time
from annotator.ui.dialogs.stop import ask_stop
from annotator.ui.dialogs.study_settings import ask_study_settings
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.whole_study import may_set

_NO_COLUMN = "Go to one of the accounts first ({next_pane})."


def join_clock(desk: Desk, run: Callable[[str], None]) -> None:
    """Joins what the parts of a page ask of the clock; `run` does an action."""
    desk.page.inspector.time_asked.connect(lambda: run("session_time"))
    desk.page.timeline.stop_chosen.connect(lambda stop_id: go_to_stop(desk, stop_id))
    desk.page.timeline.stop_moved.connect(lambda stop_id, ms: move_stop(desk, stop_id, ms))


def set_stop(desk: Desk) -> None:
    """Asks for a stop at the caret or the selection; where one stands, changes or deletes it."""
    found = _recall_in_hand(desk, "stops")
    if found is None:
        return
    text, transcript = found
    span = text.selected_span()
    position = text.caret() if span is None else span[0]
    stop = stops.stop_here(desk.view, transcript, position)
    choice = ask_stop(
        desk.page.look,
        desk.page.window(),
        _place(desk, transcript),
        stop,
        offset_ms=stops.offset_of(desk.view, transcript.id),
        now_ms=_second(desk.page.timeline.playhead()),
    )
    if choice is None:
        return
    view, time = desk.view, clock_text(choice.start_ms)
    if choice.deletes:
        if stop is not None:
            desk.coding.attempt(lambda: stops.delete(stop), "Delete the stop")
    elif stop is not None:
        desk.coding.attempt(
            lambda: stops.change(
                view,
                stop,
                start_ms=choice.start_ms,
                end_ms=choice.end_ms,
                stopped_by=choice.stopped_by,
                prompted=choice.prompted,
                note=choice.note,
            ),
            "Change the stop",
        )
    else:
        desk.coding.attempt(
            lambda: stops.place(
                view,
                transcript.id,
                position,
                start_ms=choice.start_ms,
                end_ms=choice.end_ms,
                stopped_by=choice.stopped_by,
                prompted=choice.prompted,
                note=choice.note,
            ),
            f"Stop at {time}",
        )


def move_stop(desk: Desk, stop_id: Id, time_ms: int) -> None:
    """Takes the time that a mouse has moved a stop to."""
    desk.leave()
    stop = _stop(desk, stop_id)
    if stop is None:
        return
    view = desk.view
    if desk.coding.attempt(
        lambda: stops.move(view, stop, time_ms), f"Move the stop to {clock_text(time_ms)}"
    ):
        desk.page.banner.say(
            f"The stop is moved to {clock_text(time_ms)}; {key_of('undo')} takes it back.", "hint"
        )


def go_to_stop(desk: Desk, stop_id: Id) -> None:
    """Shows a stop in its column, and its time in all the others."""
    stop = _stop(desk, stop_id)
    if stop is None:
        return
    account = desk.view.accounts[desk.view.transcripts[stop.transcript_id].account_id]
    text = desk.page.columns.text(account.voice)
    if text is None:
        desk.show_voice(account.voice)
        text = desk.page.columns.text(account.voice)
    desk.go_to_time(stop.start_ms + account.clock_offset_ms)
    if text is not None and text.transcript_id == stop.transcript_id:
        desk.page.columns.take(account.voice)
        text.place_caret(stop.position)
        text.text.scroll_to_top(stop.position)


def step_stop(desk: Desk, step: int) -> None:
    """To the next stop of the column in hand, or the one before, in order of the text."""
    found = _recall_in_hand(desk, "stops")
    if found is None:
        return
    text, transcript = found
    caret = text.caret()
    own = desk.view.stops_of(transcript.id)
    onward = [s for s in own if (s.position > caret if step > 0 else s.position < caret)]
    if not onward:
        desk.page.banner.say("No stop that way.", "hint")
        return
    go_to_stop(desk, (onward[0] if step > 0 else onward[-1]).id)


def set_aside(desk: Desk) -> None:
    """Asks what the selection is about, if not its stop's moment; changes what is marked there."""
    found = _recall_in_hand(desk, "ranges that are not about their stop")
    if found is None:
        return
    text, transcript = found
    span = text.selected_span()
    start, end = span or (text.caret(), text.caret())
    aside = asides.aside_here(desk.view, transcript.id, start, end)
    if aside is None and span is None:
        desk.page.banner.say(
            "Select what is not about this moment first: "
            f"{key_of('select_word')} takes a word, Return a turn.",
            "hint",
        )
        return
    if aside is not None:
        start, end = aside.start, aside.end
    choice = ask_aside(
        desk.page.look,
        desk.page.window(),
        short_quote(transcript.quote(start, end), 160),
        aside,
        offset_ms=stops.offset_of(desk.view, transcript.id),
    )
    if choice is None:
        return
    view, given = desk.view, (choice.start_ms, choice.end_ms)
    about = "Not about this moment" if given[0] is None else f"About {clock_text(given[0])}"
    if aside is None:
        desk.coding.attempt(
            lambda: asides.mark(
                view,
                transcript.id,
                start,
                end,
                start_ms=given[0],
                end_ms=given[1],
                note=choice.note,
            ),
            about,
        )
    elif choice.takes_away:
        desk.coding.attempt(lambda: asides.take_away(aside), "About its stop again")
    else:
        desk.coding.attempt(
            lambda: asides.change(
                view, aside, start_ms=given[0], end_ms=given[1], note=choice.note
            ),
            about,
        )


def set_session_time(desk: Desk) -> None:
    """Asks for the chosen moment's session time; or has it follow its stop again."""
    desk.leave()
    moment, page = desk.moment, desk.page
    if moment is None or not desk.coding.may_change(moment.id):
        return
    time = desk.view.session_time_of(moment)
    now_ms = _second(page.timeline.playhead())
    choice = ask_session_time(page.look, page.window(), time, now_ms)
    if choice is None:
        return
    if choice.follows:
        desk.coding.attempt(lambda: session_time.follow(moment), "Follow the stop again")
    elif (choice.start_ms, choice.end_ms) != (time.start_ms, time.end_ms):
        done = desk.coding.attempt(
            lambda: session_time.override(moment, choice.start_ms, choice.end_ms),
            f"Session time {clock_text(choice.start_ms)}",
        )
        outside = _outside(desk, moment, choice.start_ms, choice.end_ms)
        if done and outside:
            page.banner.say(
                f"The moment {outside}. It is kept so; {key_of('undo')} takes it back.", "hint"
            )


def set_clock_offset(desk: Desk) -> None:
    """Asks for the clock offset of the account in hand."""
    found = _recall_in_hand(desk, "clock offset")
    if found is None:
        return
    _, transcript = found
    account = desk.view.accounts[transcript.account_id]
    own = desk.view.stops_of(transcript.id)
    offset_ms = ask_offset(
        desk.page.look,
        desk.page.window(),
        _place(desk, transcript),
        account.clock_offset_ms,
        own[0].start_ms if own else None,
    )
    if offset_ms is not None:
        view = desk.view
        desk.coding.attempt(
            lambda: session_time.set_offset(view, account, offset_ms), "Set the clock offset"
        )


def set_study_settings(desk: Desk) -> None:
    """Asks for the settings of the study."""
    if not may_set(desk, "settings"):
        return
    wanted = ask_study_settings(desk.page.look, desk.page.window(), desk.view)
    if wanted is not None:
        view = desk.view
        desk.coding.attempt(lambda: set_study(view, wanted), "Settings of the study")


def _outside(desk: Desk, moment: Moment, start_ms: int, end_ms: int | None) -> str:
    """How a time given by hand lies outside the session, as a stop's would; empty within it."""
    _, session, _ = desk.view.place_of(desk.view.transcripts[moment.transcript_id].account_id)
    as_stop = Stop(
        id=moment.id,
        transcript_id=moment.transcript_id,
        position=moment.start,
        start_ms=start_ms,
        end_ms=end_ms,
    )
    found = stop_findings([as_stop], length_ms=session.length_ms)
    return ", and ".join(each.words for each in found if each.is_fault)


def _recall_in_hand(desk: Desk, what: str) -> tuple[TranscriptColumn, Transcript] | None:
    """The recall interview in hand; says why where there is none."""
    desk.leave()
    text = desk.page.columns.in_hand
    if text is None or text.transcript_id is None:
        desk.page.banner.say(with_keys(_NO_COLUMN), "hint")
        return None
    try:
        stops.refuse_session(desk.view, text.transcript_id, what)
    except UserError as error:
        desk.page.banner.say(as_sentence(error), "hint")
        return None
    return text, desk.view.transcripts[text.transcript_id]


def _second(time_ms: int | None) -> int | None:
    """The playhead's time as the window shows it: the second that has begun."""
    return None if time_ms is None else time_ms - time_ms % 1000


def _place(desk: Desk, transcript: Transcript) -> str:
    dyad, session, account = desk.view.place_of(transcript.account_id)
    return f"{dyad.name}, session {session.number}, {account.voice}"


def _stop(desk: Desk, stop_id: Id) -> Stop | None:
    every = (stop for own in desk.view.stops.values() for stop in own)
    return next((stop for stop in every if stop.id == stop_id), None)
