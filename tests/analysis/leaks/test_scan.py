"""What is found in a text besides numbers, and what is put in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.leaks import KINDS, NO_NAMES, Names, hinted, scan, with_replaced

KEY = Names.of(["Anna van Berg", "Åse Nilsen", "Liu"])
PIECES = [
    "Anna", "van Berg", "ola@example.no", "+47 22 85 50 50", "12.03.1987", " ", ", ", "01010750160",
    "Storgata 12", "www.uib.no/x.", "she", "Then", "…", "\n", "Åses", "🙂", "4111 1111 1111 1111",
]  # fmt: skip


def found(text: str, names: Names = NO_NAMES) -> list[tuple[str, str, bool]]:
    return [(each.kind, text[each.start : each.end], each.sure) for each in scan(text, names)]


@pytest.mark.parametrize(
    ("text", "kind", "said", "sure"),
    [
        ("write to anna.b@uib.no.", "mail", "anna.b@uib.no", True),
        ("anna at gmail dot com", "mail", "anna at gmail dot com", False),
        ("see https://uib.no/a?b=1, then", "link", "https://uib.no/a?b=1", True),
        ("see uib.no then", "link", "uib.no", False),
        ("call +47 22 85 50 50 now", "phone", "+47 22 85 50 50", True),
        ("call 0047 22855050 now", "phone", "0047 22855050", True),
        ("call 99 88 77 66 now", "phone", "99 88 77 66", True),
        ("call 22855050 now", "phone", "22855050", True),
        ("call (555) 234-5678 now", "phone", "(555) 234-5678", True),
        ("call 070-123 45 67 now", "phone", "070-123 45 67", True),
        ("it was 12.03.1987 then", "date", "12.03.1987", True),
        ("it was 3/14/87 then", "date", "3/14/87", True),
        ("it was 1987-03-12 then", "date", "1987-03-12", True),
        ("it was 12. mars 1987 then", "date", "12. mars 1987", True),
        ("it was March 3rd, 2001 then", "date", "March 3rd, 2001", True),
        ("it was the 3rd of May then", "date", "3rd of May", False),
        ("live in Storgata 12B now", "address", "Storgata 12B", True),
        ("live in Karl Johans gate 3 now", "address", "Karl Johans gate 3", True),
        ("live at 221B Baker Street now", "address", "221B Baker Street", True),
        ("live in 0150 Oslo now", "address", "0150 Oslo", False),
        ("live in Bergen now", "capital", "Bergen", False),
        ("met Dr. Hansen there", "capital", "Hansen", False),
    ],
)
def test_what_is_found(text: str, kind: str, said: str, sure: bool) -> None:
    assert found(text) == [(kind, said, sure)]


@pytest.mark.parametrize(
    "text",
    [
        "I said I’m OK. Then she left… Maybe. “So,” he said.",
        "At 12:34 [video 12:30-12:48] he paid 50 000 or 1 000 000.",
        "On Monday in May, T07 met P07 for 3.5 hours, 12.5 %, page 99.1.2.",
        "31.02.2020 is no day, nor is 1999-13-01.",
    ],
)
def test_what_is_no_leak(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "said", "sure"),
    [
        ("So anna van berg came", "anna van berg", True),
        ("and ANNA VAN BERG’s too", "ANNA VAN BERG’s", True),
        ("That was Anna.", "Anna", True),
        ("that was anna.", "anna", False),
        ("Åses mother", "Åses", True),
        ("so Ase Nilsen came", "Ase Nilsen", True),
        ("so Aase came", "Aase", True),
        ("with A\u030ase there", "A\u030ase", True),
        ("with Liu-Chen there", "Liu", True),
    ],
)
def test_names_of_the_key(text: str, said: str, sure: bool) -> None:
    assert ("name", said, sure) in found(text, KEY)


def test_a_name_within_a_word_is_none() -> None:
    assert not [each for each in found("the annals, a van, Liuba", KEY) if each[0] == "name"]


def test_a_hint_counts_at_the_beginning_of_a_sentence_too() -> None:
    texts = ["Bergen is far.", "He lives in Bergen.", "She said So what. so"]
    hints = hinted(texts)
    assert [each.kind for each in scan(texts[0], hints=hints)] == ["capital"]
    assert scan(texts[0]) == ()
    assert "so" not in hints  # it stands small as well


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_findings_stand_in_order_apart_and_are_gone_once_replaced(text: str) -> None:
    leaks = scan(text, KEY)
    ends = [0]
    for each in leaks:
        assert ends[-1] <= each.start < each.end <= len(text)
        ends.append(each.end)
    gone = with_replaced(text, leaks)
    for each in leaks:
        assert gone.count(KINDS[each.kind].placeholder)
    left = [
        each for each in scan(gone, KEY) if each.sure and each.kind in ("name", "mail", "number")
    ]
    assert left == []


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert with_replaced(text, ()) == text
    scan(text, KEY)
