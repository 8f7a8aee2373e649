"""Erasing a participant from a study file and its backups, and what comes back afterwards."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.erasing import erase as erase_from
from annotator.app.verbs.merging import merge
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.quotes import PUT_FOR
from annotator.domain.transcript import Transcript, freeze
from annotator.domain.withdrawal import Wish
from annotator.storage import (
    Store,
    back_up,
    change_passphrase,
    create,
    rescue,
    show_recovery_key,
)
from annotator.storage import open_study as open_store
from annotator.storage.backup import backups_of, folder_of
from annotator.storage.creation import journal_beside
from annotator.storage.erasure import erase
from annotator.storage.erasure.rows import erase_rows, planned
from tests.storage.generating import edits
from tests.storage.making import WORDS, Made, make, moment_in, new_study, pairing_of
from tests.storage.making import reading as read_as
from tests.storage.test_released import RELEASED, VERSIONS

SAID = ("I never told her how small I felt in there.", "It was the way the door fell shut.")
WHO = Wish(participant="P00")
PATIENT = 1
"""The place of P00's interview among the transcripts that are made."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test only."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))


def telling(store: Store | OpenStudy, made: Made) -> Transcript:
    """A second version of P00's interview, in words that stand nowhere else."""
    text, _ = freeze(read_as(SAID), made.transcripts[PATIENT].account_id, version=2)
    if isinstance(store, OpenStudy):
        store.do(added(text), "text")
    else:
        store.apply(added(text), action="text")
    return text


def test_the_journal_stays_whole_and_keeps_ids_alone(store: Store, made: Made) -> None:
    text = telling(store, made)
    moment = moment_in(made, text, memo="mine")
    store.apply(added(moment), action="mark")
    before = list(store.journal())
    store.erasing(WHO)()
    store.refresh()
    after = list(store.journal())
    assert after[: len(before)] == before, "no link of the chain is changed"
    assert [each.action for each in after[len(before) :]] == ["Erase a participant"]
    assert ("moment", moment.id) in {(kind, key) for kind, key, _ in after[-1].records}
    assert store.payload(before[-1].seq) is None
    assert store.payload(1) is not None, "what is of the study alone stays"
    assert store.check() == []


def test_a_partners_moment_stays_and_the_pairing_goes(store: Store, made: Made) -> None:
    own = moment_in(made, made.transcripts[PATIENT])
    partner = moment_in(made, made.transcripts[0], memo=f"He said: {SAID[0]} Then not.")
    naming = moment_in(made, made.transcripts[0], memo="see P00, not P001", start=1)
    telling(store, made)
    store.apply(added(own, partner, naming, pairing_of(made, (partner.id, own.id))), action="mark")
    assert store.erasing(WHO)().found.naming == 1, "what a person must read"
    view = store.view()
    assert {each.id: each.memo for each in view.all_moments()} == {
        partner.id: f"He said: {PUT_FOR}. Then not.",
        naming.id: naming.memo,
    }
    assert view.pairings == {}
    assert not store.search("small")
    assert len(store.search("Then not")) == 1


def test_with_the_partner_only_the_stubs_are_left(store: Store, made: Made) -> None:
    store.erasing(replace(WHO, with_partner=True))()
    view = store.view()
    session_ids = {view.accounts[e.account_id].session_id for e in made.transcripts[:2]}
    own = [each for each in view.accounts.values() if each.session_id in session_ids]
    assert len(own) == 2
    assert all(view.transcript_of(each.id) is None for each in own)
    assert all((found := view.interview_of(e.id)) and found.is_withdrawn for e in own)
    others = [each for each in view.transcripts.values() if each.id in
              {text.id for text in made.transcripts[2:]}]  # fmt: skip
    assert others == list(made.transcripts[2:])


def test_a_former_pseudonym_is_not_another_persons_end(store: Store, made: Made) -> None:
    view = store.view()
    people = {each.pseudonym: each for each in view.participants.values()}
    store.apply(Replace(people["P00"], replace(people["P00"], pseudonym="P77")), action="rename")
    store.apply(Replace(people["P01"], replace(people["P01"], pseudonym="P00")), action="rename")
    store.erasing(WHO)()
    left = {each.id for each in store.view().transcripts.values()}
    assert left == {each.id for each in made.transcripts} - {made.transcripts[3].id}


