"""Which question of the guide an interviewer asked: found by its wordings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.analysis.dyads.likeness import background_of, likenesses, words_of
from annotator.domain.guide import Question
from annotator.domain.ids import Id

LIKE_FROM = 0.7
"""From this likeness on a sentence counts as asking a question in other words."""

_SENTENCE = re.compile(r"[^.?!…]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A turn asks a question.

    Attributes:
        turn: its place among the texts.
        wording: what of the guide it was found by.
        similarity: 1 where the words of the wording stand in the turn one after the other;
            else the cosine of the TF-IDF weights of wording and nearest sentence.
    """

    turn: int
    question_id: Id
    wording: str
    similarity: float


def find_wordings(
    turns: Sequence[str], questions: Sequence[Question], like_from: float = LIKE_FROM
) -> list[Match]:
    """The question that each interviewer's turn asks, where it asks one.

    The words are compared without case, marks and kind of apostrophe. A wording whose words
    all stand in the turn one after the other is found exactly; of several the longest counts.
    Else the sentence of the turn that is most like a wording counts, by `likenesses` with all
    turns and wordings as background, if it is at least `like_from` like it. What is as good in
    two questions goes to the earlier one of the guide.

    Args:
        turns: the interviewers' turns of all interviews, so that usual words weigh little.
        questions: in the guide's order; each is sought by its wordings and by its text.
        like_from: over 0, up to 1; over 1 finds exact wordings only.

        >>> guide = [Question(id="q", name="Q3", wordings=("What was it like between you",))]
        >>> found = find_wordings(["Mm.", "So what was it like, between you there?"], guide)
        >>> [(each.turn, each.question_id, each.similarity) for each in found]
        [(1, 'q', 1.0)]
    """
    sought = [
        (question, wording, _plain(wording))
        for question in questions
        for wording in dict.fromkeys((*question.wordings, question.text))
        if words_of(wording)
    ]
    plain = [_plain(text) for text in turns]
    found = {
        place: match for place, text in enumerate(plain) if (match := _exact(place, text, sought))
    }
    if like_from <= 1:
        open_turns = [place for place in range(len(turns)) if place not in found]
        found |= _alike(turns, open_turns, sought, plain, like_from)
    return [found[place] for place in sorted(found)]


Sought = Sequence[tuple[Question, str, str]]


def _exact(place: int, text: str, sought: Sought) -> Match | None:
    """The longest wording whose words stand in a turn."""
    held = [each for each in sought if f" {each[2]} " in f" {text} "]
    if not held:
        return None
    question, wording, _ = max(held, key=lambda each: len(each[2].split()))
    return Match(turn=place, question_id=question.id, wording=wording, similarity=1.0)


def _alike(
    turns: Sequence[str],
    places: Sequence[int],
    sought: Sought,
    plain: Sequence[str],
    like_from: float,
) -> dict[int, Match]:
    """The turns one of whose sentences is like a wording."""
    sentences = [
        (place, sentence)
        for place in places
        for sentence in map(_plain, _SENTENCE.findall(turns[place]))
        if sentence
    ]
    background = background_of([*plain, *(words for _, _, words in sought)])
    best: dict[int, Match] = {}
    alike = likenesses(
        [words for _, _, words in sought], [sentence for _, sentence in sentences], background
    )
    for (question, wording, _), own in zip(sought, alike, strict=True):
        for column in np.flatnonzero(own >= like_from).tolist():
            place, similarity = sentences[column][0], float(own[column])
            known = best.get(place)
            if known is None or similarity > known.similarity:
                best[place] = Match(
                    turn=place,
                    question_id=question.id,
                    wording=wording,
                    similarity=min(round(similarity, 3), 0.999),
                )
    return best


def _plain(text: str) -> str:
    """The words of a text with one blank between; `it’s` and `it's` are one word."""
    return " ".join(words_of(text.replace("’", "").replace("'", "")))
