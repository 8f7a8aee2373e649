"""What is said where the texts on screen are no part of the round that a coder works in."""

from __future__ import annotations

from collections.abc import Collection

from annotator.app.actions import key_of
from annotator.app.verbs.queue import queue_of, round_in_hand
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.figures import round_text


def said_of_the_sample(
    view: StudyView, coder_id: Id | None, session_id: Id | None, shown: Collection[Id]
) -> str:
    """That nothing on screen is in the coder's sample; empty where something is.

    Args:
        view: the study as the coder sees it.
        coder_id: who works, None for everyone's work.
        session_id: the session on screen.
        shown: ids of the accounts on screen.
    """
    work_round = round_in_hand(view, coder_id) if coder_id else None
    if coder_id is None or work_round is None:
        return ""
    given = {each.account_id for each in queue_of(view, coder_id)}
    if not shown or given.intersection(shown):
        return ""
    name = round_text(work_round.name, work_round.kind)
    going = f"{key_of('next_of_queue')} goes to the next of your queue."
    in_session = {each.id for each in view.accounts_of(session_id or "").values()}
    if given & in_session:
        return f"{name} gives you another text of this session than these; {going}"
    return f"This session is no part of {name}; {going}"
