"""Merging real files: two machines, deletions, what cannot stand, and any order."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge, report_lines
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace, Several, added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.merge_report import MergeReport
from annotator.domain.moment import Moment, Pairing
from annotator.domain.transcript import freeze
from annotator.storage import open_study as open_store
from annotator.storage.rows.plain import record_of
from tests.storage.making import Made, driver_of, moment_in, reading

WORDS = "pass words of the work"
Do = Callable[[OpenStudy], object]


@pytest.fixture
def lab(place: Path) -> Iterator[OpenStudy]:
    """A study in which nobody has coded yet."""
    with open_study(place) as opened:
        yield opened


@pytest.fixture
def work(lab: OpenStudy) -> Path:
    """The file of one coder, with one moment in it."""
    path = lab.place.with_name("work.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), path, WORDS)
    return path


@pytest.fixture
def mark(made: Made) -> Callable[..., Moment]:
    """Adds a moment to a file of work."""

    def go(opened: OpenStudy, transcript: int = 0, **changes: Any) -> Moment:
        assert opened.work is not None
        own = {"round_id": opened.work.round_id, "coder_id": opened.work.coder_id, **changes}
        moment = moment_in(made, made.transcripts[transcript], **own)
        opened.do(Replace(None, moment), "Mark")
        return moment

    return go


def opened_work(path: Path) -> OpenStudy:
    return open_study(path, lambda: WORDS)


def merge_in(lab: OpenStudy, *files: Path) -> MergeReport:
    return merge(lab, files, lambda _: WORDS)


def held(lab: OpenStudy) -> tuple[object, ...]:
    """All that a merge may change, whatever the order of making."""
    view = lab._store.view()
    rows = driver_of(lab._store).execute("SELECT * FROM lineage ORDER BY hash").fetchall()
    tables = (view.assignments, view.pairings, view.judgements, view.memos, view.packages)
    moments = {each.id: each for each in view.all_moments()}
    return rows, moments, *map(dict, tables)


def two_machines(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: Do, second: Do
) -> tuple[Path, Path]:
    """Two copies of a file, worked on apart and handed in."""
    files = []
    for name, do in (("one", first), ("two", second)):
        path = tmp_path / name / work.name
        path.parent.mkdir()
        shutil.copy(work, path)
        monkeypatch.setattr("platform.node", lambda name=name: name)
        with opened_work(path) as opened:
            do(opened)
            hand_in(opened)
        files.append(path)
    return files[0], files[1]


def in_each_order(lab: OpenStudy, files: tuple[Path, ...], tmp_path: Path) -> MergeReport:
    """Merges together, one by one and the other way round: the study is the same each time.

    Gives the report of all together; `lab` holds the merged work afterwards.
    """
    ends = []
    for number, order in enumerate(((*files,), (*reversed(files),))):
        copy = Path(shutil.copy(lab.place, tmp_path / f"copy {number}.iprstudy"))
        with open_study(copy) as other:
            for file in order:
                merge_in(other, file)
            ends.append(held(other))
            for file in order:
                assert not merge_in(other, file).changes
            assert held(other) == ends[-1]
            assert other.check() == []
    report = merge_in(lab, *files)
    assert held(lab) == ends[0] == ends[1]
    return report


# Two machines --------------------------------------------------------------------------------


def test_one_moment_changed_on_two_machines_stands_twice(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    with opened_work(work) as opened:
        moment = mark(opened)

    def say(memo: str) -> Do:
        return lambda opened: opened.do(Replace(moment, replace(moment, memo=memo)), "Memo")

    files = two_machines(work, tmp_path, monkeypatch, say("first"), say("second"))
    report = in_each_order(lab, files, tmp_path)
    found = sorted(lab.view.all_moments(), key=lambda each: each.memo)
    assert [each.memo for each in found] == ["first", "second"]
    assert moment.id in {each.id for each in found}
    [told] = report.kept_twice
    assert {told.record_id, moment.id} == {each.id for each in found}
    assert {each.devices for each in report.files} == {3}, "and the one on which it began"
    lines = "\n".join(report_lines(report, dry_run=False))
    assert "worked on 3 machines" in lines
    assert "kept twice: moment of Ane in D00, session 3, therapist, 0 to 5: written in two" in lines
    assert lab.search("second"), "what was merged is found by its words"
    assert [each.progress for each in lab.view.assignments.values() if each.position] == [
        "done"
    ] * 4


def test_new_moments_of_two_machines_are_all_there(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    files = two_machines(work, tmp_path, monkeypatch, mark, mark)
    report = in_each_order(lab, files, tmp_path)
    assert len(list(lab.view.all_moments())) == 2
    assert (report.kept_twice, report.coders[0].new) == ((), {"moment": 2})


def test_what_one_deletes_and_the_other_goes_on_with_stays_and_is_told(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    with opened_work(work) as opened:
        moment, other = mark(opened), mark(opened, 1)
        hand_in(opened, partial=True)
    merge_in(lab, work)
    changed = replace(moment, peak=True)
    files = two_machines(
        work, tmp_path, monkeypatch,
        lambda opened: opened.do(Replace(moment, changed), "Peak"),
        lambda opened: opened.do(Several((Replace(moment, None), Replace(other, None))), "Delete"),
    )  # fmt: skip
    report = in_each_order(lab, files, tmp_path)
    assert list(lab.view.all_moments()) == [changed]
    assert [each.record_id for each in report.both_told] == [moment.id]
    assert report.coders[0].deleted == {"moment": 1}


def test_a_pairing_goes_with_a_moment_that_another_machine_deleted(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Made,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    with opened_work(work) as opened:
        two = (mark(opened, 2), mark(opened, 3))

    def pair(opened: OpenStudy) -> None:
        assert opened.work is not None
        pairing = Pairing(
            id=new_id(), session_id=made.session.id, coder_id=opened.work.coder_id,
            round_id=opened.work.round_id, moment_ids=(two[0].id, two[1].id), relation="meeting",
        )  # fmt: skip
        opened.do(Replace(None, pairing), "Pair")

    def delete(opened: OpenStudy) -> None:
        opened.do(Replace(two[0], None), "Delete")

    files = two_machines(work, tmp_path, monkeypatch, pair, delete)
    report = in_each_order(lab, files, tmp_path)
    assert not lab.view.pairings
    assert list(lab.view.all_moments()) == [two[1]]
    assert [(each.kind, each.what) for each in report.set_aside] == [
        ("pairing", "a moment that it pairs is deleted or set aside")
    ]


def test_a_part_comes_first_and_the_rest_goes_on_from_it(
    lab: OpenStudy, work: Path, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        moment = mark(opened)
        hand_in(opened, partial=True)
    merge_in(lab, work)
    assert {each.state for each in lab.view.packages.values()} == {"returned in part"}
    assert all(each.progress == "to do" for each in lab.view.assignments.values())
    with opened_work(work) as opened:
        opened.do(Replace(moment, replace(moment, peak=True)), "Peak")
        hand_in(opened)
    report = merge_in(lab, work)
    assert (report.kept_twice, report.coders[0].changed["moment"]) == ((), 1)
    assert [each.peak for each in lab.view.all_moments()] == [True]
    assert {each.state for each in lab.view.packages.values()} == {"returned"}


def test_work_in_the_study_itself_is_kept_beside_what_comes_back(
    lab: OpenStudy, work: Path, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        moment = mark(opened)
        hand_in(opened, partial=True)
    merge_in(lab, work)
    lab.do(Replace(moment, replace(moment, memo="in the study")), "Memo")
    with opened_work(work) as opened:
        opened.do(Replace(moment, replace(moment, memo="in the file")), "Memo")
        hand_in(opened)
    report = merge_in(lab, work)
    found = sorted(each.memo for each in lab.view.all_moments())
    assert (found, len(report.kept_twice)) == (["in the file", "in the study"], 1)
    before = held(lab)
    assert not merge_in(lab, work).changes
    assert held(lab) == before


# What cannot stand ---------------------------------------------------------------------------


def test_a_moment_whose_transcript_was_erased_is_set_aside_and_the_rest_comes_in(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        lost, kept = mark(opened, 0), mark(opened, 1)
        hand_in(opened)
    gone = made.transcripts[0]
    lab.do(
        Several(
            (
                *(Replace(each, None) for each in lab.view.stops_of(gone.id)),
                Replace(lab.view.transcripts[gone.id], None),
            )
        ),
        "Erase",
    )
    report = merge_in(lab, work)
    assert list(lab.view.all_moments()) == [kept]
    [told] = report.set_aside
    assert (told.record_id, told.what) == (lost.id, "its transcript is not in the study any more")
    again = merge_in(lab, work)
    assert (again.changes, again.set_aside) == (False, report.set_aside)
    lab.undo()  # merging has ended the history
    assert gone.id not in lab.view.transcripts


def test_work_on_a_transcript_that_was_corrected_meanwhile_stays_with_its_version(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        moment = mark(opened)
        hand_in(opened)
    account_id = made.transcripts[0].account_id
    corrected, _ = freeze(reading(("Other words",)), account_id, version=2)
    lab.do(Replace(None, corrected), "Correct")
    report = merge_in(lab, work)
    assert report.earlier == 1
    assert [each.transcript_id for each in lab.view.all_moments()] == [moment.transcript_id]


def test_a_record_under_the_id_of_another_coders_is_set_aside(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    theirs = moment_in(made, made.transcripts[0], 1)
    lab.do(added(theirs), "Mark")
    with opened_work(work) as opened:
        mark(opened, id=theirs.id, memo="instead of theirs")
        hand_in(opened)
    report = merge_in(lab, work)
    assert list(lab.view.all_moments()) == [theirs]
    assert [each.what for each in report.set_aside] == ["its id is that of another coder’s record"]


@pytest.mark.parametrize("what", ["codes", "start", "end", "round_id"])
def test_what_the_study_has_no_place_for_is_set_aside(
    lab: OpenStudy, work: Path, made: Made, monkeypatch: pytest.MonkeyPatch, what: str,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    """As a file of another program could have it: signed, and yet nothing that can stand."""
    with opened_work(work) as opened:
        mark(opened)
        hand_in(opened)
    wrong: dict[str, Any] = {
        "codes": ("no such code",),
        "start": "three",
        "end": 10**6,
        "round_id": "no round",
    }

    def of_another(kind: str, values: Any) -> Any:
        record = record_of(kind, values)
        return replace(record, **{what: wrong[what]}) if kind == "moment" else record

    monkeypatch.setattr("annotator.storage.merging.record_of", of_another)
    report = merge_in(lab, work)
    assert len(report.set_aside) == 1
    assert not list(lab.view.all_moments())
    assert lab.check() == []


# Whole or not at all -------------------------------------------------------------------------


def test_a_merge_that_fails_leaves_the_study_as_it_was(
    lab: OpenStudy, work: Path, monkeypatch: pytest.MonkeyPatch, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        mark(opened)
        hand_in(opened)
    before = held(lab)

    def fail(*_: object, **__: object) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr("annotator.storage.journal.append", fail)
    with pytest.raises(UserError, match="disk is full"):
        merge_in(lab, work)
    assert held(lab) == before
    monkeypatch.undo()
    with open_store(next(lab.place.parent.glob("* backups/*"))) as backup:
        assert backup.view().revision == lab.view.revision


def test_one_bad_file_among_several_changes_nothing(
    lab: OpenStudy, work: Path, tmp_path: Path, mark: Callable[..., Moment]
) -> None:
    other = tmp_path / "other.iprwork"
    hand_out(lab, AssignWish(round_name="R1", coder="Cy"), other, WORDS)
    with opened_work(work) as opened:
        mark(opened)
        hand_in(opened)
    before = held(lab)
    with pytest.raises(UserError, match="not been handed in"):
        merge_in(lab, work, other)
    assert held(lab) == before


def test_the_journal_names_what_a_merge_brought_and_no_words(
    lab: OpenStudy, work: Path, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        moment = mark(opened, memo="a thought")
        hand_in(opened)
    merge_in(lab, work)
    last = list(lab._store.journal())[-1]
    assert (last.action, last.actor) == ("Merge a file of work", None)
    assert ("moment", moment.id, 1) in last.records
    assert lab._store.payload(last.seq) == []


def test_the_journal_names_the_file_of_which_nothing_else_is_new(
    lab: OpenStudy, work: Path, mark: Callable[..., Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "annotator.app.verbs.returning.now_text", lambda: "2026-03-01T09:30:00+00:00"
    )
    named = []
    for _ in range(2):
        with opened_work(work) as opened:
            mark(opened)
            hand_in(opened, partial=True)
        merge_in(lab, work)
        records = list(lab._store.journal())[-1].records
        named.append([each for each in records if each[0] == "package"])
    [package_id] = lab.view.packages
    assert named == [[("package", package_id, 2)]] * 2


def test_a_file_that_is_named_twice_comes_in_once(
    lab: OpenStudy, work: Path, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        mark(opened)
        hand_in(opened)
    assert len(merge_in(lab, work, work).files) == 1
