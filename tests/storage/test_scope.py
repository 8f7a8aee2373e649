"""What a file of work says beyond what it was handed out for is set aside, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Record, Replace
from annotator.domain.errors import UserError
from annotator.domain.filter import Filter
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.merge_report import MergeReport
from annotator.domain.moment import Moment, Pairing
from annotator.domain.round import Assignment, Opening
from tests.storage.making import WORDS, Made, moment_in, write_in_journal


@pytest.fixture
def work(lab: OpenStudy) -> Path:
    """The file of one coder, with the texts of D01."""
    path = lab.place.with_name("work.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane", dyads=("D01",)), path, WORDS)
    return path


def opened_work(path: Path) -> OpenStudy:
    return open_study(path, lambda: WORDS)


def own_moment(opened: OpenStudy, **changes: Any) -> Moment:
    """A moment as the file's coder could make it."""
    assert opened.work is not None
    own = {
        "id": new_id(), "transcript_id": next(iter(opened.view.transcripts)),
        "coder_id": opened.work.coder_id, "round_id": opened.work.round_id,
        "codebook_id": opened.view.codebook.id, "start": 0, "end": 3,
    }  # fmt: skip
    return Moment(**{**own, **changes})


def forge(opened: OpenStudy, monkeypatch: pytest.MonkeyPatch, *changes: Replace) -> None:
    """Writes into a file's journal past the guard and hands in: signed as any other."""
    write_in_journal(opened, *changes)
    monkeypatch.setattr("annotator.storage.packages.refuse_torn", lambda *_: None)
    hand_in(opened, partial=True)


def merged(lab: OpenStudy, work: Path) -> MergeReport:
    report = merge(lab, [work], lambda _: WORDS)
    assert lab.check() == []
    return report


Making = Callable[[OpenStudy, OpenStudy], Record]


def other_text(lab: OpenStudy, opened: OpenStudy) -> Moment:
    [*_, text] = lab.view.transcripts.keys() - opened.view.transcripts.keys()
    return own_moment(opened, transcript_id=text)


def other_round(lab: OpenStudy, opened: OpenStudy) -> Moment:
    [round_id] = lab.view.rounds.keys() - opened.view.rounds.keys()
    return own_moment(opened, round_id=round_id)


def no_round(lab: OpenStudy, opened: OpenStudy) -> Moment:
    return own_moment(opened, round_id=["R1"])


def other_book(lab: OpenStudy, opened: OpenStudy) -> Moment:
    return own_moment(opened, codebook_id="another")


def own_assignment(lab: OpenStudy, opened: OpenStudy) -> Assignment:
    return replace(next(iter(opened.view.assignments.values())), id=new_id())


def opening(lab: OpenStudy, opened: OpenStudy) -> Opening:
    assert opened.work is not None
    [*_, session] = lab.view.sessions.keys() - opened.view.sessions.keys()
    named: dict[str, Any] = {"round_id": opened.work.round_id, "coder_id": opened.work.coder_id}
    return Opening(id=new_id(), session_id=session, **named)


def pairing(lab: OpenStudy, opened: OpenStudy) -> Pairing:
    """It names a moment that the file never held."""
    assert opened.work is not None
    theirs = next(lab.view.all_moments())
    return Pairing(
        id=new_id(), session_id=next(iter(opened.view.sessions)), relation="converging",
        coder_id=opened.work.coder_id, round_id=opened.work.round_id,
        moment_ids=(theirs.id, theirs.id),
    )  # fmt: skip


