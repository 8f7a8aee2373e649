"""What is said where a session is read one account at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.app.actions import key_of
from annotator.app.verbs.opening import all_alone, alone_in
from annotator.domain.ids import Id
from annotator.domain.round import Assignment
from annotator.domain.view import StudyView

Alone = Mapping[Id, Sequence[Assignment]]


def why_shut(view: StudyView, account_id: Id) -> str:
    """Why a shut account is not there, and what opens it."""
    account = view.accounts[account_id]
    voice, first = account.voice, _first_of(view, read_alone(view), account_id)
    if first is not None and first.progress == "done":
        return (
            f"The {voice}’s account is shut until you go on to read both accounts together "
            f"({key_of('read_both')})."
        )
    is_given = any(each.account_id == account_id for each in view.assignments.values())
    how = (
        f"({key_of('done')})"
        if is_given
        else f"and you go on to read both together ({key_of('read_both')})"
    )
    whose = _voice(view, first)
    return (
        f"Individually first: the {voice}’s account stays shut while you read the {whose}’s. "
        f"It opens once the {whose}’s is marked as done {how}."
    )


def shut_text(view: StudyView, alone: Alone, account_id: Id) -> str:
    """The same in a few words, for the study matrix.

    Args:
        view: the study as the coder sees it.
        alone: from `read_alone`, once for all cells.
        account_id: of the shut account.
    """
    first = _first_of(view, alone, account_id)
    if first is not None and first.progress == "done":
        return "shut until you read both together"
    return f"shut until the {_voice(view, first)}’s is done"


def read_alone(view: StudyView) -> Alone:
    """By session what the coder reads alone in it; nothing where nothing is shut."""
    return all_alone(view, _reader(view)) if view.shut else {}


def why_alone(view: StudyView, coder_id: Id | None, session_id: Id | None) -> str:
    """Why the two accounts are not shown side by side yet; empty where they may be."""
    alone = alone_in(view, coder_id, session_id)
    if not alone:
        return ""
    if alone[0].progress == "done":
        return (
            f"You read this session one account at a time: {key_of('read_both')} "
            "opens both together."
        )
    first = view.accounts[alone[0].account_id].voice
    return (
        "You read this session one account at a time: mark the "
        f"{first}’s as done first ({key_of('done')})."
    )


def after_done(view: StudyView, coder_id: Id | None, session_id: Id | None) -> str:
    """What a coder may do next, once an account of such a session is done; empty elsewhere."""
    alone = alone_in(view, coder_id, session_id)
    if not alone or alone[0].progress != "done":
        return ""
    waiting = [each for each in alone if each.progress != "done"]
    if not waiting:
        return f" {key_of('read_both')} goes on to read both accounts together."
    voice = view.accounts[waiting[0].account_id].voice
    return f" The {voice}’s is to be read alone next; {key_of('read_both')} opens both together."


def _first_of(view: StudyView, alone: Alone, account_id: Id) -> Assignment | None:
    """What is to be done before an account of the same session opens."""
    return next(iter(alone.get(view.accounts[account_id].session_id, ())), None)


def _voice(view: StudyView, own: Assignment | None) -> str:
    return "other" if own is None else view.accounts[own.account_id].voice


def _reader(view: StudyView) -> Id | None:
    """Who the view is for: where anything is shut, all its assignments are one coder's."""
    return next((each.coder_id for each in view.assignments.values()), None)
