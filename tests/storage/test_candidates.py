"""The full-text index gives at least what fits, by its index, and no other coder's memos."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.folding import fold
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.occurrences import needs_all, occurrences
from annotator.domain.query import Node, parse
from annotator.domain.transcript import freeze
from annotator.storage import candidates
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
    given_turns = {n for key, n in store.candidates(query.terms).turns if key == transcript.id}
    fitting = {
        number
        for number, turn in enumerate(transcript.turns)
        if occurrences(query.terms, fold(transcript.quote(turn.start, turn.end))) is not None
    }
    assert fitting <= given_turns


def test_ligatures_are_found_by_plain_letters(searched):
    store, transcript = searched
    terms = terms_of("find")
    assert {n for key, n in store.candidates(terms).turns if key == transcript.id} == {2, 3}


@pytest.mark.parametrize("word", ["f" * 400, "ff" * 30 + "*", "fi" * 19])
def test_a_word_of_many_spellings_is_still_a_query(searched, word):
    assert searched[0].candidates(terms_of(word)).turns == ()


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
    found = store.candidates(terms_of("rupture"), seen_by=bo.id)
    assert (*found.moments, *found.notes, *found.judgements) == mine
    everybody = store.candidates(terms_of("rupture"))
    assert [len(own) for own in (everybody.moments, everybody.notes, everybody.judgements)] == [
        2
    ] * 3
    nobody = store.candidates(terms_of("rupture"), seen_by="")
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
