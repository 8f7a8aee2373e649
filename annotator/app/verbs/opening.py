"""Individually first: the step by which a coder opens both accounts of a session, on record."""

from __future__ import annotations

from annotator.app.verbs.moments import now_text
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Assignment, Opening
from annotator.domain.view import StudyView
from annotator.domain.visibility import reads_alone


def alone_in(view: StudyView, coder_id: Id | None, session_id: Id | None) -> tuple[Assignment, ...]:
    """What a coder reads alone in a session, in order of work; nothing where all is open."""
    return tuple(all_alone(view, coder_id).get(session_id or "", ()))


def all_alone(view: StudyView, coder_id: Id | None) -> dict[Id, list[Assignment]]:
    """The same of every session that a coder reads one account at a time."""
    return reads_alone(coder_id, view.accounts, view.rounds, view.assignments, view.openings)


def open_both(view: StudyView, coder_id: Id, session_id: Id) -> Edit:
    """Puts down that a coder goes from reading one account alone to reading both together.

    The record holds what the coder had done by then. Where two rounds gave the accounts, each
    has its own.

    Raises:
        UserError: the accounts are open already, or the first of them is not done.
    """
    alone = alone_in(view, coder_id, session_id)
    if not alone:
        raise UserError("both accounts are open to you already", hint="read them side by side")
    first = alone[0]
    if first.progress != "done":
        voice = view.accounts[first.account_id].voice
        raise UserError(f"the {voice}’s account is not done yet", hint="mark it as done first")
    opened_at = now_text()
    done = tuple(each.account_id for each in alone if each.progress == "done")
    return Several(
        tuple(
            Replace(
                None,
                Opening(
                    id=new_id(),
                    round_id=round_id,
                    coder_id=coder_id,
                    session_id=session_id,
                    done_ids=done,
                    opened_at=opened_at,
                ),
            )
            for round_id in dict.fromkeys(each.round_id for each in alone)
        )
    )


def opening_of(view: StudyView, coder_id: Id | None, session_id: Id | None) -> Opening | None:
    """The newest step that a coder has taken in a session; None where there is none."""
    own = (
        each
        for each in view.openings.values()
        if (each.coder_id, each.session_id) == (coder_id, session_id)
    )
    return max(own, key=lambda each: (each.opened_at, each.id), default=None)
