"""Hypothesis: whatever is said, written in each TXT shape, reads back exactly."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.formats import read
from annotator.formats.lines import is_blank

LABELS = ["T", "P", "I", "Therapist", "Client", "Interviewer", "Speaker 1", "Speaker 2"]
# A text that begins like a time or holds a break of its own line is another shape, not a text.
_SHAPED = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff]*[\[(]?\s*\d")

texts = (
    st.text(
        st.characters(
            exclude_characters="\n\r\x00\x0b\x0c\x85\u2028\u2029[(", exclude_categories=["Cs"]
        ),
        min_size=1,
        max_size=60,
    )
    .map(lambda text: text.strip(" \t"))
    .filter(lambda text: text != "" and not is_blank(text) and _SHAPED.match(text) is None)
)
talks = st.lists(st.tuples(st.sampled_from(LABELS), texts), min_size=1, max_size=8)
SHAPES = [
    "{label}: {text}",
    "{label}:\t{text}",
    "{label} \uff1a {text}",
    "[00:12:34] {label}: {text}",
    "{label} (12:34): {text}",
    "{label}: [0:12:34.000] {text}",
]


@given(
    talks,
    st.sampled_from(SHAPES),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
)
def test_any_talk_reads_back(
    talk: list[tuple[str, str]], shape: str, encoding: str, end: str
) -> None:
    text = end.join(shape.format(label=label, text=said) for label, said in talk)
    reading = read(text.encode(encoding), "x.txt", stop_patterns=())
    assert [(turn.speaker, turn.text) for turn in reading.turns] == talk
    assert {turn.start_ms for turn in reading.turns} == ({754_000} if "12" in shape else {None})


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["x.txt", "x.vtt", "x.srt", "x.docx"]))
def test_any_bytes_are_read_or_told(content: bytes, name: str) -> None:
    try:
        reading = read(content, name)
    except UserError as error:
        told = error.where
    else:
        told = name if reading.turns else ""
    assert told.startswith(name)
