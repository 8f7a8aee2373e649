"""A quote from a text that is gone is known by hashes, and they do not give the text back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.fingerprints import KnownQuotes, fingerprints
from annotator.domain.quotes import RUN, Quotes

SALT = b"the study's own"
LONG = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen."
"""In pieces: 1 to 6, 7 to 12, and its last six, 9 to 14."""


def known(*gone: str, kept: tuple[str, ...] = ()) -> KnownQuotes:
    hashes = fingerprints(SALT, Quotes(gone, kept))
    return KnownQuotes({SALT: hashes}, lambda: kept)


@pytest.mark.parametrize(("note", "is_known"), [
    ("She: one, TWO – three “four” five six", True),  # its beginning
    ("and then nine ten eleven twelve thirteen fourteen", True),  # its end
    ("seven eight nine ten eleven twelve", True),
    ("two three four five six seven", False),  # six words that are no piece
    ("one two three four five", False),
    ("two three four five six seven eight nine ten eleven twelve", True),  # eleven always have one
    ("twelve eleven ten nine eight seven", False),
])  # fmt: skip
def test_a_quote_is_known_by_the_pieces_of_its_sentence(note: str, is_known: bool) -> None:
    assert known(LONG).found_in(note) is is_known


def test_a_short_sentence_is_known_as_a_whole() -> None:
    words = known("You made me so small. It was so.")
    assert words.found_in("I read: you made me so small, twice")
    assert not words.found_in("you made me small")
    assert not words.found_in("It was so."), "too little to tell of anybody"


def test_what_stays_elsewhere_is_no_quote() -> None:
    kept = "I say one two three four five six as well."
    assert not known(LONG, kept=(kept,)).found_in("one two three four five six")
    hashes = fingerprints(SALT, Quotes([LONG]))
    later = KnownQuotes({SALT: hashes}, lambda: [kept])  # a text that came since
    assert not later.found_in("one two three four five six")
    assert later.found_in("seven eight nine ten eleven twelve")


def test_the_hashes_say_nothing_under_another_key_and_are_short() -> None:
    hashes = fingerprints(SALT, Quotes([LONG]))
    assert {len(each) for each in hashes} == {5}
    assert not KnownQuotes({b"another": hashes}, list).found_in(LONG)
    assert not KnownQuotes({}, list)


WORDS = st.sampled_from("never told him how small it was and then they all went home".split())
SENTENCE = st.lists(WORDS, min_size=RUN, max_size=40).map(" ".join)


@given(SENTENCE, st.data())
def test_eleven_words_of_a_sentence_are_always_known(sentence: str, data: st.DataObject) -> None:
    words = sentence.split()
    start = data.draw(st.integers(0, max(0, len(words) - 11)))
    assert known(f"{sentence}.").found_in(" ".join(words[start : start + 11]))


@given(st.lists(SENTENCE, min_size=1, max_size=4), SENTENCE)
def test_only_what_quotes_is_known(gone: list[str], note: str) -> None:
    text = ". ".join(each.capitalize() for each in gone) + "."
    quotes = Quotes([text])
    if known(text).found_in(note):
        assert quotes.found_in(note)


@given(st.lists(st.integers(0, 10_000), min_size=RUN, max_size=60, unique=True))
def test_from_one_piece_the_next_does_not_follow_but_at_the_end(numbers: list[int]) -> None:
    sentence = " ".join(f"w{each}" for each in numbers)
    pieces = list(Quotes([f"{sentence}."]).pieces())
    *inner, last = pieces
    for before, after in pairwise(inner):
        assert not set(before) & set(after)
    assert last == tuple(sentence.split()[-RUN:])
