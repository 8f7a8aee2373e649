"""The journal at the desk: shown, exported, and gone from to where a memo stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.app.actions import with_keys
from annotator.app.verbs.journal import Entry, Order, journal
from annotator.app.verbs.journal_export import export_journal
from annotator.app.verbs.leak_scan import masked_memos, said_in_memos
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk
from annotator.ui.dialogs.journal import JournalQuestion, ask_entry
from annotator.ui.leaving import GivenUpError, Leaving
from annotator.ui.memo_desk import memos_of


def show_journal(desk: Desk) -> None:
    """Shows all memos of whoever sits here, and goes to the one that they choose."""
    desk.leave()
    page, place, title = desk.page, desk.study.place, desk.view.study.title
    entries = journal(desk.shown)
    if not entries:
        page.banner.say(
            with_keys("There is no memo yet: {memo} writes one on a moment, {memo_on} on more."),
            "hint",
        )
        return

    def export(
        chosen: Sequence[Entry], folder: Path, with_text: bool, order: Order
    ) -> Sequence[Path]:
        leaving = Leaving(page.look, page.window(), desk.study, folder)
        if with_text:
            try:
                leaving.ask(said_in_memos(chosen))
            except GivenUpError:
                raise UserError("nothing is written: the export was given up") from None
            chosen = masked_memos(chosen, leaving.masked)
        files = export_journal(title, chosen, folder, with_text=with_text, order=order)
        leaving.note("memos", files, with_text=with_text)
        return files

    folder = place.parent / f"{place.stem} journal"
    asked = JournalQuestion(entries=entries, folder=folder, export=export)
    entry = ask_entry(page.look, page.window(), asked)
    if entry is not None:
        open_entry(desk, entry)


def open_entry(desk: Desk, entry: Entry) -> None:
    """Goes to where a memo stands."""
    desk.page.top.tab_chosen.emit("coding")
    if entry.subject is not None:
        memos_of(desk).go_to(entry.subject)
    elif entry.left and entry.account_id is not None:
        desk.show_account(entry.account_id)
        sentence = "This memo stands with an earlier version of the transcript."
        desk.page.banner.say(sentence, "hint")
    elif entry.kind == "moment":
        desk.open_found(entry.record_id)
    elif entry.kind == "pairing":
        pairing = desk.view.pairings.get(entry.record_id)
        found = None if pairing is None else next(iter(pairing.moment_ids), None)
        if found is not None:
            desk.open_moment(found)
    elif entry.account_id is not None:
        desk.show_account(entry.account_id)
    elif entry.session_id is not None:
        desk.show_session(entry.session_id)


JOURNAL_COMMANDS: dict[str, Callable[[Desk], object]] = {"journal": show_journal}
