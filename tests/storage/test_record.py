"""The journal page by page, its chain followed, and what is put down without a change."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import update

from annotator.storage import (
    Chain,
    EntryFilter,
    entries_of,
    entry_numbers,
    follow_chain,
    note,
    schema,
)
from annotator.storage import open_study as open_store
from annotator.storage.secret import secret_of


def followed(store, most):
    chain = follow_chain(store, Chain(), most)
    while not chain.is_done:
        chain = follow_chain(store, chain, most)
    return chain


def test_a_note_is_an_entry_of_the_chain_that_writes_no_record(store):
    first = store.revision
    assert note(store, "Export tables", None) == first + 1 == store.revision
    assert not store.changed_elsewhere()
    (entry,) = entries_of(store, [first + 1])
    assert (entry.action, entry.actor, entry.records) == ("Export tables", None, ())
    assert store.payload(first + 1) == []
    assert store.check() == []


def test_a_note_does_not_hide_that_somebody_else_wrote(store):
    with open_store(store.place) as other:
        note(other, "Export pictures", None)
    note(store, "Export tables", None)
    assert store.changed_elsewhere()


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_the_chain_is_followed_in_steps_of_any_size(store, most):
    for number in range(3):
        note(store, f"Export {number}", None)
    chain = followed(store, most)
    assert (chain.checked, chain.broken_at) == (store.revision, None)


@pytest.mark.parametrize("column", ["action", "actor", "at", "records", "payload_sha256"])
def test_an_entry_changed_past_the_program_breaks_it_there(store, column):
    for number in range(3):
        note(store, f"Export {number}", None)
    middle = store.revision - 1
    with store.writing() as connection:
        changed = update(schema.journal).where(schema.journal.c.seq == middle)
        connection.execute(changed.values({column: "something else"}))
    for most in (1, 100):
        chain = followed(store, most)
        assert (chain.broken_at, chain.checked) == (middle, middle - 1)


def test_a_last_entry_cut_off_is_missed_by_the_head(store):
    note(store, "Export", None)
    with store.writing() as connection:
        last = schema.journal.c.seq == store.revision
        payloads = schema.journal_payloads
        connection.execute(payloads.delete().where(payloads.c.seq == store.revision))
        connection.execute(schema.journal.delete().where(last))
    for most in (1, store.revision - 1, 100):
        assert followed(store, most).broken_at == store.revision


def test_with_an_entry_missing_in_between_the_others_are_listed(store):
    for number in range(3):
        note(store, f"Export {number}", None)
    gone = store.revision - 1
    with store.writing() as connection:
        payloads = schema.journal_payloads
        connection.execute(payloads.delete().where(payloads.c.seq == gone))
        connection.execute(schema.journal.delete().where(schema.journal.c.seq == gone))
    listed = entry_numbers(store, EntryFilter())
    assert list(listed) == [each for each in range(1, store.revision + 1) if each != gone]
    assert followed(store, 2).broken_at == gone


def test_entries_are_found_by_coder_kind_day_and_words(store):
    one, two = note(store, "Export 10 % of A_B", "c1"), note(store, "Print the page", None)
    assert entry_numbers(store, EntryFilter(actors=frozenset(["c1"]))) == [one]
    assert two in entry_numbers(store, EntryFilter(actors=frozenset([None])))
    assert one not in entry_numbers(store, EntryFilter(actors=frozenset([None])))
    assert entry_numbers(store, EntryFilter(actors=frozenset())) == []
    assert entry_numbers(store, EntryFilter(words=("export", "a_b"))) == [one]
    assert entry_numbers(store, EntryFilter(words=("1%f",))) == []  # % is a letter like others
    assert entry_numbers(store, EntryFilter(since="9999")) == []
    every = entry_numbers(store, EntryFilter(until="9999"))
    assert list(entry_numbers(store, EntryFilter())) == every == [*range(1, store.revision + 1)]
    assert entry_numbers(store, EntryFilter(kind="transcript"))
    assert entry_numbers(store, EntryFilter(kind="script")) == []  # a whole kind, not a part of one


def test_a_secret_is_the_studys_own_and_stays(store, tmp_path):
    secret = secret_of(store, "leaks")
    assert secret == secret_of(store, "leaks") != secret_of(store, "another")
    copy = tmp_path / "copy.iprstudy"
    shutil.copy(store.place, copy)
    with open_store(copy) as other:
        assert secret_of(other, "leaks") == secret
