"""The interview guide: its questions, and where in a transcript they were asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.domain.ids import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A main question of the interview guide, or a prompt under one.

    Attributes:
        name: short, as filters and exports show it (`Q1`, `Q1 helpful`).
        text: the question as the guide has it.
        parent_id: the main question that a prompt belongs to; None for a main question.
        position: its place in the guide, from 1.
        wordings: other words by which interviewers ask it, to find it in transcripts.
        voices: whose interviews it is asked in; empty for all.
    """

    id: Id
    name: str
    text: str = ""
    parent_id: Id | None = None
    position: int = 0
    wordings: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From this turn on, up to the next `Asked`, the talk answers a question of the guide.

    Attributes:
        turn: index of the turn in the transcript.
        question_id: None where the talk leaves the guide.
        by_hand: set or confirmed by a person; finding the questions again keeps it.
    """

    id: Id
    transcript_id: Id
    turn: int
    question_id: Id | None = None
    by_hand: bool = False


def asked_at(asked: Sequence[Asked], turn: int) -> Asked | None:
    """What governs a turn: the last one at or before it.

    Args:
        asked: of one transcript, sorted by turn.
        turn: index of a turn.
    """
    place = bisect_right(asked, turn, key=lambda each: each.turn)
    return asked[place - 1] if place else None


def in_order(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The guide from top to bottom: each main question with the prompts under it."""
    every = sorted(questions, key=lambda each: (each.position, each.name))
    ids = {each.id for each in every}
    ordered: list[Question] = []
    for main in every:
        if main.parent_id not in ids:
            ordered += [main, *(each for each in every if each.parent_id == main.id)]
    return tuple(ordered)


def with_prompts(questions: Iterable[Question], question_id: Id) -> frozenset[Id]:
    """A question and the prompts under it: what answers a prompt answers its question too."""
    prompts = {each.id for each in questions if each.parent_id == question_id}
    return frozenset({question_id, *prompts})
