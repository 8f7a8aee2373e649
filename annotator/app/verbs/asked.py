"""Which question of the guide a turn answers, as a person says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.app.verbs.guide import find_question
from annotator.domain.edits import Edit, Replace
from annotator.domain.guide import Asked, asked_at, with_prompts
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView


def answering(view: StudyView, name: str | None) -> Callable[[Moment], bool]:
    """Whether a moment answers a question of that name, or a prompt under it; all do for None.

    Raises:
        UserError: the guide has no such question.
    """
    if not name:
        return lambda _: True
    wanted = with_prompts(view.questions.values(), find_question(view, name).id)

    def fits(moment: Moment) -> bool:
        found = view.question_of(moment)
        return found is not None and found.id in wanted

    return fits


def asked_from(view: StudyView, transcript_id: Id, turn: int) -> Asked | None:
    """What is set at just this turn."""
    own = view.asked_of(transcript_id)
    return next((each for each in own if each.turn == turn), None)


def ask_from(view: StudyView, transcript_id: Id, turn: int, question_id: Id | None) -> Edit | None:
    """The edit by which what is said from a turn on answers a question.

    It holds up to the next turn at which one is set, and finding the questions by their
    wordings never changes it.

    Args:
        question_id: None where the talk leaves the guide.

    Returns:
        None where a person has set just that already.
    """
    old = asked_from(view, transcript_id, turn)
    base = old or Asked(id=new_id(), transcript_id=transcript_id, turn=turn)
    new = replace(base, question_id=question_id, by_hand=True)
    return None if new == old else Replace(old, new)


def take_back_asked(view: StudyView, transcript_id: Id, turn: int) -> Edit | None:
    """The edit by which a turn answers what the turns before it do.

    What a person has set is taken away. What was found by its wording becomes what a person
    has set, to the question before: else it would be found again.

    Returns:
        None where nothing is set at the turn.
    """
    old = asked_from(view, transcript_id, turn)
    if old is None:
        return None
    if old.by_hand:
        return Replace(old, None)
    before = asked_at(view.asked_of(transcript_id), turn - 1)
    question_id = before.question_id if before else None
    return Replace(old, replace(old, question_id=question_id, by_hand=True))
