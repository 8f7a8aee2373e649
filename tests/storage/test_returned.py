"""What a file says of itself is looked at before it counts, even where its own key signed it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.merging import merge
from annotator.domain.edits import Several
from annotator.domain.errors import UserError
from annotator.domain.merge_report import MergeReport
from annotator.storage import hand_in, journal
from annotator.storage import open_study as open_store
from annotator.storage.header import PAGE_BYTES
from tests.storage.making import WORDS, driver_of

NOW = "2026-03-01T09:30:00+00:00"
DEEP = "[" * 100_000


def refused(lab: OpenStudy, work: Path, said: str) -> None:
    """Merging gives one sentence of one line, and changes nothing."""
    before = lab._store.view()
    with pytest.raises(UserError, match=said) as caught:
        merge(lab, [work], lambda _: WORDS)
    assert caught.value.sentence.isprintable()
    assert lab._store.view() == before


@pytest.mark.parametrize(
    "at",
    ["9999 \x1b[31mRED", f"{NOW}\nA: new 5 moments", "2026-13-01T09:30:00+00:00", "2026-03-01", ""],
)
def test_a_time_that_is_none_is_not_shown(lab: OpenStudy, work: Path, at: str) -> None:
    with open_store(work, lambda: WORDS) as store:
        hand_in(store, Several(()), partial=False, at=at)
    refused(lab, work, "what it says of itself makes no sense")


@pytest.mark.parametrize("device", ["dev\x1b[31m", "0123456789ABCDEF", "0123456789abcde"])
def test_a_machine_that_is_none_is_not_shown(lab: OpenStudy, work: Path, device: str) -> None:
    with open_store(work, lambda: WORDS) as store:
        store.device = device
        hand_in(store, Several(()), partial=False, at=NOW)
    refused(lab, work, "what it says of itself makes no sense")


def test_a_machine_of_the_journal_is_looked_at_too(
    lab: OpenStudy, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.storage.packages.refuse_torn", lambda *_: None)
    with open_store(work, lambda: WORDS) as store:
        with store.writing() as connection:
            journal.append(connection, [], [], action="x", actor=None, device="dev\x1b[31m")
        hand_in(store, Several(()), partial=False, at=NOW)
    refused(lab, work, "its journal makes no sense at record 2")


@pytest.mark.parametrize("column", ["manifest", "closing"])
def test_papers_without_an_end_are_told_in_one_sentence(
    lab: OpenStudy, work: Path, column: str
) -> None:
    with open_store(work, lambda: WORDS) as store:
        hand_in(store, Several(()), partial=False, at=NOW)
        driver_of(store).execute(f"UPDATE work SET {column} = ?", (DEEP,))
    refused(lab, work, "papers of this work cannot be read")


def test_a_payload_without_an_end_is_told_in_one_sentence(
    lab: OpenStudy, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dumps = json.dumps

    def deep(value: object, **how: Any) -> str:
        return DEEP if "default" in how else dumps(value, **how)

    monkeypatch.setattr("annotator.storage.packages.refuse_torn", lambda *_: None)
    with open_store(work, lambda: WORDS) as store:
        with monkeypatch.context() as patch, store.writing() as connection:
            patch.setattr(json, "dumps", deep)
            journal.append(connection, [], [], action="x", actor=None, device=store.device)
        hand_in(store, Several(()), partial=False, at=NOW)
    refused(lab, work, "its journal makes no sense at record 2")


def test_a_digest_of_rows_that_another_sqlite_made_says_nothing(
    lab: OpenStudy, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may write the same rows otherwise; what comes in is what the journal tells."""
    with monkeypatch.context() as other:
        other.setattr("annotator.storage.work._ROWS", "json 3.99.0 ")
        with open_store(work, lambda: WORDS) as store:
            hand_in(store, Several(()), partial=False, at=NOW)
    with open_store(work, lambda: WORDS) as store:
        rewritten = driver_of(store).execute("UPDATE assignments SET position = position + 9")
        assert rewritten.rowcount == 4
    assert merge(lab, [work], lambda _: WORDS).changes


def test_rows_that_were_changed_past_the_journal_are_told(lab: OpenStudy, work: Path) -> None:
    with open_store(work, lambda: WORDS) as store:
        hand_in(store, Several(()), partial=False, at=NOW)
    with open_store(work, lambda: WORDS) as store:
        rewritten = driver_of(store).execute("UPDATE assignments SET position = position + 9")
        assert rewritten.rowcount == 4
    refused(lab, work, "what the coder did is not as it was handed in")


def test_a_bit_that_turned_is_told_whatever_page_it_is_in(lab: OpenStudy, work: Path) -> None:
    """Of some pages nothing is read that comes into the study; the file is altered all the same."""
    with open_store(work, lambda: WORDS) as store:
        hand_in(store, Several(()), partial=False, at=NOW)
    whole = work.read_bytes()
    assert not isinstance(looked_through(lab, work), str)
    for at in range(PAGE_BYTES * 3 // 2, len(whole), PAGE_BYTES * 3):
        work.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        told = looked_through(lab, work)
        assert isinstance(told, str)
        assert "the file of work is damaged" in told
        assert work.name in told


def looked_through(lab: OpenStudy, work: Path) -> MergeReport | str:
    """What merging the file would bring, or the sentence of why it is refused."""
    try:
        return merge(lab, [work], lambda _: WORDS, dry_run=True)
    except UserError as error:
        return error.sentence
