"""The full-text index gives at least what fits, by its index, and no other coder's memos."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.folding import fold
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.occurrences import needs_all, occurrences
from annotator.domain.query import Node, parse
from annotator.domain.transcript import Transcript, freeze
from annotator.storage import Store, candidates
from tests.storage.making import driver_of, moment_in, reading

WORDS = (
    "He was 😭 silent, then “angry”",
    "Blåbær og cafe\u0301, naïve",
    "I ﬁnd the oﬃce in the Straße",
    "NFC café, STRASSE, find",
    "don't well-being 12:30",
)


@pytest.fixture(scope="module")
def searched(made, master, tmp_path_factory):
    import shutil

    from annotator.storage import open_study

    place = shutil.copy(master, tmp_path_factory.mktemp("searched") / "s.iprstudy")
    with open_study(place) as store:
        transcript, _ = freeze(reading(WORDS), made.transcripts[0].account_id, version=2)
        store.apply(Replace(None, transcript), action="replace")
        yield store, transcript


def terms_of(asked: str) -> Node:
    query = parse(asked)
    assert query is not None
    assert query.terms is not None
    return query.terms


def turns_of(store: Store, transcript: Transcript, terms: Node) -> set[int]:
    """The turns of a transcript that come into question: all where the index cannot say."""
    found = store.candidates(terms, texts=[transcript.id]).turns
    if found is None:
        return set(range(len(transcript.turns)))
    assert {key for key, _ in found} <= {transcript.id}
    return {number for _, number in found}


PIECES = ["silent", "CAFÉ", "caf*", "fi*", "f*", "find", "office", "strasse", "Straße", "str*"]
PIECES += ['"the office"', '"he was"*', "don't", "-angry", "-cafe", "12:30", "s*", "OR", "(", ")"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join))
@example("find OR office")
@example("f*")
def test_the_index_gives_at_least_all_that_fits(searched, asked):
    store, transcript = searched
    try:
        query = parse(asked)
    except UserError:
        return
    if query is None or query.terms is None or needs_all(query.terms):
        return
    given_turns = turns_of(store, transcript, query.terms)
    fitting = {
        number
        for number, turn in enumerate(transcript.turns)
        if occurrences(query.terms, fold(transcript.quote(turn.start, turn.end))) is not None
    }
    assert fitting <= given_turns


def test_ligatures_are_found_by_plain_letters(searched):
    store, transcript = searched
    terms = terms_of("find")
    assert turns_of(store, transcript, terms) == {2, 3}


@pytest.mark.parametrize("word", ["f" * 400, "ff" * 30 + "*", "fi" * 19])
def test_a_word_of_many_spellings_is_still_a_query(searched, word):
    store, transcript = searched
    assert turns_of(store, transcript, terms_of(word)) == set()


WRITTEN = {"ff": "ﬀ", "ffi": "ﬃ", "fi": "ﬁ", "fl": "ﬂ", "st": "ﬆ", "ss": "ß", "æ": "ǣ", "ø": "Ǿ"}
WRITTEN |= {"ae": "æ", "oe": "Œ", "o": "ø", "d": "đ", "l": "Ł", "i": "ı"}
SOUNDS = [*WRITTEN, "a", "e", "f", "s", "i", "t", "o", "й", "ή"]


@st.composite
def texts_and_phrases(draw: st.DrawFn) -> tuple[str, str]:
    """A text with some letters in one sign, and words of it in plain letters to look for."""
    words = draw(
        st.lists(st.lists(st.sampled_from(SOUNDS), min_size=1, max_size=9), min_size=1, max_size=4)
    )
    signs = [[draw(st.sampled_from([each, WRITTEN.get(each, each)])) for each in w] for w in words]
    plain = fold(" ".join("".join(each) for each in words)).text
    end = draw(st.integers(1, len(plain)).filter(lambda n: plain[n - 1] != " "))
    star = "*" if end < len(plain) or draw(st.booleans()) else ""
    return " ".join("".join(each) for each in signs), f'"{plain[:end]}"{star}'


@settings(max_examples=300, deadline=None)
@given(texts_and_phrases())
@example(("ﬁrﬆ oﬃce ﬆaﬀ", '"first office staff"'))
@example(("ﬁnﬁ", "finf*"))
@example(("Мой", "мой"))
@example(("jeg følte være", '"jeg folte vaere"'))
@example(("Łódź", "lod*"))
@example(("ﬀ" * 30, "ff" * 30))
def test_however_letters_are_written_the_index_misses_nothing(written):
    text, asked = written
    terms = terms_of(asked)
    assert occurrences(terms, fold(text)) is not None
    query = candidates.match_of(terms)
    if query is None:  # all is looked at
        assert not fold(text).text.isascii()
        return
    index = dbapi2.connect(":memory:")
    index.execute(
        "CREATE VIRTUAL TABLE words USING fts5(text, tokenize='unicode61 remove_diacritics 2')"
    )
    index.execute("INSERT INTO words(text) VALUES (?)", (text,))
    found = index.execute("SELECT count(*) FROM words WHERE words MATCH ?", (query,)).fetchone()
    index.close()
    assert found == (1,)


def test_what_stands_nearly_everywhere_is_told_and_never_cut(searched, monkeypatch):
    store, transcript = searched
    texts = [transcript.id]
    monkeypatch.setattr(candidates, "MOST", 2)
    assert store.candidates(terms_of("the"), texts=texts).turns == ((transcript.id, 2),)
    assert store.candidates(terms_of("find"), texts=texts).turns is not None  # two
    assert store.candidates(terms_of("a* OR n* OR f*"), texts=texts).turns is None


def test_only_the_texts_asked_about_are_gone_through(searched, made):
    store, transcript = searched
    older = made.transcripts[0]
    word = terms_of(f"{fold(older.text).text.split()[0]} OR the")
    assert {key for key, _ in store.candidates(word, texts=[transcript.id]).turns} <= {
        transcript.id
    }
    both = store.candidates(word, texts=[transcript.id, older.id]).turns
    assert {key for key, _ in both} == {transcript.id, older.id}


def test_memos_of_all_kinds_are_found_and_those_of_others_are_not(store, made):
    ane, bo = made.coders
    account = made.transcripts[0].account_id
    base = {"round_id": made.round.id, "codebook_id": made.codebook.id}
    for coder in (ane, bo):
        place = 0 if coder is ane else 1
        moment = moment_in(made, made.transcripts[0], coder=place, memo="rupture")
        memo = Memo(id=new_id(), coder_id=coder.id, about="study", about_id="s", text="a rupture")
        judgement = Judgement(
            id=new_id(),
            coder_id=coder.id,
            code_set_id=made.codebook.sets[0].id,
            unit="account",
            target_id=account,
            memo="Rupture!",
            **base,
        )
        store.apply(added(moment, memo, judgement), action="note")
        mine = (moment.id, memo.id, judgement.id)
    found = store.candidates(terms_of("rupture"), texts=(), seen_by=bo.id)
    assert (*found.moments, *found.notes, *found.judgements) == mine
    everybody = store.candidates(terms_of("rupture"), texts=())
    assert [len(own) for own in (everybody.moments, everybody.notes, everybody.judgements)] == [
        2
    ] * 3
    nobody = store.candidates(terms_of("rupture"), texts=(), seen_by="")
    assert (nobody.moments, nobody.notes, nobody.judgements) == ((), (), ())


@pytest.mark.parametrize(
    "sql", [candidates.TURNS, candidates.MOMENTS, candidates.NOTES, candidates.JUDGEMENTS]
)
def test_the_plan_goes_by_the_index_and_reads_no_table_through(store, sql):
    asked = sql.replace(":query", "'a'").replace(":most", "9").replace(":seen_by", "NULL")
    plan = driver_of(store).execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
    steps = [row[-1] for row in plan]
    assert any("_words VIRTUAL TABLE INDEX" in step and "M" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN") and "VIRTUAL" not in step] == []
