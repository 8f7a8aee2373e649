from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.domain.edits import Replace, added
from annotator.domain.ids import new_id
from annotator.domain.transcript import freeze
from tests.storage.making import driver_of, moment_in, reading

WORDS = ("He was \U0001f62d silent, then “angry”", "Blåbær og café, naïve", "שלום עולם", "end")


@pytest.fixture
def searched(store, made):
    """The study with one transcript of other words."""
    account = made.transcripts[0].account_id
    transcript, _ = freeze(reading(WORDS), account, version=2)
    store.apply(Replace(None, transcript), action="replace")
    return store, transcript


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("silent", "silent"),
        ("SIL", "silent"),
        ("was silent", "was"),
        ("blabær", "Blåbær"),
        ("cafe naive", "café"),
        ("שלום", "שלום"),
        ("angr", "angry"),
        ("e", "end"),
    ],
)
def test_words_are_found_where_they_stand(searched, words, found):
    store, transcript = searched
    hits = [hit for hit in store.search(words) if hit.transcript_id == transcript.id]
    assert [transcript.quote(hit.start, hit.end) for hit in hits] == [found]
    assert hits[0].kind == "turn"
    assert hits[0].moment_id is None
    assert found in hits[0].snippet


@pytest.mark.parametrize("words", ["silent café", "ilent", "", "  ", "was NOT silent", "zzz"])
def test_words_that_do_not_stand_together_are_not_found(searched, words):
    assert searched[0].search(words) == []


def test_only_the_current_version_is_searched(searched, made):
    store, transcript = searched
    old = made.transcripts[0]
    found = {hit.transcript_id for hit in store.search("break")}
    assert found == {each.id for each in made.transcripts[1:]}
    store.apply(Replace(transcript, None), action="undo")
    assert {hit.transcript_id for hit in store.search("break")} == found | {old.id}
    assert store.search("silent") == []


def test_memos_are_found_and_follow_their_changes(store, made):
    moment = moment_in(made, made.transcripts[0], memo="A turning point, Ærlig")
    store.apply(Replace(None, moment), action="mark")
    (hit,) = store.search("turning")
    assert (hit.kind, hit.moment_id, hit.start, hit.end) == ("memo", moment.id, 0, 5)
    changed = replace(moment, memo="nothing special")
    store.apply(Replace(moment, changed), action="memo")
    assert store.search("turning") == []
    assert [each.moment_id for each in store.search("special")] == [moment.id]
    store.apply(Replace(changed, None), action="delete")
    assert store.search("special") == []
    assert store.check() == []


def test_memos_of_other_coders_are_not_searched(store, made):
    moments = [moment_in(made, made.transcripts[0], coder=each, memo="rupture") for each in (0, 1)]
    store.apply(added(*moments), action="mark")
    assert len(store.search("rupture")) == 2
    (hit,) = store.search("rupture", seen_by=made.coders[1].id)
    assert hit.moment_id == moments[1].id
    assert store.search("rupture", seen_by=new_id()) == []


def test_no_more_than_asked_for(store, made):
    moments = [moment_in(made, made.transcripts[0], memo="rupture") for _ in range(9)]
    store.apply(added(*moments), action="mark")
    assert len(store.search("rupture", limit=4)) == 4


def test_deleted_words_leave_no_trace(store, made):
    moment = moment_in(made, made.transcripts[0], memo="quicksilver")
    store.apply(Replace(None, moment), action="mark")
    store.apply(Replace(moment, None), action="delete")
    driver = driver_of(store)
    driver.execute("DELETE FROM journal_payloads").fetchall()
    store.close()
    assert b"quicksilver" not in store.place.read_bytes()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=40))
@example('"')
@example("NEAR(a b, 3) AND NOT (c OR ^d)")
@example("text : said -no {a b}:x a* * ^ + ( ) '")
@example("\0 half \ud83d")
@example("*")
def test_nothing_that_is_typed_is_an_operator(store, words):
    assert isinstance(store.search(words), list)
