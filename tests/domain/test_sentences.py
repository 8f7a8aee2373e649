"""Where sentences end: by hand for what people write, and as properties for everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.sentences import sentence_at, sentences


@pytest.mark.parametrize(
    "parts",
    [
        ("So did I.", "Then J. Smith came, e.g. with Dr. Berg.", "Really?", "Yes!"),
        ("And I … well, I left… and came back.", "Hm...", "Then what?"),
        ("“Why now?” she said.", "He said “no.”", "(laughs) I knew.", "That was it …"),
        ("He reads.", "“If no, send.”", "(.) So."),
        ("No.", "That is mine.", "It was no.", "– Yes."),
        ("Ja.", "Det var den 3. mai kl. 10.30, f.eks. med Kari.", "Så gikk vi osv.", "Åh!"),
        ("Am 3. Oktober kam er, z.B. mit Hr. Otto bzw. Anna.", "„Nein.“", "Das war 1998.", "Dann?"),
        ("彼は来た。", "私は行った。"),
        ("It costs 3.50 or 4.", "Then a.b stays."),
    ],
    ids=lambda parts: parts[0][:12],
)
def test_sentences_as_people_write_them(parts):
    text = ("" if "。" in parts[0] else " ").join(parts)
    assert tuple(text[start:end] for start, end in sentences(text)) == parts


def test_a_line_ends_a_sentence_with_or_without_a_sign():
    text = "Nobody spoke\nDr.\nShe left."
    assert [text[a:b] for a, b in sentences(text)] == ["Nobody spoke", "Dr.", "She left."]


talk = st.text(alphabet="aBI .…?!\n“”()😀3z", max_size=50)


@given(talk)
def test_sentences_stand_in_order_and_leave_nothing_but_blanks(text):
    spans = list(sentences(text))
    place, kept = 0, []
    for start, end in spans:
        assert place <= start < end
        assert not text[place:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        assert "\n" not in text[start:end]
        kept.append(text[start:end])
        place = end
    assert not text[place:].strip()


@given(talk, st.integers(0, 50))
def test_there_is_a_sentence_wherever_there_is_a_word(text, position):
    found = sentence_at(text, min(position, len(text)), (0, len(text)))
    assert (found is None) == (not text.strip())
    if found is not None:
        assert found in list(sentences(text))
        if position < len(text) and not text[position].isspace():
            assert found[0] <= position < found[1]
