"""Finding the guide's questions in what interviewers say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.wordings import Match, find_wordings
from annotator.domain.guide import Question

BETWEEN = Question(
    id="between",
    name="Q3",
    text="What happened between you?",
    position=1,
    wordings=("What was it like between you", "How was it between you"),
)
INSIDE = Question(id="inside", name="Q4", position=2, wordings=("What happened", "inside you"))
GUIDE = (BETWEEN, INSIDE)
TALK = [
    "Mm.",
    "You laugh there.",
    "He’s quiet. How was it, between YOU, after?",
    "It was how you say between.",
    "So, what happened between you?",
    "Go on.",
]


def found(turns: list[str], like_from: float = 2.0) -> list[tuple[int, str, str]]:
    return [(m.turn, m.question_id, m.wording) for m in find_wordings(turns, GUIDE, like_from)]


def test_case_marks_and_apostrophes_do_not_matter_and_the_longest_wording_counts() -> None:
    assert found(TALK) == [
        (2, "between", "How was it between you"),
        (4, "between", "What happened between you?"),  # `What happened` of Q4 is shorter
    ]


@pytest.mark.parametrize("turn", ["somewhat happened", "inside your coat", "what has happened"])
def test_words_are_whole(turn: str) -> None:
    assert found([turn]) == []


@pytest.mark.parametrize(
    "said", ["Who’s Marit to you?", "Who's Marit to you?", "whos marit to you"]
)
def test_apostrophes_of_any_kind(said: str) -> None:
    question = Question(id="q", name="Q", wordings=("who's Marit",))
    assert [m.similarity for m in find_wordings([said], [question])] == [1.0]


def test_other_words_are_found_by_likeness_and_say_so() -> None:
    turns = [*TALK, "Say how was it then between you?"]
    (match,) = [m for m in find_wordings(turns, GUIDE, 0.4) if m.turn == 6]
    assert (match.question_id, match.wording) == ("between", "How was it between you")
    assert 0.4 <= match.similarity < 1
    assert 6 not in {m.turn for m in find_wordings(turns, GUIDE, match.similarity + 0.01)}


def test_what_is_as_good_in_two_questions_goes_to_the_earlier() -> None:
    twin = Question(id="twin", name="Q9", wordings=BETWEEN.wordings)
    (match,) = find_wordings(["How was it between you?"], [BETWEEN, twin])
    assert match == Match(
        turn=0, question_id="between", wording="How was it between you", similarity=1.0
    )


@pytest.mark.parametrize("wordings", [(), ("",), ("?!",)])
def test_a_question_without_words_is_found_nowhere(wordings: tuple[str, ...]) -> None:
    assert find_wordings(["?!", "", "What?"], [Question(id="q", name="Q", wordings=wordings)]) == []


@given(
    st.lists(st.text(alphabet="ab ?.’", max_size=20), max_size=8),
    st.lists(st.text(alphabet="ab ", max_size=6), max_size=4),
    st.floats(0.05, 1.5),
)
def test_a_turn_asks_one_question_and_lower_limits_find_no_less(
    turns: list[str], wordings: list[str], like_from: float
) -> None:
    guide = [Question(id="q", name="Q", wordings=tuple(wordings))]
    matches = find_wordings(turns, guide, like_from)
    places = [m.turn for m in matches]
    assert places == sorted(set(places))
    assert all(m.similarity == 1 or like_from <= m.similarity + 5e-4 < 1.001 for m in matches)
    assert set(places) <= {m.turn for m in find_wordings(turns, guide, like_from / 2)}
