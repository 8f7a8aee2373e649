"""Sentences looked for in bytes: all that stand there, and with as little looking as may be."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from annotator.storage.erasure.remains import Sought

WORDS = st.sampled_from(
    ["she", "never", "told", "him", "“so", "it”", "café", "é", "A", "1", "né né"]
)
SENTENCES = st.builds(
    lambda words, gap, sign: gap.join(words) + sign,
    st.lists(WORDS, min_size=1, max_size=6),
    st.sampled_from([" ", ", ", "…", "-", '"', "\n"]),
    st.sampled_from([".", "", "!", "”"]),
)
WAYS = (
    str,
    lambda words: json.dumps(words)[1:-1],
    lambda w: json.dumps(w, ensure_ascii=False)[1:-1],
)


class Counted(bytes):
    """Bytes that count how often something is looked for in them."""

    looks = 0

    def __contains__(self, sought: object) -> bool:
        self.looks += 1
        return super().__contains__(sought)  # type: ignore[operator]


@given(
    sought=st.lists(SENTENCES, max_size=8, unique=True),
    said=st.lists(SENTENCES, max_size=6),
    glue=st.sampled_from(["", " ", "x", "\0", "é"]),
    way=st.sampled_from(WAYS),
)
def test_just_those_are_found_that_stand_there(sought, said, glue, way):
    content = (glue + glue.join(way(each) for each in said) + glue).encode()
    forms = {each: [own(each).encode() for own in WAYS] for each in sought}
    wanted = {each for each in sought if any(form in content for form in forms[each])}
    assert Sought(sought).found_in(content) == wanted


def test_a_word_that_many_sentences_have_does_not_have_all_of_them_looked_for():
    sentences = [f"And then something number{each} came up again." for each in range(1000)]
    sought = Sought(sentences)
    page = Counted(b"It was something else. " * 100 + b"And then something number7 came up again.")
    assert sought.found_in(page) == {sentences[7]}
    assert page.looks < 5
