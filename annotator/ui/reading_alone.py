"""What is said where a session is read one account at a time."""

from __future__ import annotations

from annotator.app.verbs.opening import alone_in
from annotator.domain.ids import Id
from annotator.domain.view import StudyView

_STEP = "Ctrl+Shift+2"


def why_shut(view: StudyView, account_id: Id) -> str:
    """Why a shut account is not there, and what opens it."""
    voice, first, done = _first(view, account_id)
    if done:
        return (
            f"The {voice}’s account is shut until you go on to read both accounts together "
            f"({_STEP})."
        )
    how = f"({_STEP})" if not _is_given(view, account_id) else "(Ctrl+Return)"
    then = " and you go on to read both together " if not _is_given(view, account_id) else " "
    return (
        f"Individually first: the {voice}’s account stays shut while you read the {first}’s. "
        f"It opens once the {first}’s is marked as done{then}{how}."
    )


def shut_text(view: StudyView, account_id: Id) -> str:
    """The same in a few words, for the study matrix."""
    _, first, done = _first(view, account_id)
    return "shut until you read both together" if done else f"shut until the {first}’s is done"


def why_alone(view: StudyView, coder_id: Id | None, session_id: Id | None) -> str:
    """Why the two accounts are not shown side by side yet; empty where they may be."""
    alone = alone_in(view, coder_id, session_id)
    if not alone:
        return ""
    if alone[0].progress == "done":
        return f"You read this session one account at a time: {_STEP} opens both together."
    first = view.accounts[alone[0].account_id].voice
    return (
        "You read this session one account at a time: mark the "
        f"{first}’s as done first (Ctrl+Return)."
    )


def after_done(view: StudyView, coder_id: Id | None, session_id: Id | None) -> str:
    """What a coder may do next, once an account of such a session is done; empty elsewhere."""
    alone = alone_in(view, coder_id, session_id)
    if not alone or alone[0].progress != "done":
        return ""
    waiting = [each for each in alone if each.progress != "done"]
    if not waiting:
        return f" {_STEP} goes on to read both accounts together."
    voice = view.accounts[waiting[0].account_id].voice
    return f" The {voice}’s is to be read alone next; {_STEP} opens both together."


def _first(view: StudyView, account_id: Id) -> tuple[str, str, bool]:
    """The voice of an account, that of the one to be read before it, and whether that is done."""
    account = view.accounts[account_id]
    alone = alone_in(view, _reader(view), account.session_id)
    if not alone:
        return account.voice, "other", False
    first = alone[0]
    return account.voice, view.accounts[first.account_id].voice, first.progress == "done"


def _is_given(view: StudyView, account_id: Id) -> bool:
    alone = alone_in(view, _reader(view), view.accounts[account_id].session_id)
    return account_id in {each.account_id for each in alone}


def _reader(view: StudyView) -> Id | None:
    """Who the view is for: where anything is shut, all its assignments are one coder's."""
    return next((each.coder_id for each in view.assignments.values()), None)
