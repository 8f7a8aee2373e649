"""Cells of the study from which somebody was erased: nothing comes into them by itself again."""

from __future__ import annotations

from annotator.domain.errors import UserError
from annotator.domain.study import SESSION_VOICE
from annotator.domain.view import StudyView


def refuse_withdrawn(
    view: StudyView, cell: tuple[str, int, str], participant: str | None, source: str = ""
) -> None:
    """Stops what would be brought into a cell of somebody who has withdrawn.

    The decision to take it in after all is one of its own: the interview is set to held first.

    Args:
        view: the study.
        cell: dyad, session and voice.
        participant: whose it is said to be.
        source: where it comes from, for the sentence.

    Raises:
        UserError: its interview is withdrawn, or for a session's own transcript one of it; or
            it is new, and of somebody who has withdrawn.
    """
    name, number, voice = cell
    session = view.find_session(name, number)
    accounts = {} if session is None else view.accounts_of(session.id)
    own = [
        interview
        for account in accounts.values()
        if voice in (account.voice, SESSION_VOICE)
        and (interview := view.interview_of(account.id)) is not None
    ]
    if not own:  # a new cell, of somebody who may have withdrawn from others
        named = {each.id for each in view.participants.values() if each.pseudonym == participant}
        own = [each for each in view.interviews.values() if each.participant_id in named]
    if any(each.is_withdrawn for each in own):
        hint = "leave it out; or, where the person has agreed anew, first set the interview to held"
        raise UserError(
            f"{name}, session {number}, {voice}: somebody has withdrawn, so nothing is brought in",
            source,
            hint,
        )
