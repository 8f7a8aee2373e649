"""Work that is handed out anew: the coder's own goes along, and nothing that tells of others."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace, Several
from annotator.domain.ids import Id, new_id
from annotator.domain.merge_report import MergeReport
from annotator.domain.moment import Pairing
from tests.storage.making import WORDS, Made, driver_of, moment_in

SHARED, OTHER, ALONE = (new_id() for _ in range(3))
PAIR = new_id()
NAMES = ("Ane", "Eva")


def handed(lab: OpenStudy, name: str, file: str = "") -> Path:
    place = lab.place.with_name(f"{name}{file}.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder=name), place, WORDS)
    return place


def merge_in(lab: OpenStudy, *files: Path) -> MergeReport:
    return merge(lab, files, lambda _: WORDS)


def mark(opened: OpenStudy, made: Made, ids: Sequence[Id]) -> None:
    """Marks moments under these ids, the first two of which are paired under an id that all use."""
    assert opened.work is not None
    own: dict[str, Any] = {"round_id": opened.work.round_id, "coder_id": opened.work.coder_id}
    for at, each in enumerate(ids):
        moment = moment_in(made, made.transcripts[2 + at % 2], id=each, start=at // 2, **own)
        opened.do(Replace(None, moment), "Mark")
    pairing = Pairing(
        id=PAIR, session_id=made.session.id, moment_ids=tuple(ids[:2]), relation="converging",
        **own,
    )  # fmt: skip
    opened.do(Replace(None, pairing), "Pair")


def say(file: Path, former: str, memo: str) -> None:
    """Has the shared moment, where its memo is this one, say something else; hands all in."""
    with open_study(file, lambda: WORDS) as opened:
        found = [each for each in opened.view.all_moments() if each.memo == former]
        [moment] = [each for each in found if former or each.id == SHARED]
        opened.do(Replace(moment, replace(moment, memo=memo)), "Memo")
        hand_in(opened)


@pytest.fixture
def anew(lab: OpenStudy, made: Made) -> dict[str, Path]:
    """Two coders' moments are in under the same ids, and their work is handed out once more."""
    files = [handed(lab, name) for name in NAMES]
    for file, ids in zip(files, ((SHARED, OTHER), (SHARED, OTHER, ALONE)), strict=True):
        with open_study(file, lambda: WORDS) as opened:
            mark(opened, made, ids)
            hand_in(opened)
    merge_in(lab, *files)
    assert len({each.id for each in lab.view.all_moments()}) == 5
    return {name: handed(lab, name, " anew") for name in NAMES}


def test_no_id_tells_a_coder_that_another_has_it_too(anew: dict[str, Path]) -> None:
    """Each sees the ids that the own script gave, whichever of the two stands under another."""
    for name, own in zip(NAMES, ({SHARED, OTHER}, {SHARED, OTHER, ALONE}), strict=True):
        with open_study(anew[name], lambda: WORDS) as opened:
            assert {each.id for each in opened.view.all_moments()} == own
            [pairing] = opened.view.pairings.values()
            assert (pairing.id, pairing.moment_ids) == (PAIR, (SHARED, OTHER))
            ids = driver_of(opened._store).execute("SELECT record_id FROM lineage").fetchall()
            assert {each for (each,) in ids} <= own | {PAIR, *opened.view.assignments}
            assert driver_of(opened._store).execute("SELECT * FROM other_ids").fetchall() == []


def test_what_comes_back_under_such_an_id_goes_on_from_the_same_record(
    lab: OpenStudy, anew: dict[str, Path]
) -> None:
    before = {each.id: each for each in lab.view.all_moments()}
    pairings = set(lab.view.pairings)
    for name, file in anew.items():
        with open_study(file, lambda: WORDS) as opened:
            moments = {each.id: each for each in opened.view.all_moments()}
            opened.do(Replace(moments[SHARED], replace(moments[SHARED], memo=name)), "Memo")
            hand_in(opened)
    for file in anew.values():
        report = merge_in(lab, file)
        assert (report.kept_twice, report.set_aside, report.both_told) == ((), (), ())
        assert (report.coders[0].new, report.coders[0].changed["moment"]) == ({}, 1)
    after = {each.id: each for each in lab.view.all_moments()}
    assert after.keys() == before.keys()
    assert {each.memo for each in after.values()} == {"", *NAMES}
    assert all(each.coder_id == before[each.id].coder_id for each in after.values())
    assert set(lab.view.pairings) == pairings
    for each in lab.view.pairings.values():
        assert {after[own].coder_id for own in each.moment_ids} == {each.coder_id}
    assert not merge_in(lab, *anew.values()).changes
    assert lab.check() == []


