"""Overlaps of the same code at the desk: told when they come about, listed, joined."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.app.actions import key_of
from annotator.app.verbs.joining import join, overlaps_in, same_code_overlaps, shared_codes
from annotator.domain.changes import Changes
from annotator.domain.edits import replacements
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.dialogs.overlaps import OverlapRow, ask_overlap
from annotator.ui.pairing_words import quote_of


class Overlaps(QObject):
    """Tells whoever codes when a moment comes to overlap another of theirs with the same code."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.followed.connect(self._follow)

    def _follow(self, changes: Changes, origin: object) -> None:
        desk, step = self._desk, self._desk.study.history.last
        if origin is not desk.coding or step is None or not changes.touch("moment"):
            return
        grown = [
            each.after
            for each in replacements(step.edit)
            if isinstance(each.after, Moment) and _claims_more(each.before, each.after)
        ]
        if len(grown) == 1 and desk.view.moment(grown[0].id) == grown[0]:
            found = same_code_overlaps(desk.view, grown[0])
            if found:
                desk.page.banner.say(told(desk.view, grown[0], found), "hint")


def told(view: StudyView, moment: Moment, others: list[Moment]) -> str:
    """That a moment overlaps others of its coder with the same code, and how they are joined."""
    codes = " and ".join(shared_codes(view, moment, others)) or "the same code"
    key = key_of("join_moments")
    if len(others) == 1:
        return f"It overlaps another moment of yours with {codes}: {key} joins the two."
    return f"It overlaps {len(others)} other moments of yours with {codes}: {key} joins them."


def join_overlaps(desk: Desk) -> None:
    """Joins the telling to the desk."""
    Overlaps(desk)


def join_moments(desk: Desk, partner: Moment | None = None) -> bool:
    """Joins the chosen moment with those of the same coder and code that overlap it.

    Args:
        desk: the open study at work.
        partner: one of these, to be joined alone; None for all.

    Returns:
        Whether it is done.
    """
    desk.leave()
    moment = desk.moment
    if moment is None or not desk.coding.may_change(moment.id):
        return False
    others = same_code_overlaps(desk.view, moment) if partner is None else [partner]
    if not others:
        sentence = "No other moment of yours with the same code overlaps this one."
        desk.page.banner.say(sentence, "hint")
        return False
    done = desk.coding.attempt(lambda: join(desk.view, moment, others), "Join the moments")
    if done:
        desk.choose_moment(moment.id)
        what = "another" if len(others) == 1 else f"{len(others)} others"
        desk.page.banner.say(f"Joined with {what}; {key_of('undo')} takes it back.", "good")
    return done


def show_overlaps(desk: Desk) -> None:
    """Lists what overlaps with the same code in the session on screen, to go to or to join."""
    while True:
        desk.leave()
        view, page = desk.view, desk.page
        texts = (
            view.transcript_of(each.id) for each in view.accounts_of(desk.session_id or "").values()
        )
        pairs = overlaps_in(view, [each.id for each in texts if each is not None])
        if not pairs:
            page.banner.say("No moments of one coder overlap with the same code here.", "good")
            return
        rows = [_row(view, *pair) for pair in pairs]
        choice = ask_overlap(page.look, page.window(), rows)
        if choice is None:
            return
        first, second = pairs[choice.row]
        desk.open_moment(first.id)
        if not choice.joins or not join_moments(desk, second):
            return


def _row(view: StudyView, first: Moment, second: Moment) -> OverlapRow:
    account = view.accounts[view.transcripts[first.transcript_id].account_id]
    return OverlapRow(
        account=account.voice,
        coder=view.coders[first.coder_id].name,
        codes=", ".join(shared_codes(view, first, [second])),
        first=quote_of(view, first),
        second=quote_of(view, second),
    )


def _claims_more(before: object, after: Moment) -> bool:
    """Whether a moment is new, or has got other ends or a further code."""
    if not isinstance(before, Moment):
        return True
    moved = (before.start, before.end) != (after.start, after.end)
    return moved or not set(after.codes) <= set(before.codes)


JOINING_COMMANDS: dict[str, Callable[[Desk], object]] = {
    "join_moments": join_moments,
    "overlaps": show_overlaps,
}
