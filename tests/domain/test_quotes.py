"""What counts as a quote, and what is left where it stood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.quotes import PUT_FOR, Quotes

GONE = "I never told him how small I felt in that chair. It was so. Horrible! He laughed at me."
KEPT = "He laughed at me. So I went home, and that was the end of it for both of us."

words = st.lists(
    st.sampled_from(["I", "felt", "small", "he", "Laughed", "so", "it", "went.", "on", "“well”"]),
    max_size=30,
).map(" ".join)


def test_six_words_in_a_row_are_a_quote_whatever_their_case_and_signs() -> None:
    quotes = Quotes([GONE], [KEPT])
    memo = "Here: “NEVER told him – how small I…” is the key."
    assert quotes.without(memo) == f"Here: “{PUT_FOR}…” is the key."
    assert not quotes.found_in("never told him how big I was")


def test_a_whole_short_sentence_is_one_unless_others_say_it_too() -> None:
    quotes = Quotes(["You made me so small."], [KEPT])
    assert quotes.without("She: you made me so small, twice") == f"She: {PUT_FOR}, twice"
    assert not Quotes([GONE], [KEPT]).found_in("He laughed at me."), "a partner's words stay"
    assert not Quotes([GONE]).found_in("It was so. Horrible!"), "too little to tell of anybody"


def test_an_example_is_one_by_fewer_words() -> None:
    quotes = Quotes([GONE], [KEPT])
    assert quotes.picked("“in that chair”")
    assert not quotes.picked("laughed at")
    assert not quotes.picked("chair")
    assert not quotes.picked("on that chair")


def test_the_sentences_to_look_for_are_those_that_tell() -> None:
    assert list(Quotes([GONE], [KEPT]).sentences()) == [
        "I never told him how small I felt in that chair."
    ]


@given(gone=words, kept=words, memo=words)
def test_what_is_freed_quotes_no_more_and_nothing_kept_is_a_quote(
    gone: str, kept: str, memo: str
) -> None:
    quotes = Quotes([gone], [kept])
    freed = quotes.without(memo)
    assert quotes.found_in(memo) == (freed != memo)
    assert not quotes.found_in(kept)
    assert quotes.without(kept) == kept
    for sentence in quotes.sentences():
        assert sentence in gone
        assert sentence not in quotes.without(f"{memo} {sentence} {memo}")
