"""What a search means: read, and found where it stands, whatever way the text is written."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.domain.folding import fold, folded_words
from annotator.domain.occurrences import needs_all, occurrences
from annotator.domain.query import Condition, Pattern, Phrase, parse, patterns

TEXT = "I laughed, and then – I laugh again: „Café“ too much. Well-being!"


def found(asked: str, text: str = TEXT, *, typing: bool = False) -> list[str] | None:
    query = parse(asked, typing=typing)
    assert query is not None
    assert query.terms is not None
    spans = occurrences(query.terms, fold(text))
    return None if spans is None else [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("laugh", ["laugh"]),
        ("LAUGH*", ["laughed", "laugh"]),
        ("laughed again", ["laughed", "again"]),
        ('"too much"', ["too much"]),
        ('"then i laugh"', ["then – I laugh"]),
        ('"too mu"*', ["too much"]),
        ("well-being", ["Well-being"]),
        ("cafe", ["Café"]),
        ("silent OR again", ["again"]),
        ("(silent OR laughed) again", ["laughed", "again"]),
        ("laughed -silent", ["laughed"]),
        ("laughed NOT silent AND again", ["laughed", "again"]),
        ('laugh* OR "laugh again"', ["laughed", "laugh again"]),
        ("laughed -again", None),
        ("laugh silent", None),
        ("aught", None),
        ('"much too"', None),
    ],
)
def test_what_is_asked_is_found_where_it_stands(asked: str, words: list[str] | None):
    assert found(asked) == words


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("folte", "Jeg følte det", ["følte"]),
        ("følte", "jeg folte, FØLTE", ["folte", "FØLTE"]),
        ("vaere", "å være", ["være"]),
        ("lodz", "Łódź", ["Łódź"]),
        ("dordevic", "Đorđević", ["Đorđević"]),
        ("coeur", "le cœur", ["cœur"]),
        ("kiz", "KIZ kız", ["KIZ", "kız"]),
        ("fol*", "jeg følte", ["følte"]),
        ("olte", "jeg følte", None),
    ],
)
def test_letters_with_a_stroke_are_found_by_plain_ones(asked, text, words):
    assert found(asked, text) == words


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("😀", "glad 😀, so😀😀", ["😀", "😀", "😀"]),
        ('"😀"', "glad 😀", ["😀"]),
        ("😀*", "glad 😀", ["😀"]),
        ("❤\ufe0f", "a ❤ and a ❤\ufe0f", ["❤", "❤"]),
        ("👍🏽", "👍 👍🏽", ["👍🏽"]),
        ("glad 😀", "glad, sad", None),
        ("glad -😀", "glad", ["glad"]),
        ("glad -😀", "glad 😀", None),
        ("€", "50 €", ["€"]),
        ("glad -", "glad", ["glad"]),  # a dash alone asks nothing
        ("glad …", "glad", ["glad"]),
    ],
)
def test_signs_that_are_no_word_are_found_as_they_stand(asked, text, words):
    assert found(asked, text) == words
    assert found(asked, text, typing=True) == words


def test_while_somebody_types_the_last_word_may_be_only_begun():
    assert found("lau", typing=True) == ["laughed", "laugh"]
    assert found("lau ", typing=True) is None
    assert found('"too mu', typing=True) == ["too much"]
    assert found("laughed -agai", typing=True) == ["laughed"]  # what is left out is a whole word
    assert found("(laugh OR", typing=True) == ["laugh"]
    assert parse("- ", typing=True) is None
    assert parse("  ") is None


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("(a", "not closed"),
        ("a)", "was not opened"),
        ('"a', "not closed"),
        ("a OR", "OR stands"),
        ("a NOT", "NOT stands"),
        ("-a", "leave out"),
        ("a OR -b", "leave out"),
        ("in:patient", "where"),
        ("-code:shame", "where"),
        ("code:shame OR a", "beside OR"),
        ("(code:shame a)", "in ( )"),
        ("(memo:a)", "in ( )"),
        ("memo:a text:b", "exclude"),
        ("/a", "not ended"),
        ("/a(/", "cannot be read"),
        ("…", "no word"),
        ("a " * 600, "too long"),
        ("(" * 70 + "a", "brackets"),
    ],
)
def test_a_bad_search_is_one_sentence(asked: str, part: str):
    with pytest.raises(UserError) as caught:
        parse(asked)
    assert part in caught.value.sentence
    assert "\n" not in caught.value.sentence


def test_fields_say_where():
    query = parse('memo:quiet -in:D07 code:"Shared affect"')
    assert query is not None
    assert (query.terms, query.scope) == (Phrase(("quiet",)), "memo")
    assert query.conditions == (
        Condition("in", "d07", wanted=False),
        Condition("code", "shared affect"),
    )
    assert found("at 12:30", "It was at 12:30.") == ["at", "12:30"]  # no field, a time


def test_patterns_are_kept_as_they_are():
    query = parse(r"/lau\/gh(t|ed)/ -/x+/")
    assert query is not None
    assert list(patterns(query.terms)) == [Pattern("lau/gh(t|ed)"), Pattern("x+")]
    assert needs_all(query.terms)
    assert not needs_all(parse("laugh /x/").terms)  # type: ignore[union-attr]
    assert needs_all(parse("laugh OR /x/").terms)  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("etait", "Il était là", "était"),
        ("ÉTAIT là", "il etait là", "etait"),
        ("zoe", "Zoë’s", "Zoë"),
        ("naive", "so naïve.", "naïve"),
        ("blabær", "Blåbær og", "Blåbær"),
        ("viet", "Việt Nam", "Việt"),
    ],
)
def test_accents_and_their_spelling_do_not_count(form: str, asked: str, text: str, words: str):
    spelt = normalize(form, text)  # type: ignore[arg-type]
    hits = found(asked, spelt)
    assert hits is not None
    assert hits[0] == normalize(form, words)  # type: ignore[arg-type]


def test_ligatures_and_the_sharp_s_are_letters():
    assert found("find", "I ﬁnd it") == ["ﬁnd"]
    assert found("office", "the oﬃce") == ["oﬃce"]
    assert found("strasse OR straße", "Straße, STRASSE") == ["Straße", "STRASSE"]


@given(st.text(max_size=60), st.text(max_size=30))
@example("\ud83d x", "x")
@example("ŉ̈ﬃİ", "ﬃ")
def test_a_span_is_always_in_the_text_and_reads_as_what_was_asked(text: str, asked: str):
    """Folding never loses its place: what stands at a found span folds to the words sought."""
    words = folded_words(asked)
    if not words:
        return
    for start, end in occurrences(Phrase(words), fold(text)) or []:
        assert 0 <= start < end <= len(text)
        assert folded_words(text[start:end]) == words


@given(st.text(alphabet="abé\u0301 ﬁ,", max_size=40))
def test_each_word_of_a_text_is_found_in_it(text: str):
    for word in folded_words(text):
        assert occurrences(Phrase((word,)), fold(text))


@given(st.text(max_size=80))
@example('a "b (c OR -')
@example("/(/ OR NOT (")
def test_whatever_is_typed_is_a_query_or_one_sentence(asked: str):
    for typing in (False, True):
        sentence = ""
        try:
            parse(asked, typing=typing)
        except UserError as error:
            sentence = error.sentence
        assert re.fullmatch(r"(search: .+\.)?", sentence)