def memo(lab: OpenStudy, opened: OpenStudy) -> Memo:
    assert opened.work is not None
    dyad = next(each for each in lab.view.dyads if each not in opened.view.dyads)
    return Memo(id=new_id(), coder_id=opened.work.coder_id, about="dyad", about_id=dyad)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (other_text, "what it is about was not handed out"),
        (other_round, "it is of another round than its file"),
        (no_round, "it is of another round than its file"),
        (other_book, "it is under another version of the codebook than its file"),
        (own_assignment, "its assignment was not handed out in its file"),
        (opening, "what it is about was not handed out"),
        (pairing, "what it is about was not handed out"),
        (memo, "what it is about was not handed out"),
    ],
)
def test_what_was_not_handed_out_is_set_aside_and_the_rest_comes_in(
    lab: OpenStudy, work: Path, made: Made, monkeypatch: pytest.MonkeyPatch,
    make: Making, reason: str,
) -> None:  # fmt: skip
    lab.do(Replace(None, moment_in(made, made.transcripts[0], 1)), "Mark")
    before = {each.id for each in lab.view.all_moments()}
    with opened_work(work) as opened:
        good = own_moment(opened)
        opened.do(Replace(None, good), "Mark")
        wrong = make(lab, opened)
        forge(opened, monkeypatch, Replace(None, wrong))
    report = merged(lab, work)
    assert [(each.record_id, each.what) for each in report.set_aside] == [(wrong.id, reason)]
    assert {each.id for each in lab.view.all_moments()} == before | {good.id}
    assert wrong.id not in {*lab.view.assignments, *lab.view.openings, *lab.view.pairings}
    assert wrong.id not in lab.view.memos
    again = merged(lab, work)
    assert (again.changes, again.set_aside) == (False, report.set_aside)


def test_a_record_that_was_moved_out_stands_as_it_was_before(
    lab: OpenStudy, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_work(work) as opened:
        moment = own_moment(opened, memo="as it was")
        opened.do(Replace(None, moment), "Mark")
        away = replace(moment, round_id=other_round(lab, opened).round_id)
        forge(opened, monkeypatch, Replace(moment, away), Replace(away, None))
    report = merged(lab, work)
    assert [each.record_id for each in report.set_aside] == [moment.id]
    assert lab.view.moment(moment.id) == moment


def test_a_record_that_the_file_never_held_is_not_deleted(
    lab: OpenStudy, work: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = moment_in(made, made.transcripts[0])
    lab.do(Replace(None, theirs), "Mark")
    with opened_work(work) as opened:
        forge(opened, monkeypatch, Replace(theirs, None))
    report = merged(lab, work)
    assert [each.what for each in report.set_aside] == [
        "it was deleted in a file that never held it"
    ]
    assert lab.view.moment(theirs.id) == theirs


def test_all_that_a_coder_may_make_is_of_the_file(lab: OpenStudy, work: Path) -> None:
    with opened_work(work) as opened:
        view = opened.view
        assert opened.work is not None
        own: dict[str, Any] = {"coder_id": opened.work.coder_id}
        texts = sorted(view.transcripts)
        pair = [own_moment(opened, transcript_id=each) for each in texts[:2]]
        ids = [next(iter(each)) for each in (view.dyads, view.sessions, view.accounts)]
        code = next(code.id for _, code in view.codebook.codes())
        about: list[tuple[Any, str]] = [
            *zip(("dyad", "session", "account"), ids, strict=True),
            ("code", code),
        ]
        records: list[Record] = [
            *pair,
            Filter(id=new_id(), name="Mine", **own),
            Memo(id=new_id(), about="study", about_id=view.study.id, **own),
            Memo(
                id=new_id(), about="turn", about_id=texts[0], transcript_id=texts[0], turn=0, **own
            ),
            *(Memo(id=new_id(), about=kind, about_id=each, **own) for kind, each in about),
            Opening(id=new_id(), round_id=opened.work.round_id, session_id=ids[1], **own),
        ]  # fmt: skip
        for each in records:
            opened.do(Replace(None, each), "Make")
        hand_in(opened)
    report = merged(lab, work)
    assert report.set_aside == ()
    assert report.coders[0].new == {"moment": 2, "memo": 6, "filter": 1, "opening": 1}


def test_in_the_file_only_its_round_is_written(lab: OpenStudy, work: Path) -> None:
    with opened_work(work) as opened:
        with pytest.raises(UserError, match="only what is of its own round"):
            opened.do(Replace(None, other_round(lab, opened)), "Mark")
        assert not list(opened.view.all_moments())
