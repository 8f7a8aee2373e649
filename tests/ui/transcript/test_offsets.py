from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from annotator.ui.offsets import Offsets, shown_text

# Astral signs and emoji sequences, combining marks, right to left, NBSP, line and paragraph
# separators, CR, NUL, the marks of frames, the object sign, a lone surrogate.
HARD = "ab 😀👩‍👩‍👧𝄞e\u0301\u0327שלוםمرحبا\u00a0\u2028\u2029\r\n\x00\ufdd0\ufdd1\ufffc\ud800\u200b"
SAFE = set(HARD) - set("\u2029\r\n\x00\ufdd0\ufdd1\ufffc\ud800")
turns = st.lists(st.text(alphabet=HARD, max_size=12), min_size=1, max_size=6)


@st.composite
def cut_texts(draw):
    """A frozen text, its pieces and the splits inside turns."""
    ranges, splits, position = [], [], 0
    texts = draw(turns)
    for text in texts:
        end = position + len(text)
        inside = (
            draw(st.lists(st.integers(position + 1, end - 1), unique=True, max_size=2))
            if len(text) > 1
            else []
        )
        edges = [position, *sorted(inside), end]
        ranges += list(pairwise(edges))
        splits += sorted(inside)
        position = end + 1
    return "\n".join(texts), ranges, splits


@given(cut_texts())
def test_every_position_goes_to_the_document_and_back(case):
    text, _, splits = case
    offsets = Offsets(text, splits)
    for position in range(len(text) + 1):
        assert offsets.to_frozen(offsets.to_document(position)) == position
        assert offsets.to_frozen(offsets.to_document(position, ends=True)) == position


@given(cut_texts())
def test_the_document_has_a_block_for_each_piece_at_its_place(qapp, case):
    text, ranges, splits = case
    document, offsets = QTextDocument(), Offsets(text, splits)
    QTextCursor(document).insertText(shown_text(text, ranges))
    assert document.blockCount() == len(ranges)
    for number, (start, end) in enumerate(ranges):
        block = document.findBlockByNumber(number)
        assert block.position() == offsets.to_document(start)
        assert block.position() + block.length() - 1 == offsets.to_document(end, ends=True)


@given(cut_texts())
def test_characters_stand_in_the_document_where_their_position_says(qapp, case):
    text, ranges, splits = case
    document, offsets = QTextDocument(), Offsets(text, splits)
    QTextCursor(document).insertText(shown_text(text, ranges))
    for position, character in enumerate(text):
        if character in SAFE and not character.isspace():
            first_unit = character.encode("utf-16-le")[:2]
            place = offsets.to_document(position)
            assert ord(document.characterAt(place)) == int.from_bytes(first_unit, "little")


@given(cut_texts(), st.data())
def test_inside_a_pair_is_the_character_itself(case, data):
    text, _, splits = case
    astral = [place for place, each in enumerate(text) if ord(each) > 0xFFFF]
    if astral:
        position = data.draw(st.sampled_from(astral))
        offsets = Offsets(text, splits)
        assert offsets.to_frozen(offsets.to_document(position) + 1) == position


def test_a_blank_where_a_stop_splits_a_turn_takes_no_room():
    assert shown_text("so it", [(0, 2), (2, 5)]) == "so\u2029\u200bit"
