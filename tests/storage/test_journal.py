from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.edits import Replace, added
from annotator.storage import journal, open_study
from annotator.storage.erasure.known import leave_out
from annotator.storage.journal import LINKED
from tests.storage.making import UGLY, driver_of, moment_in


def test_each_edit_is_one_entry(store, made):
    moment = moment_in(made, made.transcripts[0])
    store.apply(Replace(None, moment), action="mark", actor=made.coders[0].id)
    entries = list(store.journal())
    assert [entry.action for entry in entries] == ["new study", "import", "mark"]
    assert [entry.seq for entry in entries] == [entry.device_seq for entry in entries] == [1, 2, 3]
    assert entries[0].actor == "tests"
    assert entries[2].actor == made.coders[0].id
    assert entries[2].records == (("moment", moment.id, 1),)
    assert len({entry.hash for entry in entries}) == 3
    assert entries[2].at.endswith("+00:00")


def test_the_chain_holds_no_words(store, made):
    memo = "unmistakable words of a memo"
    moment = moment_in(made, made.transcripts[0], memo=memo)
    store.apply(Replace(None, moment), action="mark")
    rows = repr(driver_of(store).execute("SELECT * FROM journal").fetchall())
    assert "unmistakable" not in rows
    assert all(words not in rows for words in UGLY)
    assert store.payload(3)[0]["after"]["memo"] == memo
    assert store.payload(3)[0]["before"] is None
    assert store.payload(99) is None


def test_the_same_edit_twice_has_another_payload_hash(store, made):
    """Else the hash would tell, after an erasure, what the words were."""
    moment = moment_in(made, made.transcripts[0])
    store.apply(Replace(None, moment), action="mark")
    store.apply(Replace(moment, moment), action="again")
    store.apply(Replace(moment, moment), action="again")
    hashes = [entry.payload_sha256 for entry in store.journal()][-2:]
    assert hashes[0] != hashes[1]


def test_payloads_can_be_erased_and_the_chain_stays_whole(store, made):
    store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    driver_of(store).execute("DELETE FROM journal_payloads WHERE seq = 2").fetchall()
    assert store.check() == ["the content of journal record 2 is not there, and no erasure took it"]
    with store.writing() as connection:
        leave_out(connection, [("", 2)])
    assert store.check() == []
    assert store.payload(2) is None


def test_a_device_counts_on_through_other_devices_work(store, made, place, monkeypatch):
    monkeypatch.setattr("platform.node", lambda: "another-machine")
    with open_study(place) as other:
        other.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    entries = list(store.journal())
    assert [entry.device_seq for entry in entries] == [1, 2, 1, 3]
    assert entries[2].device != entries[3].device == entries[0].device
    assert "another" not in entries[2].device


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE journal SET actor = 'x' WHERE seq = 2", "the journal is broken at record 2"),
        ("UPDATE journal SET records = '[]' WHERE seq = 1", "the journal is broken at record 1"),
        (
            "UPDATE journal_payloads SET payload = '[]' WHERE seq = 2",
            "the content of journal record 2 is not what was recorded",
        ),
    ],
)
def test_a_link_that_was_changed_is_found(store, made, change, finding):
    store.apply(added(*(moment_in(made, made.transcripts[0]) for _ in range(2))), action="mark")
    store.apply(Replace(made.round, replace(made.round, name="new")), action="rename")
    driver_of(store).execute(change).fetchall()
    assert store.check() == [finding]


texts = st.text(st.characters())
rows = st.fixed_dictionaries(
    {name: st.integers(0, 2**63 - 1) if name in ("seq", "device_seq") else texts for name in LINKED}
)


@given(texts, rows)
@example("0" * 64, {**dict.fromkeys(LINKED, "\x7f"), "seq": 1, "device_seq": 2})
@example("0" * 64, {**dict.fromkeys(LINKED, "\ud800 é"), "seq": 1, "device_seq": 2})
def test_a_link_is_of_the_standard_json(former: str, row: dict[str, Any]) -> None:
    listed = json.dumps([former, *(row[name] for name in LINKED)], separators=(",", ":"))
    assert journal.link(former, row) == sha256(listed.encode()).hexdigest()
