"""Assignments that several copies of a file carry on: what is done is done, and it is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.finishing import finish
from annotator.app.verbs.merging import merge, report_lines
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace, Several
from annotator.domain.merge_report import MergeReport
from annotator.domain.round import Progress
from tests.storage.making import WORDS, driver_of

Do = Callable[[OpenStudy], object]
TOLD = "done in one place and in progress in another: it counts as done"


def at_work(file: Path, do: Do) -> None:
    with open_study(file, lambda: WORDS) as opened:
        do(opened)


def part(opened: OpenStudy) -> None:
    hand_in(opened, partial=True)


def to(*states: Progress) -> Do:
    """All assignments of a file go through these states, and are handed in in part."""

    def go(opened: OpenStudy) -> None:
        for state in states:
            for each in list(opened.view.assignments.values()):
                done_at = "2026-03-01T09:30:00+00:00" if state == "done" else None
                after = replace(each, progress=state, done_at=done_at)
                opened.do(Replace(each, after), "Go on")
        part(opened)

    return go


def merge_in(lab: OpenStudy, *files: Path) -> MergeReport:
    return merge(lab, files, lambda _: WORDS)


def copy_of(file: Path, name: str) -> Path:
    file.with_name(name).mkdir()
    return Path(shutil.copy(file, file.with_name(name) / f"{name}.iprwork"))


def progress(lab: OpenStudy) -> set[Progress]:
    """How far the work of the round is that was handed out."""
    rounds = {each.id for each in lab.view.rounds.values() if each.name == "R1"}
    return {e.progress for e in lab.view.assignments.values() if e.round_id in rounds}


def reopen(lab: OpenStudy) -> None:
    """The PI takes back that it is done."""
    accounts = [lab.view.accounts[e.account_id] for e in lab.view.assignments.values() if e.done_at]
    edit, count = finish(lab.view, "Ane", accounts, round_name="R1", done=False)
    assert edit is not None
    assert count == len(accounts) == 4
    lab.do(edit, "Reopen")


@pytest.fixture
def copies(work: Path) -> tuple[Path, Path]:
    """Two copies of a file: one on which work goes to and fro, and one that nobody touched."""
    one, two = copy_of(work, "one"), copy_of(work, "two")
    at_work(one, to("in progress", "done", "in progress"))
    return one, two


@pytest.mark.parametrize("order", [((0, 1),), ((0,), (1,)), ((1,), (0,))])
def test_what_one_copy_hands_in_for_good_is_done_however_long_another_went_on(
    lab: OpenStudy, copies: tuple[Path, Path], order: tuple[tuple[int, ...], ...]
) -> None:
    at_work(copies[1], hand_in)
    reports = [merge_in(lab, *(copies[each] for each in some)) for some in order]
    told = [each for report in reports for each in report.both_told]
    assert progress(lab) == {"done"}
    assert [each.what for each in told] == [TOLD] * 4
    assert {(each.kind, each.coder) for each in told} == {("assignment", "Ane")}
    line = f"told: assignment of Ane in D00, session 3, therapist: {TOLD}"
    assert any(each.startswith(line) for each in report_lines(reports[-1], dry_run=False))
    assert not any(report.set_aside or report.kept_twice for report in reports)
    assert not merge_in(lab, *copies).changes
    assert lab.check() == []


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_was_done_and_is_taken_back_leaves_its_place_to_the_longer_story(
    lab: OpenStudy, copies: tuple[Path, Path], is_kept: bool
) -> None:
    """Also where a version of the program had merged it that kept nothing of the other."""
    one, two = copies
    at_work(two, to("done"))
    merge_in(lab, one, two)
    assert progress(lab) == {"done"}
    if not is_kept:
        driver_of(lab._store).execute("DELETE FROM kept_states")
    at_work(two, to("in progress"))
    report = merge_in(lab, two)
    assert progress(lab) == {"in progress"}
    assert (report.both_told, report.set_aside) == ((), ())
    assert driver_of(lab._store).execute("SELECT * FROM kept_states").fetchall() == []


@pytest.mark.parametrize("anew", [True, False])
def test_what_the_study_reopens_after_both_copies_were_done_stays_reopened(
    lab: OpenStudy, work: Path, copies: tuple[Path, Path], anew: bool
) -> None:
    one, two = copies
    at_work(one, hand_in)
    at_work(two, hand_in)
    assert merge_in(lab, one, two).both_told == ()
    reopen(lab)
    third = copy_of(work, "third")
    if anew:
        third.unlink()
        hand_out(lab, AssignWish(round_name="R1", coder="Ane"), third, WORDS)
    at_work(third, to("in progress"))
    report = merge_in(lab, third)
    assert progress(lab) == {"in progress"}
    assert (report.both_told, report.set_aside) == ((), ())
    assert not merge_in(lab, one, two, third).changes
    at_work(third, hand_in)
    told = merge_in(lab, third).both_told
    assert bool(told) is not anew, "the study itself has it in progress, unless that went along"
    assert progress(lab) == {"done"}


def test_an_assignment_that_the_study_gave_up_and_that_comes_back_is_told(
    lab: OpenStudy, work: Path
) -> None:
    at_work(work, hand_in)
    given = [each for each in lab.view.assignments.values() if each.position]
    lab.do(Several(tuple(Replace(each, None) for each in given)), "Give up")
    told = merge_in(lab, work).both_told
    assert [each.what for each in told] == [
        "deleted in one place and changed in another: it stays"
    ] * 4
    assert progress(lab) == {"done"}
