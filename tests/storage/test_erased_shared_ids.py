"""Two coders' records under one id, as a script gives them: each is erased as its own coder's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace, added
from annotator.domain.ids import Id, new_id
from annotator.domain.memo import Memo
from annotator.domain.merge_report import MergeReport
from annotator.domain.merging import digest_of, other_id
from annotator.domain.quotes import PUT_FOR
from annotator.domain.round import Coder
from annotator.domain.transcript import Transcript, freeze
from annotator.domain.withdrawal import Wish
from annotator.storage import Store
from annotator.storage.erasure.whose import ErasedOwn
from tests.storage.making import WORDS, Made, driver_of, moment_in, pairing_of
from tests.storage.making import reading as read_as

SAID = ("I never told her how small I felt in there.", "It was the way the door fell shut.")
AMID = "never told her how small I"
"""Six words, by which no hash knows the sentence: a file without the text cannot tell it again."""
WHO = Wish(participant="P00")
LOW, HIGH = "00000000-0000-4000-8000-000000000001", "ffffffff-ffff-4fff-bfff-ffffffffffff"
"""Ids of coders: of two records under one id the lower coder's keeps it, the other's moves."""
QUOTER, OTHER = "Quinn", "Olav"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test only."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))


@pytest.fixture(params=["whose record keeps the id", "whose record moves"])
def quoter(lab: OpenStudy, request: pytest.FixtureRequest) -> Id:
    """The coder who quotes; the other one writes on others alone, under the same ids."""
    own, other = (LOW, HIGH) if "keeps" in request.param else (HIGH, LOW)
    lab.do(added(Coder(id=own, name=QUOTER), Coder(id=other, name=OTHER)), "coders")
    return own


@pytest.fixture
def text(lab: OpenStudy, made: Made) -> Transcript:
    """P00's interview, in words that stand nowhere else."""
    told, _ = freeze(read_as(SAID), made.transcripts[1].account_id, version=2)
    lab.do(added(told), "text")
    return told


