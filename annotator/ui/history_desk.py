"""Undo and redo at the desk: the list of steps, and going to where a step was made."""

from __future__ import annotations

from collections.abc import Callable

from annotator.app.history import Step
from annotator.app.open_study import NOBODY
from annotator.app.whereabouts import Whereabouts, whereabouts
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk
from annotator.ui.dialogs.history import ask_history
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.history_model import ANOTHERS, OF_EVERYONE, OF_NOBODY, StepRow
from annotator.ui.only_reading import why_only_read


def join_history(desk: Desk) -> None:
    """Goes to what undo and redo have changed, where it is not on screen."""
    desk.followed.connect(lambda _changes, origin: _go_there(desk, origin))


def show_history(desk: Desk) -> None:
    """Shows the steps made so far and goes to the one that is chosen."""
    desk.leave()
    study, page = desk.study, desk.page
    steps = study.history.steps()
    if not steps:
        page.banner.say("Nothing was done yet since the study was opened.", "hint")
        return
    rows = [
        StepRow(text=each.text, at=each.at)
        if study.may_step(each)
        else StepRow(text="", at=None, whose=_whose(each))
        for each in steps
    ]
    why_not = why_only_read(study)
    done = ask_history(page.look, page.window(), rows, study.history.done, why_not)
    if done is not None:
        try:
            study.go_to(done, "history")
        except UserError as error:
            page.banner.say(as_sentence(error), "bad")
        page.status.show_state(study.saved_at, study.last_step, study.next_step)


def _whose(step: Step) -> str:
    """What is said of a step that whoever sits here may not see."""
    if step.seen_by is None:
        return OF_EVERYONE
    return OF_NOBODY if step.seen_by == NOBODY else ANOTHERS


def _go_there(desk: Desk, origin: object) -> None:
    """Shows the session and the passage of the step that undo or redo has just gone over."""
    step = desk.study.history.passed
    if origin != "history" or step is None or desk.page.tab != "coding":
        return
    places = whereabouts(desk.view, step.edit)
    here = [each for each in places if each.session_id == desk.session_id]
    place = next(iter(here or places), None)
    if place is None or any(each.moment_id == desk.moment_id for each in here if each.moment_id):
        return
    if place.session_id != desk.session_id:
        _show_session(desk, place)
    _show_passage(desk, place)


def _show_session(desk: Desk, place: Whereabouts) -> None:
    if place.account_id is not None:
        desk.show_account(place.account_id)
    else:
        desk.show_session(place.session_id)


def _show_passage(desk: Desk, place: Whereabouts) -> None:
    """Puts the caret where it was, in the column that shows the text."""
    for text in desk.page.columns.texts():
        if text.transcript_id == place.transcript_id and place.position is not None:
            if not text.is_on_screen(place.position):
                text.place_caret(place.position)
                text.show_well(place.position)
            return


COMMANDS: dict[str, Callable[[Desk], object]] = {"history": show_history}
