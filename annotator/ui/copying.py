"""Copies of passages that lists and tables show: the words with their source, as from the text."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.app.verbs.search_listing import session_time
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui import clipboard
from annotator.ui.transcript import clipping
from annotator.ui.transcript.header import source_of


def copy_passages(view: StudyView, places: Sequence[tuple[Id, int, int]], *, plain: bool) -> None:
    """Puts passages on the clipboard, one a line.

    Args:
        view: what may be read.
        places: transcript, start and end.
        plain: the words alone, without their source.
    """
    lines = [_words(view, *place, plain=plain) for place in places]
    clipboard.put("\n".join(lines))


def _words(view: StudyView, transcript_id: Id, start: int, end: int, *, plain: bool) -> str:
    transcript = view.transcripts[transcript_id]
    words = transcript.quote(start, end)
    if plain:
        return words
    start_ms, _ = session_time(view, transcript_id, start, end)
    time = "" if start_ms is None else clock_text(start_ms)
    return clipping.quoted(words, source_of(view, view.accounts[transcript.account_id]), time)