def out(lab: OpenStudy, name: str, coder: str, *dyads: str) -> Path:
    path = lab.place.with_name(f"{name}.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder=coder, dyads=dyads), path, WORDS)
    return path


@contextmanager
def at_work(path: Path, *, partial: bool = True) -> Iterator[tuple[OpenStudy, dict[str, Any]]]:
    """A file of work, handed in at the end; and what is its coder's."""
    with open_study(path, lambda: WORDS) as opened:
        assert opened.work is not None
        yield opened, {"round_id": opened.work.round_id, "coder_id": opened.work.coder_id}
        hand_in(opened, partial=partial)


def merged(lab: OpenStudy, *files: Path) -> MergeReport:
    return merge(lab, files, lambda _: WORDS)


def erased(lab: OpenStudy) -> None:
    lab.operate(lambda store: store.erasing(WHO)())
    lab.operate(Store.refresh)


def memo_of(opened: OpenStudy, record_id: Id, words: str) -> Memo:
    """A memo on the study, which stays whoever is erased."""
    assert opened.work is not None
    about = opened.view.study.id
    return Memo(
        id=record_id, coder_id=opened.work.coder_id, about="study", about_id=about, text=words
    )


def states(lab: OpenStudy, kind: str, record_id: Id) -> dict[Id, set[str]]:
    """By coder the digests of the states that the study knows of a record."""
    found: dict[Id, set[str]] = {}
    rows = driver_of(lab._store).execute(
        "SELECT coder_id, digest FROM lineage WHERE kind = ? AND record_id = ?", (kind, record_id)
    )
    for coder_id, digest in rows.fetchall():
        found.setdefault(coder_id, set()).add(digest)
    return found


@pytest.fixture
def memos(lab: OpenStudy, text: Transcript, quoter: Id) -> tuple[Id, Path, Path]:
    """Both coders' memos under one id, merged: one quotes. Neither file holds the text."""
    shared = new_id()
    quoting, plain = out(lab, "quoting", QUOTER, "D01"), out(lab, "plain", OTHER, "D01")
    for path, words in ((quoting, f"he said: {AMID}"), (plain, "of the week alone")):
        with at_work(path) as (opened, _):
            opened.do(added(memo_of(opened, shared, words)), "Memo")
    merged(lab, quoting, plain)
    assert sorted(each.text for each in lab.view.memos.values()) == [
        f"he said: {AMID}", "of the week alone",
    ]  # fmt: skip
    return shared, quoting, plain


def test_no_state_of_the_one_that_quoted_is_known_and_the_others_still_are(
    lab: OpenStudy, quoter: Id, memos: tuple[Id, Path, Path]
) -> None:
    shared, _, plain = memos
    before = states(lab, "memo", shared)
    erased(lab)
    [(other, kept)] = states(lab, "memo", shared).items()
    assert other != quoter
    assert kept == before[other]
    content = lab.place.read_bytes()
    assert not any(digest.encode() in content for digest in before[quoter])
    assert AMID.encode() not in content
    assert not merged(lab, plain).changes, "what the other coder said is known as before"
    assert lab.check() == []


def test_an_older_copy_brings_back_nothing_and_the_others_next_state_comes_in(
    lab: OpenStudy, quoter: Id, memos: tuple[Id, Path, Path]
) -> None:
    shared, quoting, plain = memos
    older = Path(shutil.copy(quoting, quoting.with_name("older.iprwork")))
    with at_work(quoting) as (opened, _):
        own = opened.view.memos[shared]
        opened.do(Replace(own, replace(own, text=f"again: {AMID}, in short")), "Memo")
    with at_work(plain) as (opened, _):
        own = opened.view.memos[shared]
        opened.do(Replace(own, replace(own, text="of the month")), "Memo")
    erased(lab)
    for path in (older, quoting, plain, older, quoting):
        merged(lab, path)
    by_coder = {each.coder_id: each.text for each in lab.view.memos.values()}
    assert by_coder.pop(quoter) == f"he said: {PUT_FOR}"
    assert list(by_coder.values()) == ["of the month"]
    assert AMID.encode() not in lab.place.read_bytes()
    assert driver_of(lab._store).execute("SELECT count(*) FROM kept_states").fetchone() == (0,)
    assert lab.check() == []


def test_a_coder_whose_record_comes_only_afterwards_has_it_taken_in(
    lab: OpenStudy, text: Transcript, quoter: Id
) -> None:
    shared = new_id()
    quoting, plain = out(lab, "quoting", QUOTER, "D01"), out(lab, "plain", OTHER, "D01")
    with at_work(quoting) as (opened, _):
        opened.do(added(memo_of(opened, shared, f"he said: {AMID}")), "Memo")
    with at_work(plain) as (opened, _):
        opened.do(added(memo_of(opened, shared, "of the week alone")), "Memo")
    merged(lab, quoting)
    erased(lab)
    assert merged(lab, plain).set_aside == ()
    assert {each.text for each in lab.view.memos.values()} == {
        f"he said: {PUT_FOR}", "of the week alone",
    }  # fmt: skip
    assert not merged(lab, quoting).changes, "though its record has moved meanwhile, or not"
    assert AMID.encode() not in lab.place.read_bytes()


def test_work_that_is_handed_out_since_comes_in_under_the_same_ids(
    lab: OpenStudy, quoter: Id, memos: tuple[Id, Path, Path]
) -> None:
    shared, quoting, _ = memos
    erased(lab)
    since = out(lab, "since", QUOTER, "D01")
    with at_work(since) as (opened, _):
        own = opened.view.memos[shared]
        assert own.text == f"he said: {PUT_FOR}"
        opened.do(Replace(own, replace(own, text="in my own words")), "Memo")
    assert merged(lab, since).set_aside == ()
    assert not merged(lab, quoting).changes
    assert {each.text for each in lab.view.memos.values()} == {
        "in my own words", "of the week alone",
    }  # fmt: skip


def test_moments_under_one_id_go_and_stay_by_their_own_texts(
    lab: OpenStudy, made: Made, text: Transcript, quoter: Id
) -> None:
    """One is on the text that goes; the other, on another dyad, is paired, and both stay so."""
    one, two, pairing_id = new_id(), new_id(), new_id()
    quoting, plain = out(lab, "quoting", QUOTER), out(lab, "plain", OTHER)
    with at_work(quoting) as (opened, own):
        gone = moment_in(made, text, memo="theirs", id=one, **own)
        opened.do(added(gone), "Mark")
    with at_work(plain) as (opened, own):
        both = [
            moment_in(made, made.transcripts[at], memo="own", id=each, **own)
            for at, each in ((2, one), (3, two))
        ]
        opened.do(added(*both), "Mark")
    merged(lab, quoting, plain)
    before = states(lab, "moment", one)
    assert before[quoter] == {digest_of(gone)}
    erased(lab)
    assert [each.memo for each in lab.view.all_moments()] == ["own", "own"]
    assert quoter not in states(lab, "moment", one)
    assert digest_of(gone).encode() not in lab.place.read_bytes()
    session_id = lab.view.accounts[made.transcripts[2].account_id].session_id
    with at_work(plain) as (opened, own):
        [first] = [each for each in opened.view.all_moments() if each.id == one]
        opened.do(Replace(first, replace(first, memo="later")), "Memo")
        paired = replace(pairing_of(made, (one, two)), session_id=session_id, **own)
        opened.do(added(replace(paired, id=pairing_id)), "Pair")
    aside = {each.kind for each in merged(lab, plain).set_aside}
    assert aside == {"assignment"}, "the one on what goes"
    assert sorted(each.memo for each in lab.view.all_moments()) == ["later", "own"]
    assert list(lab.view.pairings) == [pairing_id]
    aside = {each.kind for each in merged(lab, quoting).set_aside}
    assert aside == {"assignment", "moment"}
    assert len(list(lab.view.all_moments())) == 2
    assert lab.check() == []


def test_a_state_that_stood_beside_another_is_known_no_more(
    lab: OpenStudy, text: Transcript, tmp_path: Path
) -> None:
    """Changed on two machines, of which one quotes: that stands under an id of its own."""
    shared = new_id()
    path = out(lab, "work", QUOTER, "D01")
    with at_work(path) as (opened, _):
        first = memo_of(opened, shared, "first")
        opened.do(added(first), "Memo")
    files = []
    for at, words in enumerate((f"he said: {AMID}", "without", f"or so: {AMID}")):
        copy = Path(shutil.copy(path, tmp_path / f"{at}.iprwork"))
        with at_work(copy) as (opened, _):
            opened.do(Replace(first, replace(first, text=words)), "Memo")
        files.append(copy)
    merged(lab, *files)
    assert len(lab.view.memos) == 3
    quoting = {digest_of(each) for each in lab.view.memos.values() if AMID in each.text}
    assert len(quoting) == 2
    erased(lab)
    content = lab.place.read_bytes()
    assert not any(digest.encode() in content for digest in quoting)
    for each in files:
        merged(lab, each)
    assert sorted(each.text for each in lab.view.memos.values()) == [
        f"he said: {PUT_FOR}", f"or so: {PUT_FOR}", "without",
    ]  # fmt: skip
    assert AMID.encode() not in lab.place.read_bytes()


def test_a_kept_state_goes_with_all_that_is_known_of_it_and_another_coders_stays(
    lab: OpenStudy, made: Made, text: Transcript, quoter: Id, tmp_path: Path
) -> None:
    """Both coders' pairings wait for a moment that another copy of their file has deleted."""
    shared = new_id()
    session_id = lab.view.accounts[made.transcripts[2].account_id].session_id
    files: dict[str, list[Path]] = {}
    for coder, words in ((QUOTER, f"he said: {AMID}"), (OTHER, "of the week alone")):
        path = out(lab, coder, coder, "D01")
        with at_work(path) as (opened, own):
            two = [moment_in(made, made.transcripts[at], **own) for at in (2, 3)]
            opened.do(added(*two), "Mark")
        pairs = Path(shutil.copy(path, tmp_path / f"{coder} pairs.iprwork"))
        with at_work(path) as (opened, _):
            opened.do(Replace(two[0], None), "Delete")
        with at_work(pairs) as (opened, own):
            ids = (two[0].id, two[1].id)
            made_of = replace(pairing_of(made, ids), session_id=session_id, memo=words, **own)
            opened.do(added(replace(made_of, id=shared)), "Pair")
        files[coder] = [path, pairs]
    merged(lab, *files[QUOTER], *files[OTHER])
    driver = driver_of(lab._store)
    kept = "SELECT coder_id FROM kept_states WHERE kind = 'pairing'"
    assert len(driver.execute(kept).fetchall()) == 2
    [digest] = states(lab, "pairing", shared)[quoter]
    erased(lab)
    [(other,)] = driver.execute(kept).fetchall()
    assert other != quoter
    assert states(lab, "pairing", shared).keys() == {other}
    assert digest.encode() not in lab.place.read_bytes()
    for each in files[QUOTER]:
        merged(lab, each)
    assert driver.execute(kept).fetchall() == [(other,)]
    assert AMID.encode() not in lab.place.read_bytes()
    assert lab.check() == []


def test_what_was_noted_before_it_was_noted_whose_may_be_anybodys(
    lab: OpenStudy, text: Transcript, quoter: Id, memos: tuple[Id, Path, Path]
) -> None:
    """As an earlier version of the program has left it: kind and id in the study alone."""
    shared, _, _ = memos
    erased(lab)
    freed = [each.id for each in lab.view.memos.values() if each.coder_id == quoter]
    driver = driver_of(lab._store)
    driver.execute("DELETE FROM erased_records WHERE kind = 'memo'")
    driver.execute("INSERT INTO erased_records VALUES ('memo', ?)", (shared,))
    with lab._store.reading() as connection:
        either = (LOW, HIGH)
        assert [("memo", shared) in ErasedOwn(connection, each) for each in either] == [True, True]
    driver.execute("INSERT INTO erased_records VALUES ('memo', ?)", (other_id(quoter, shared),))
    with lab._store.reading() as connection:
        told = {each: ("memo", shared) in ErasedOwn(connection, each) for each in either}
    assert told == {each: each == quoter for each in either}
    assert freed in ([shared], [other_id(quoter, shared)])
