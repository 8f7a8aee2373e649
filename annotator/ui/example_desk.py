"""Words of the text as examples of codes."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.actions import key_of
from annotator.app.verbs.codebook_editing import WHAT, change_codebook
from annotator.domain.codebook_changes import add_example
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk
from annotator.ui.dialogs.example import ask_example
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.transcript.header import pseudonym_of
from annotator.ui.whole_study import may_set


def take_example(desk: Desk) -> None:
    """Asks of which code the selected words are an example, and puts them into the codebook."""
    text = desk.page.columns.in_hand
    span = text.selected_span() if text is not None else None
    if text is None or span is None or text.transcript_id is None or not may_set(desk, WHAT):
        return
    study, page = desk.study, desk.page
    view = study.view
    transcript = view.transcripts[text.transcript_id]
    dyad, session, account = view.place_of(transcript.account_id)
    who = pseudonym_of(view, account) or account.voice
    words = " ".join(transcript.quote(*span).split())
    example = f"{words} ({who}, {dyad.name}, session {session.number})"
    likely = desk.moment.codes if desk.moment is not None else ()
    book = view.codebook
    if not any(not code.retired for _, code in book.codes()):
        page.banner.say(
            f"The study has no codes yet: make one first ({key_of('tab_codebook')}).", "hint"
        )
        return
    code_id = ask_example(page.top.look, page.window(), book, example, likely)
    code = book.code(code_id) if code_id is not None else None
    if code is None:
        return
    try:
        edit = change_codebook(view, study.seen_by, lambda own: add_example(own, code.id, example))
        if edit is not None:
            study.do(edit, f"Add an example of {code.name}")
        page.banner.say(f"It is an example of {code.name} now.", "good")
    except UserError as error:
        page.banner.say(as_sentence(error))


COMMANDS: dict[str, Callable[[Desk], object]] = {"add_example": take_example}