def test_such_a_record_is_deleted_where_it_stands(lab: OpenStudy, anew: dict[str, Path]) -> None:
    with open_study(anew["Eva"], lambda: WORDS) as opened:
        moments = {each.id: each for each in opened.view.all_moments()}
        [pairing] = opened.view.pairings.values()
        coder_id = moments[SHARED].coder_id
        opened.do(Several((Replace(pairing, None), Replace(moments[SHARED], None))), "Delete")
        hand_in(opened)
    assert merge_in(lab, anew["Eva"]).coders[0].deleted == {"moment": 1, "pairing": 1}
    coders = [each.coder_id for each in lab.view.all_moments()]
    assert (coders.count(coder_id), len(coders)) == (2, 4)


def test_a_state_that_cannot_stand_does_not_go_along_and_the_work_is_handed_in_all_the_same(
    lab: OpenStudy, made: Made
) -> None:
    """One copy pairs a third moment, which the other has deleted: its longer story waits."""
    work = handed(lab, "Ane")
    third = new_id()
    with open_study(work, lambda: WORDS) as opened:
        mark(opened, made, (SHARED, OTHER, third))
    other = Path(shutil.copy(work, work.with_name("other.iprwork")))
    with open_study(work, lambda: WORDS) as opened:
        [pairing] = opened.view.pairings.values()
        for change in ({"moment_ids": (SHARED, OTHER, third)}, {"memo": "three"}):
            former = opened.view.pairings[pairing.id]
            opened.do(Replace(former, replace(former, **change)), "Pair")
        hand_in(opened)
    with open_study(other, lambda: WORDS) as opened:
        opened.do(Replace(pairing, replace(pairing, memo="two")), "Memo")
        [gone] = [each for each in opened.view.all_moments() if each.id == third]
        opened.do(Replace(gone, None), "Delete")
        hand_in(opened)
    assert len(merge_in(lab, work, other).set_aside) == 1
    anew = handed(lab, "Ane", " anew")
    with open_study(anew, lambda: WORDS) as opened:
        [standing] = opened.view.pairings.values()
        opened.do(Replace(standing, replace(standing, memo="two still")), "Memo")
        hand_in(opened)
    report = merge_in(lab, anew)
    assert report.kept_twice == ()
    assert [each.memo for each in lab.view.pairings.values()] == ["two still"]
    assert not merge_in(lab, work, other, anew).changes


def test_what_was_kept_twice_goes_along_as_two_and_neither_counts_as_deleted(
    lab: OpenStudy, made: Made
) -> None:
    work = handed(lab, "Ane")
    with open_study(work, lambda: WORDS) as opened:
        mark(opened, made, (SHARED, OTHER))
    other = Path(shutil.copy(work, work.with_name("other.iprwork")))
    before = Path(shutil.copy(lab.place, lab.place.with_name("before.iprstudy")))
    for file, memo in ((work, "one"), (other, "two")):
        say(file, "", memo)
    assert len(merge_in(lab, work, other).kept_twice) == 1
    anew = handed(lab, "Ane", " anew")
    say(anew, "one", "one still")
    report = merge_in(lab, anew)
    assert (report.kept_twice, report.both_told) == ((), ())
    for order in ((work, other, anew), (anew, other, work)):
        copy = Path(shutil.copy(before, before.with_name(f"{order[0].stem} first.iprstudy")))
        with open_study(copy) as older:
            for file in order:
                merge_in(older, file)
            memos = sorted(each.memo for each in older.view.all_moments() if each.memo)
            assert memos == ["one still", "two"]
            assert older.check() == []
