from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.transcript import Transcript, Turn
from annotator.ui.transcript import steps, words

talk = st.text(alphabet="abé \n\u00a0—.,'😀ש", max_size=60)


@given(talk, st.integers(0, 60))
def test_a_word_has_no_blank_in_it_and_touches_the_position_if_any_does(text, position):
    position = min(position, len(text))
    found = words.word_at(text, position)
    if found is None:
        assert not text.strip()
        return
    assert not any(character.isspace() for character in text[found[0] : found[1]])
    beside = text[max(0, position - 1) : position + 1]
    if beside.strip():
        assert found[0] <= position <= found[1]


@given(talk, st.integers(0, 60), st.integers(0, 60), st.sampled_from(["start", "end"]))
def test_a_nudged_span_keeps_a_word_and_its_other_end(text, one, other, end):
    span = words.trimmed(text, (min(one, other), max(one, other)))
    if span is None:
        return
    for step in (-2, -1, 1, 2):
        start, stop = words.span_beside(text, span, end, step)
        assert text[start:stop].strip()
        assert (stop == span[1]) if end == "start" else (start == span[0])


def test_nudging_there_and_back_is_where_it_was():
    text = "I knew I wanted to reach her, but I had no words yet."
    span = (text.index("wanted"), text.index("her,") + 4)
    for end in ("start", "end"):
        assert words.span_beside(text, words.span_beside(text, span, end, 2), end, -2) == span


def test_words_in_a_run_longer_than_any_reach_are_found_whole():
    text = "so " + "x" * 3000 + " is"
    assert words.word_at(text, 1500) == (3, 3003)
    assert words.word_before(text, 3004) == (3, 3003)


@given(talk, st.integers(0, 60), st.integers(-4, 4))
def test_extending_by_words_and_back_lets_go_of_what_was_taken(text, caret, count):
    caret = min(caret, len(text))
    taken = steps.extended_by_words(text, caret, count, caret)
    assert (taken >= caret) if count > 0 else (taken <= caret)
    assert steps.extended_by_words(text, taken, -100, caret) <= caret
    assert steps.extended_by_words(text, taken, 100, caret) >= caret


def test_turns_are_taken_one_more_each_time():
    transcript = Transcript(
        id="t",
        account_id="a",
        version=1,
        text="one.\ntwo.\nthree.",
        turns=(Turn(start=0, end=4), Turn(start=5, end=9), Turn(start=10, end=16)),
        sha256="",
    )
    span = steps.turn_taken(transcript, None, 6)
    assert span == (5, 9)
    assert steps.turn_taken(transcript, span, 9) == (5, 16)
    assert steps.turn_taken(transcript, (6, 8), 8) == (5, 9)
    assert steps.moved_by_turns(transcript, 7, -1) == 5
    assert steps.moved_by_turns(transcript, 5, -1) == 0
    assert steps.extended_by_turns(transcript, 7, 2) == 16
