"""The list of what is out, as a merge learns what came back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.merging import merge, report_lines
from annotator.app.verbs.returning import hand_in
from annotator.app.verbs.striking import strike
from annotator.domain.edits import Replace
from annotator.domain.merge_report import MergeReport
from tests.storage.making import WORDS, Made, moment_in

EARLY, LATE = "2026-03-01T09:30:00+00:00", "2026-03-02T09:30:00+00:00"
STRUCK = "this work had been struck off; it comes in all the same"

Back = Callable[..., None]


@pytest.fixture
def back(work: Path, made: Made, monkeypatch: pytest.MonkeyPatch) -> Back:
    """Hands the work in, by a clock, with so many moments more."""

    def go(at: str, moments: int = 0, *, partial: bool = True) -> None:
        monkeypatch.setattr("annotator.app.verbs.returning.now_text", lambda: at)
        with open_study(work, lambda: WORDS) as opened:
            assert opened.work is not None
            own: dict[str, Any] = {
                "round_id": opened.work.round_id,
                "coder_id": opened.work.coder_id,
            }
            for _ in range(moments):
                opened.do(Replace(None, moment_in(made, made.transcripts[0], **own)), "Mark")
            hand_in(opened, partial=partial)

    return go


def merge_in(lab: OpenStudy, file: Path) -> MergeReport:
    return merge(lab, [file], lambda _: WORDS)


def state(lab: OpenStudy) -> str:
    [package] = lab.view.packages.values()
    return package.state


def strike_off(lab: OpenStudy) -> None:
    [package_id] = lab.view.packages
    lab.do(strike(lab.view, package_id, "laptop lost"), "Strike off")


def test_the_same_file_once_more_does_not_undo_that_its_work_was_struck_off(
    lab: OpenStudy, work: Path, back: Back
) -> None:
    back(LATE, 1)
    former = Path(shutil.copy(work, work.with_name("former.iprwork")))
    merge_in(lab, work)
    strike_off(lab)
    report = merge_in(lab, former)
    assert (state(lab), report.changes) == ("struck off", False)
    assert not any(STRUCK in line for line in report_lines(report, dry_run=False))


@pytest.mark.parametrize(
    ("at", "moments", "partial", "ends"),
    [
        (LATE, 0, True, "returned in part"),  # after a deletion that was undone
        (EARLY, 1, True, "returned in part"),  # by a clock that stood still
        (EARLY, 0, False, "returned"),
    ],
)
def test_what_comes_after_all_is_out_no_more(
    lab: OpenStudy, work: Path, back: Back, at: str, moments: int, partial: bool, ends: str
) -> None:
    back(EARLY, 1)
    merge_in(lab, work)
    strike_off(lab)
    if not moments and partial:
        with open_study(work, lambda: WORDS) as opened:
            [moment] = opened.view.all_moments()
            opened.do(Replace(moment, None), "Delete")
            opened.undo()
    back(at, moments, partial=partial)
    report = merge_in(lab, work)
    assert (state(lab), report.changes) == (ends, True)
    assert any(STRUCK in line for line in report_lines(report, dry_run=False))
    assert not merge_in(lab, work).changes
    assert state(lab) == ends


def test_work_of_which_nothing_had_come_is_back_with_its_first_file(
    lab: OpenStudy, work: Path, back: Back
) -> None:
    strike_off(lab)
    back(EARLY)
    assert merge_in(lab, work).changes
    assert state(lab) == "returned in part"
