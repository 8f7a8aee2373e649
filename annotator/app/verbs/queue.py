"""A coder's queue: what the newest round has given them, in the order that it was given."""

from __future__ import annotations

from annotator.app.verbs.opening import alone_in
from annotator.domain.ids import Id
from annotator.domain.round import OPEN_ROUND, Assignment, Round
from annotator.domain.struck_off import asked_no_more
from annotator.domain.view import StudyView


def round_in_hand(view: StudyView, coder_id: Id) -> Round | None:
    """The newest round that has given a coder work; None where none but `open` has.

    One whose work was struck off before anything of it was done gives none any more.
    """
    ended = asked_no_more(view)
    given = {
        each.round_id
        for each in view.assignments.values()
        if each.coder_id == coder_id
        and view.rounds[each.round_id].kind != OPEN_ROUND
        and (each.round_id, coder_id) not in ended
    }
    return max((view.rounds[each] for each in given), key=lambda each: each.number, default=None)


def queue_of(view: StudyView, coder_id: Id) -> list[Assignment]:
    """What the round in hand has given a coder, in order of work."""
    work_round = round_in_hand(view, coder_id)
    own = (
        each
        for each in view.assignments.values()
        if work_round is not None and (each.coder_id, each.round_id) == (coder_id, work_round.id)
    )
    return sorted(own, key=lambda each: (each.position == 0, each.position))


def next_in_queue(view: StudyView, coder_id: Id, here: Id | None = None) -> Assignment | None:
    """The first that is not done after an account, else the first at all; None when all is done.

    What is shut for the coder waits for the account that opens it; where nothing else is left
    that one is given, though it be of another round.
    """
    queue = queue_of(view, coder_id)
    place = next((i + 1 for i, each in enumerate(queue) if each.account_id == here), 0)
    left = [each for each in (*queue[place:], *queue[:place]) if each.progress != "done"]
    open_to_read = (each for each in left if each.account_id not in view.shut)
    following = next(open_to_read, None)
    if following is None and left:
        session_id = view.accounts[left[0].account_id].session_id
        following = next(iter(alone_in(view, coder_id, session_id)), left[0])
    return following


def newest_work(view: StudyView, coder_id: Id) -> dict[Id, Assignment]:
    """By account what a coder has to do there in the newest round that gave it."""
    work: dict[Id, Assignment] = {}
    ended = asked_no_more(view)
    for each in view.assignments.values():
        if each.coder_id == coder_id and (each.round_id, coder_id) not in ended:
            known = work.get(each.account_id)
            if known is None or _number(view, known) <= _number(view, each):
                work[each.account_id] = each
    return work


def _number(view: StudyView, own: Assignment) -> int:
    return view.rounds[own.round_id].number