@pytest.mark.parametrize(("who", "with_partner", "stays"), [
    ("T00", False, True), ("T00", True, False), ("P00", False, False),
])  # fmt: skip
def test_the_outcome_of_a_treatment_is_the_patients(
    store: Store, who: str, with_partner: bool, stays: bool
) -> None:
    wish = Wish(participant=who, with_partner=with_partner)
    with store.writing() as connection:
        plan, _ = planned(connection, wish, ())
        erase_rows(connection, plan, device=None)
    view = store.view()
    dyad = next(each for each in view.dyads.values() if each.name == "D00")
    other = next(each for each in view.dyads.values() if each.name == "D01")
    assert bool(dyad.attributes) == stays
    assert other.attributes
    people = {each.pseudonym: each for each in view.participants.values()}
    assert people[who].attributes == ()
    assert people["T01"].attributes


# Backups --------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[-1]])
def test_a_backup_of_an_older_version_is_erased_too(version: int, tmp_path: Path) -> None:
    place = tmp_path / "lab.iprstudy"
    content = (RELEASED / f"version_{version}.iprstudy.gz").read_bytes()
    place.write_bytes(gzip.decompress(content))
    with open_store(place) as store:  # made one of today's, with a backup of the old one
        view = store.view()
        text = next(each for each in view.transcripts.values()
                    if view.accounts[each.account_id].voice == "patient")  # fmt: skip
        party = view.interview_of(text.account_id)
        assert party is not None
        who = Wish(participant=view.participants[party.participant_id or ""].pseudonym)
        done = store.erasing(who)()
    assert len(done.files) == 2
    [backup] = backups_of(place).values()
    with open_store(backup) as store:
        assert text.id not in store.view().transcripts
        assert store.check() == []


def test_what_cannot_be_opened_is_named_and_the_rest_is_erased(
    store: Store, made: Made, tmp_path: Path
) -> None:
    telling(store, made)
    first = back_up(store)
    strange = first.with_name("2025-03-12 102233 study.iprstudy")
    strange.write_bytes(os.urandom(8192))
    other = first.with_name("another study.iprstudy")
    with create(other, new_study(), None):
        pass
    before = other.read_bytes()
    done = store.erasing(WHO)()
    [elsewhere] = done.found.elsewhere
    assert elsewhere.startswith(f"study backups/{strange.name} (")
    assert [each.name for each in done.files] == ["study.iprstudy", f"study backups/{first.name}"]
    assert SAID[0].encode() not in first.read_bytes()
    assert other.read_bytes() == before


def test_an_erased_backup_still_serves_a_rescue(place: Path, made: Made, tmp_path: Path) -> None:
    with open_store(place) as store:
        text = telling(store, made)
        kept = moment_in(made, made.transcripts[0], memo="kept")
        store.apply(added(moment_in(made, text, memo="gone"), kept), action="mark")
        back_up(store)
        store.erasing(WHO)()
    goal = tmp_path / "rescued.iprstudy"
    report = rescue(place, goal, None)
    assert report.backup is not None
    assert report.is_whole
    with open_store(goal) as store:
        assert [each.memo for each in store.view().all_moments()] == ["kept"]
        assert store.check() == []
    assert SAID[0].encode() not in goal.read_bytes()


def test_unfinished_files_of_killed_runs_go(place: Path, made: Made) -> None:
    with open_store(place) as store:
        telling(store, made)
        backup = back_up(store)
    strays = [
        place.with_name(f".{place.name}.0badcafe.new"),
        place.with_name(".ra.iprwork.0badcafe.new"),
        backup.with_name(f".{backup.name}.0badcafe.new"),
    ]
    for stray in strays:
        shutil.copy(place, stray)
        journal_beside(stray).write_bytes(b"left")
        os.utime(stray, (1e9, 1e9))  # of younger work that is handed out somebody may be the maker
    erase(place, None, WHO)
    left = {path.name for folder in (place.parent, folder_of(place)) for path in folder.iterdir()}
    assert not {each.name for each in strays} & left
    assert sum(each.stat().st_size for each in place.parent.rglob("*-journal")) == 0


def test_backups_beside_a_link_to_the_study_are_erased_too(
    place: Path, made: Made, tmp_path: Path
) -> None:
    link = tmp_path / "desk" / place.name
    link.parent.mkdir()
    link.symlink_to(place)
    with open_store(link) as store:
        telling(store, made)
        beside_link = back_up(store)
    with open_store(place) as store:
        beside = back_up(store)
    assert beside_link.parent != beside.parent
    done = erase(link, None, WHO)
    assert len(done.files) == 3
    assert link.is_symlink()
    for path in (place, beside, beside_link):
        assert SAID[0].encode() not in path.read_bytes()


