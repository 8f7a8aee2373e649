"""What the commands of an open study do: in the coding tab, and where coders are compared."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.actions import When
from annotator.domain.ids import Id
from annotator.ui import (
    clock_desk,
    example_desk,
    finding_desk,
    history_desk,
    rows_keys,
    signing,
    units_desk,
)
from annotator.ui.commands import Commands
from annotator.ui.comparing import Comparing
from annotator.ui.desk import Desk
from annotator.ui.isolating import ISOLATING_COMMANDS
from annotator.ui.joining_desk import JOINING_COMMANDS
from annotator.ui.journal_desk import JOURNAL_COMMANDS
from annotator.ui.memo_desk import MEMO_COMMANDS
from annotator.ui.opening_desk import read_both
from annotator.ui.pairing_desk import (
    pair_moment,
    set_rules,
    show_pairing_table,
    suggest_pairings,
)
from annotator.ui.playing.desk import COMMANDS as PLAYING
from annotator.ui.record_desk import RECORD_COMMANDS
from annotator.ui.rows_keys import ON_ROWS
from annotator.ui.sharing_desk import SHARING_COMMANDS
from annotator.ui.text_desk import TEXT_COMMANDS

AtWork = Callable[[], tuple[Desk, Comparing] | None]
"""Gives the open study at work; None while there is none."""


def join_work(commands: Commands, at_work: AtWork) -> None:
    """Joins what acts on an open study and needs no question."""
    for action_id, do in _DESK.items():
        instead, on_rows = _INSTEAD.get(action_id), ON_ROWS.get(action_id)
        commands.on(action_id, _on_desk(at_work, do, instead, on_rows))
    for action_id, compare in _COMPARING.items():
        commands.on(action_id, _on_comparing(at_work, compare))
    commands.also_on_rows = frozenset(ON_ROWS)
    commands.why_elsewhere = lambda when: _why_elsewhere(at_work, when)
    commands.code_pressed.connect(lambda code_id, adds: _press_code(at_work, code_id, adds=adds))
    commands.rate_pressed.connect(lambda digit: _press_digit(at_work, digit))


def _on_desk(
    at_work: AtWork,
    do: Callable[[Desk], object],
    instead: Callable[[Comparing], object] | None,
    on_rows: Callable[[Desk], object] | None,
) -> Callable[[], None]:
    """In the comparing tabs some keys have another meaning, in the moments table for all rows."""

    def run() -> None:
        if (work := at_work()) is None:
            return
        desk, comparing = work
        if desk.page.shows_rows and on_rows is not None:
            on_rows(desk)
        elif desk.page.tab == "coding" or instead is None:
            do(desk)
        else:
            instead(comparing)

    return run


def _on_comparing(at_work: AtWork, do: Callable[[Comparing], object]) -> Callable[[], None]:
    def run() -> None:
        if (work := at_work()) is not None:
            do(work[1])

    return run


def _press_code(at_work: AtWork, code_id: Id, *, adds: bool) -> None:
    if (work := at_work()) is None:
        return
    desk = work[0]
    if desk.page.tab == "coding":
        desk.code(code_id, adds=adds)
    elif desk.page.tab == "consensus":
        desk.page.consensus.mark_with(code_id)
    elif desk.page.shows_rows:
        desk.page.moments.changes.code_asked.emit(code_id, True)
    elif said := rows_keys.why_elsewhere(desk, "moment"):
        desk.page.banner.say(said, "hint")


def _press_digit(at_work: AtWork, digit: int) -> None:
    if (work := at_work()) is None:
        return
    desk = work[0]
    if desk.page.tab == "consensus":
        desk.page.consensus.take(digit)
    elif desk.page.shows_rows:
        rows_keys.rate(desk, digit)
    elif desk.page.tab == "coding":
        desk.rate(digit)


def _why_elsewhere(at_work: AtWork, when: When) -> str:
    work = at_work()
    return "" if work is None else rows_keys.why_elsewhere(work[0], when)


_COMPARING: dict[str, Callable[[Comparing], object]] = {
    "settle_agreed": Comparing.settle_agreed,
    "take_back": Comparing.take_back,
}
_INSTEAD: dict[str, Callable[[Comparing], object]] = {
    "next_moment": lambda comparing: comparing.step(1),
    "previous_moment": lambda comparing: comparing.step(-1),
    "mark": lambda comparing: comparing.page.consensus.make_new(),
    "delete": lambda comparing: comparing.page.consensus.leave_out(),
    "memo": lambda comparing: comparing.page.consensus.write_reason(),
}
"""What keys of the coding tab do where several coders are compared."""
_DESK: dict[str, Callable[[Desk], object]] = {
    **PLAYING,
    **finding_desk.COMMANDS,
    "undo": Desk.undo,
    "redo": Desk.redo,
    **history_desk.COMMANDS,
    "mark": Desk.mark,
    "next_moment": lambda desk: desk.step_moment(1),
    "previous_moment": lambda desk: desk.step_moment(-1),
    "rate": Desk.choose_rating,
    "memo": lambda desk: desk.page.write_memo(),
    "tense": Desk.next_tense,
    "peak": Desk.toggle_peak,
    "certainty": Desk.next_certainty,
    "end_later": lambda desk: desk.move_end("end", 1),
    "end_earlier": lambda desk: desk.move_end("end", -1),
    "start_later": lambda desk: desk.move_end("start", 1),
    "start_earlier": lambda desk: desk.move_end("start", -1),
    "pair": pair_moment,
    "pairing_table": show_pairing_table,
    "session_time": clock_desk.set_session_time,
    "set_stop": clock_desk.set_stop,
    "set_aside": clock_desk.set_aside,
    "clock_offset": clock_desk.set_clock_offset,
    "study_settings": clock_desk.set_study_settings,
    "next_stop": lambda desk: clock_desk.step_stop(desk, 1),
    "previous_stop": lambda desk: clock_desk.step_stop(desk, -1),
    "suggestions": suggest_pairings,
    "relations": set_rules,
    "delete": Desk.delete,
    "done": Desk.finish,
    "align": Desk.toggle_alignment,
    "mode_therapist": lambda desk: desk.show_mode("therapist"),
    "mode_dyadic": lambda desk: desk.show_mode("dyadic"),
    "read_both": read_both,
    "mode_patient": lambda desk: desk.show_mode("patient"),
    "mode_session": lambda desk: desk.show_mode("session"),
    "study_panel": lambda desk: desk.page.toggle("study"),
    "code_panel": lambda desk: desk.page.toggle("codes"),
    "timeline_panel": lambda desk: desk.page.toggle("timeline"),
    "zoom_in": lambda desk: desk.page.timeline.zoom(1.5),
    "zoom_out": lambda desk: desk.page.timeline.zoom(1 / 1.5),
    "zoom_all": lambda desk: desk.page.timeline.show_all(),
    "next_of_queue": Desk.show_next_of_queue,
    "next_session": lambda desk: desk.step_session(1),
    "previous_session": lambda desk: desk.step_session(-1),
    "select_word": lambda desk: desk.select("word"),
    "select_turn": lambda desk: desk.select("turn"),
    "clear_selection": lambda desk: desk.select("nothing"),
    **TEXT_COMMANDS,
    **ISOLATING_COMMANDS,
    **JOINING_COMMANDS,
    **MEMO_COMMANDS,
    **JOURNAL_COMMANDS,
    **SHARING_COMMANDS,
    **RECORD_COMMANDS,
    **units_desk.COMMANDS,
    **signing.COMMANDS,
    **example_desk.COMMANDS,
}
