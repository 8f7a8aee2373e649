"""The step from one account to both, at the desk: asked, put down, then shown side by side."""

from __future__ import annotations

from annotator.app.actions import key_of
from annotator.app.verbs.opening import alone_in, opening_of
from annotator.ui.desk import Desk
from annotator.ui.dialogs.opening import ask_opening
from annotator.ui.reading_alone import why_alone
from annotator.ui.when import when_text


def read_both(desk: Desk) -> None:
    """Asks whether the coder goes on to both accounts, and shows them side by side."""
    desk.leave()
    page, coder_id, session_id = desk.page, desk.study.seen_by, desk.session_id
    alone = alone_in(desk.study.view, coder_id, session_id)
    if not coder_id or session_id is None or not alone:
        page.banner.say(_already(desk), "hint")
        return
    if alone[0].progress != "done":
        page.banner.say(why_alone(desk.study.view, coder_id, session_id), "hint")
        return
    if not ask_opening(page.look, page.window(), desk.study.view, coder_id, session_id):
        return
    if desk.coding.open_both(session_id):
        desk.show_mode("dyadic")
        said = (
            f"Both accounts are open, and it is on record. {key_of('pair')} "
            "pairs moments of the two."
        )
        page.banner.say(said, "good")


def _already(desk: Desk) -> str:
    """That there is nothing to open, and since when."""
    step = opening_of(desk.study.view, desk.study.seen_by, desk.session_id)
    if step is None:
        return f"Both accounts are open to you: {key_of('mode_dyadic')} shows them side by side."
    since = when_text(step.opened_at)
    return f"You read both accounts since {since}: {key_of('mode_dyadic')} shows them side by side."