def test_a_sentence_that_stays_stops_it_before_anything_is_erased(
    place: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(place) as store:
        telling(store, made)
        backup = back_up(store)
    before = (place.read_bytes(), backup.read_bytes())
    monkeypatch.setattr("annotator.storage.erasure.files.erase_rows", lambda *_args, **_more: [])
    with pytest.raises(UserError, match="2 sentences of P00 would still stand in it") as refused:
        erase(place, None, WHO)
    assert refused.value.where == str(place)
    assert (place.read_bytes(), backup.read_bytes()) == before


def test_an_encrypted_study_is_looked_through_by_its_key(locked: Path, made: Made) -> None:
    with open_store(locked, lambda: "open sesame") as store:
        telling(store, made)
        store.apply(added(moment_in(made, made.transcripts[0], memo=SAID[1])), action="mark")
        done = store.erasing(WHO)()
        store.refresh()
        assert done.sentences >= 2
        assert [each.memo for each in store.view().all_moments()] == [f"{PUT_FOR}."]
        assert store.check() == []


# What comes back ------------------------------------------------------------------------------


@pytest.fixture
def mark(made: Made) -> Callable[..., None]:
    """Adds a moment to a file of work."""

    def go(opened: OpenStudy, text: Transcript, **changes: Any) -> None:
        assert opened.work is not None
        own: dict[str, Any] = {"round_id": opened.work.round_id, "coder_id": opened.work.coder_id}
        opened.do(Replace(None, moment_in(made, text, **own, **changes)), "Mark")

    return go


def returned(work: Path, do: Callable[[OpenStudy], object]) -> Path:
    with open_study(work, lambda: WORDS) as opened:
        do(opened)
        hand_in(opened)
    return work


def merge_in(lab: OpenStudy, *files: Path):
    return merge(lab, files, lambda _: WORDS)


def test_work_that_was_out_brings_only_what_is_of_others(
    lab: OpenStudy, made: Made, mark: Callable[..., None]
) -> None:
    text = telling(lab, made)
    book = lab.view.codebook
    first, *rest = book.sets
    code, *codes = first.codes
    example = replace(code, examples=(SAID[1],))
    lab.do(
        Replace(book, replace(book, sets=(replace(first, codes=(example, *codes)), *rest))), "ex"
    )
    work = lab.place.with_name("work.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), work, WORDS)
    partner = made.transcripts[0]
    session_id = lab.view.accounts[partner.account_id].session_id

    def code_it(opened: OpenStudy) -> None:
        mark(opened, text, memo="theirs")
        mark(opened, partner, memo="plain")
        mark(opened, partner, memo=f"As {SAID[0]} shows")
        memo = Memo(id=new_id(), coder_id=opened.work.coder_id, about="session",  # type: ignore[union-attr]
                    about_id=session_id, text="of the two of them")  # fmt: skip
        opened.do(Replace(None, memo), "Memo")

    returned(work, code_it)
    erase_from(lab, WHO)
    report = merge_in(lab, work)
    assert [each.memo for each in lab.view.all_moments()] == ["plain"]
    assert lab.view.memos == {}
    reasons = {each.what for each in report.set_aside if each.kind in ("moment", "memo")}
    assert reasons == {"it is of a participant who has withdrawn, or quotes one"}
    assert sum(each.kind in ("moment", "memo") for each in report.set_aside) == 3
    assert SAID[0].encode() not in lab.place.read_bytes()
    assert not merge_in(lab, work).changes
    assert lab.check() == []


def test_what_was_freed_of_a_quote_comes_back_as_it_was_handed_out_since(
    lab: OpenStudy, made: Made, mark: Callable[..., None]
) -> None:
    telling(lab, made)
    partner = made.transcripts[0]
    early = lab.place.with_name("early.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), early, WORDS)
    returned(early, lambda opened: mark(opened, partner, memo=f"As {SAID[0]} shows"))
    copy = Path(shutil.copy(early, early.with_name("copy.iprwork")))
    merge_in(lab, early)
    erase_from(lab, WHO)
    [freed] = lab.view.all_moments()
    assert freed.memo == f"As {PUT_FOR}. shows"
    assert not merge_in(lab, copy).changes, "the older state does not come back"
    late = lab.place.with_name("late.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), late, WORDS)

    def change(opened: OpenStudy) -> None:
        [own] = opened.view.all_moments()
        opened.do(Replace(own, replace(own, memo="in my own words")), "Memo")

    returned(late, change)
    assert merge_in(lab, late).changes
    assert [each.memo for each in lab.view.all_moments()] == ["in my own words"]
    assert not merge_in(lab, copy).changes


# Whatever the study holds ---------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_after_any_edits_a_study_is_sound_and_nothing_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place = tmp_path_factory.mktemp("any") / "study.iprstudy"
    made = make(dyads=1)
    with create(place, new_study(), None) as store:
        store.apply(made.edit, action="import")
        for _ in range(5):
            store.apply(data.draw(edits(store.view())), action="any")
        people = [each.pseudonym for each in store.view().participants.values()]
        who = Wish(
            participant=data.draw(st.sampled_from(people)), with_partner=data.draw(st.booleans())
        )
        odd = store.check()
        with store.writing() as connection:
            erase_rows(connection, planned(connection, who, ())[0], device=store.device)
        store.refresh()
        assert [each for each in store.check() if each not in odd] == []
        with store.reading() as connection:
            assert planned(connection, who, ())[0].is_empty
        assert who.participant in [e.pseudonym for e in store.view().participants.values()]


# Backups under a former passphrase --------------------------------------------------------------

FIRST, SECOND, THIRD = "open sesame", "open barley", "open rye"


def under_former_passphrases(place: Path, made: Made) -> dict[str, Path]:
    """An encrypted study with P00's words in a backup under each passphrase it ever had."""
    found: dict[str, Path] = {}
    for now, then in ((FIRST, SECOND), (SECOND, THIRD)):
        with open_store(place, lambda: now) as store:  # noqa: B023 (asked at once)
            if now == FIRST:
                telling(store, made)
            found[now] = change_passphrase(store, then).backup
    with open_store(place, lambda: THIRD) as store:
        found[THIRD] = back_up(store)
    return found


def texts_in(place: Path, passphrase: str) -> str:
    with open_store(place, lambda: passphrase) as store:
        assert store.check() == []
        return "".join(each.text for each in store.view().transcripts.values())


def test_former_passphrases_reach_the_backups_under_them(locked: Path, made: Made) -> None:
    """Each stays under its own, and what none opens is named."""
    backups = under_former_passphrases(locked, made)
    with open_store(locked, lambda: THIRD) as store:
        assert (store.finding(WHO)().backups, store.finding(WHO)().locked) == (1, 2)
        assert store.finding(WHO, ("none of them", FIRST))().locked == 1
        before = backups[SECOND].read_bytes()
        done = store.erasing(WHO, None, (FIRST,))()
        store.refresh()
    assert done.found.locked == 1
    [elsewhere] = done.found.elsewhere
    assert elsewhere.startswith(f"locked backups/{backups[SECOND].name} (under another passphrase")
    names = [f"locked backups/{backups[each].name}" for each in (FIRST, THIRD)]
    assert sorted(each.name for each in done.files) == sorted(["locked.iprstudy", *names])
    assert all(each.kinds["transcripts"] >= 1 for each in done.files)
    for passphrase, place in ((FIRST, backups[FIRST]), (THIRD, backups[THIRD]), (THIRD, locked)):
        text = texts_in(place, passphrase)
        assert text
        assert not any(sentence in text for sentence in SAID)
    assert backups[SECOND].read_bytes() == before
    with open_store(locked, lambda: THIRD) as store:  # again: the one that is still left
        done = store.erasing(WHO, None, (SECOND, FIRST))()
    assert (done.found.locked, done.found.elsewhere) == (0, ())
    assert not any(sentence in texts_in(backups[SECOND], SECOND) for sentence in SAID)


def test_a_recovery_key_that_was_printed_before_reaches_them_too(locked: Path, made: Made) -> None:
    with open_store(locked, lambda: FIRST) as store:
        telling(store, made)
        printed = show_recovery_key(store)
        backup = change_passphrase(store, SECOND).backup
        done = store.erasing(WHO, None, (printed,))()
    assert done.found.elsewhere == ()
    assert not any(sentence in texts_in(backup, FIRST) for sentence in SAID)


def test_backups_that_are_plain_since_before_it_was_encrypted_need_none(
    place: Path, made: Made
) -> None:
    with open_store(place) as store:
        telling(store, made)
        backup = change_passphrase(store, FIRST).backup
        assert SAID[0].encode() in backup.read_bytes()
        done = store.erasing(WHO)()
    assert (done.found.locked, done.found.elsewhere, len(done.files)) == (0, (), 2)
    assert SAID[0].encode() not in backup.read_bytes()
    with open_store(backup) as store:
        assert store.check() == []
