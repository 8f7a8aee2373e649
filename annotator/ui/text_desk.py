"""Reading at the desk: selecting, copying, and what else is done to the text in hand."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.actions import key_of
from annotator.ui.desk import Desk
from annotator.ui.order import beside, beside_caret, moments_in_text
from annotator.ui.transcript import TranscriptColumn


def _on_text(do: Callable[[TranscriptColumn], object]) -> Callable[[Desk], None]:
    """Does something to the column in hand, where there is one."""

    def run(desk: Desk) -> None:
        text = desk.page.columns.in_hand
        if text is not None:
            do(text)

    return run


def _copy(desk: Desk, *, plain: bool) -> None:
    text = desk.page.columns.in_hand
    if text is not None:
        (text.text.copy_plain if plain else text.text.copy)()


def _step_peak(desk: Desk, step: int) -> None:
    """The next peak of the column in hand, counted from the chosen moment or the caret."""
    text = desk.page.columns.in_hand or next(iter(desk.page.columns.texts()), None)
    if text is None or text.transcript_id is None:
        return
    peaks = [each for each in moments_in_text(desk.view, text.transcript_id) if each.peak]
    if any(each.id == desk.moment_id for each in peaks):
        found = beside(peaks, desk.moment_id, step)
    else:
        found = beside_caret(peaks, text.caret(), step)
    if found is not None:
        desk.choose_moment(found.id)
    else:
        desk.page.banner.say(f"No peak that way; {key_of('peak')} makes a moment one.", "hint")


TEXT_COMMANDS: dict[str, Callable[[Desk], object]] = {
    "select_sentence": _on_text(TranscriptColumn.select_sentence),
    "copy_quote": lambda desk: _copy(desk, plain=False),
    "copy_plain": lambda desk: _copy(desk, plain=True),
    "next_peak": lambda desk: _step_peak(desk, 1),
    "previous_peak": lambda desk: _step_peak(desk, -1),
}
