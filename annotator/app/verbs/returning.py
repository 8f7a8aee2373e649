"""Hands work in: what was assigned is marked as done, and the file is ready to go back."""

from __future__ import annotations

from typing import Any

from annotator import storage
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.finishing import finish, unmarked
from annotator.app.verbs.moments import now_text
from annotator.domain.edits import Edit, Several
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView


def hand_in(study: OpenStudy, *, partial: bool = False) -> dict[str, Any]:
    """What the file says of itself now that it is handed in.

    Args:
        study: handed-out work.
        partial: the work goes on: nothing is marked as done, and it is handed in again later.

    Raises:
        UserError: it is no handed-out work, frozen passages wait for a code, or the file cannot
            be written.
    """
    work = study.work
    done: Edit = Several(())
    if work is not None and not work.handed_in and not partial:
        done = all_done(study.view)
    closing: dict[str, Any] = study.operate(
        lambda store: storage.hand_in(store, done, partial=partial, at=now_text()),
        clears=not partial,
    )
    return closing


def all_done(view: StudyView) -> Edit:
    """The edit that marks all that was handed out as done.

    Raises:
        UserError: frozen passages need a code first; or an account is shut until its turn comes.
    """
    assert view.work is not None
    own = [each for each in view.assignments.values() if each.round_id == view.work.round_id]
    name = view.coders[view.work.coder_id].name
    left = [view.accounts[each.account_id] for each in own if each.progress != "done"]
    if any(each.id in view.shut for each in left):
        raise UserError(
            "an account is still shut, since the other one of its session is not done",
            hint="mark that one as done and read on, or hand in with --partial",
        )
    edit, _ = finish(view, name, left, round_name=view.rounds[view.work.round_id].name)
    return Several(()) if edit is None else edit


def untouched(view: StudyView) -> list[str]:
    """The texts of handed-out work in which nothing is marked, judged or noted, nor called done.

    Handed in for good they count as done: nothing was found in them.
    """
    coder_id = None if view.work is None else view.work.coder_id
    left = [e.account_id for e in view.assignments.values() if e.progress != "done"]
    found = []
    for each in unmarked(view, coder_id, [view.accounts[own] for own in left]):
        dyad, session, account = view.place_of(each.id)
        found.append(f"{dyad.name}, session {session.number}, {account.voice}")
    return found
