"""Reading at the desk: selecting, copying, and what else is done to the text in hand."""

from __future__ import annotations

from collections.abc import Callable

from annotator.ui.desk import Desk
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
    if text is None:
        return
    if text.text.span_to_copy() is None:
        desk.page.banner.say("Select a passage or choose a moment first: that is copied.", "hint")
    elif plain:
        text.text.copy_plain()
    else:
        text.text.copy()


TEXT_COMMANDS: dict[str, Callable[[Desk], object]] = {
    "select_sentence": _on_text(TranscriptColumn.select_sentence),
    "copy_quote": lambda desk: _copy(desk, plain=False),
    "copy_plain": lambda desk: _copy(desk, plain=True),
}
