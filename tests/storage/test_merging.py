"""Merging real files: two machines, deletions, what cannot stand, and any order."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations, islice, permutations
from pathlib import Path
from typing import Any

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge, report_lines
from annotator.app.verbs.returning import hand_in
from annotator.domain.codebook import Code, CodeSet
from annotator.domain.consensus import Decision
from annotator.domain.edits import Replace, Several, added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.merge_report import MergeReport
from annotator.domain.merging import place_of
from annotator.domain.moment import Moment, Pairing
from annotator.domain.round import Coder
from annotator.domain.transcript import freeze
from annotator.storage import open_study as open_store
from annotator.storage.rows.plain import columns_of, record_of
from tests.storage.making import UGLY, WORDS, Made, driver_of, moment_in, reading

Do = Callable[[OpenStudy], object]


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


def held(lab: OpenStudy) -> tuple[Any, ...]:
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


def pairing_of(made: Made, moments: Sequence[Moment]) -> Pairing:
    """One that says that a coder's moments concern the same event."""
    return Pairing(
        id=new_id(), session_id=made.session.id, coder_id=moments[0].coder_id,
        round_id=moments[0].round_id, moment_ids=tuple(each.id for each in moments),
        relation="converging",
    )  # fmt: skip


def kept_rows(lab: OpenStudy) -> list[tuple[str, str, str]]:
    """Of what is kept since it stands nowhere: its kind, whose it is, and on which session.

    Without assignments, of which each copy has ended its own: see `test_settling`.
    """
    rows = driver_of(lab._store).execute("SELECT kind, coder_id, session_id FROM kept_states")
    return [tuple(row) for row in rows.fetchall() if row[0] != "assignment"]


def reopen(work: Path) -> None:
    """Takes back that a file was handed in, as if it had been in part."""
    with open_store(work, lambda: WORDS) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE work SET closing = NULL, closing_signature = NULL")


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


def test_the_counts_of_a_merge_are_what_the_study_has_more(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    """Twelve moments, each of them changed on both machines: both states of each are new."""
    with opened_work(work) as opened:
        spans = combinations(range(6), 2)
        moments = [mark(opened, start=a, end=b) for a, b in islice(spans, 12)]

    def say(memo: str) -> Do:
        def go(opened: OpenStudy) -> None:
            for each in moments:
                opened.do(Replace(each, replace(each, memo=memo)), "Memo")

        return go

    one, two = two_machines(work, tmp_path, monkeypatch, say("first"), say("second"))

    def counts(report: MergeReport) -> tuple[int, int, int]:
        [own] = report.coders
        return tuple(each.get("moment", 0) for each in (own.new, own.changed, own.deleted))  # type: ignore[return-value]

    together = merge(lab, [one, two], lambda _: WORDS, dry_run=True)
    assert counts(together) == (24, 0, 0)
    kept = [e for e in report_lines(together, dry_run=True) if e.startswith("kept twice: ")]
    assert (len(kept), kept[-1]) == (11, "kept twice: and 2 more of the kind; --json lists all")
    assert len(together.kept_twice) == 12
    assert counts(merge_in(lab, one)) == (12, 0, 0)
    assert len(list(lab.view.all_moments())) == 12
    new, changed, deleted = counts(merge_in(lab, two))
    assert (new, deleted) == (12, 0)
    assert changed in range(13), "whichever state stands under the record's own id"
    assert len(list(lab.view.all_moments())) == 24
    assert not merge(lab, [one, two], lambda _: WORDS).changes


def test_files_of_one_name_are_told_with_their_folders(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    one, two = two_machines(work, tmp_path, monkeypatch, mark, mark)
    lines = report_lines(merge(lab, [one, two], lambda _: WORDS, dry_run=True), dry_run=True)
    copy = "a copy of the same work: both come in"
    assert f"one/work.iprwork: worked on apart from two/work.iprwork, {copy}" in lines
    assert merge_in(lab, one).files[0].name == "work.iprwork"


def test_new_moments_of_two_machines_are_all_there(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    files = two_machines(work, tmp_path, monkeypatch, mark, mark)
    report = in_each_order(lab, files, tmp_path)
    assert len(list(lab.view.all_moments())) == 2
    first, second = sorted(each.id for each in lab.view.all_moments())
    assert report.coders[0].new == {"moment": 2}
    assert [(each.record_id, each.what) for each in report.kept_twice] == [
        (second, f"the same passage is marked twice: {first} stands too")
    ]


def test_a_unit_that_is_judged_on_two_machines_is_told(
    lab: OpenStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Made
) -> None:
    calm = Code(id=new_id(), name="Calm")
    whole = CodeSet(id=new_id(), name="Whole", unit="session", codes=(calm,))
    book = replace(made.codebook, sets=(*made.codebook.sets, whole))
    lab.do(Replace(made.codebook, book), "Set")
    work = tmp_path / "work.iprwork"
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), work, WORDS)

    def judge(*codes: str) -> Do:
        def go(opened: OpenStudy) -> None:
            assert opened.work is not None
            own = Judgement(
                id=new_id(), coder_id=opened.work.coder_id, round_id=opened.work.round_id,
                codebook_id=book.id, code_set_id=whole.id, unit="session",
                target_id=made.session.id, codes=codes,
            )  # fmt: skip
            opened.do(Replace(None, own), "Judge")

        return go

    files = two_machines(work, tmp_path, monkeypatch, judge(calm.id), judge())
    report = in_each_order(lab, files, tmp_path)
    first, second = sorted(lab.view.judgements)
    [told] = report.kept_twice
    assert (told.kind, told.record_id, told.coder) == ("judgement", second, "Ane")
    assert told.what == f"the same unit is judged twice: {first} stands too"
    assert told.place == "D01, session 3"


def test_a_passage_that_stands_marked_in_the_study_is_told_when_it_comes_again(
    lab: OpenStudy, work: Path, mark: Callable[..., Moment]
) -> None:
    with opened_work(work) as opened:
        first = mark(opened)
        hand_in(opened, partial=True)
    assert merge_in(lab, work).kept_twice == ()
    with opened_work(work) as opened:
        again, _ = mark(opened, peak=True), mark(opened, start=1)
        hand_in(opened)
    [told] = merge_in(lab, work).kept_twice
    assert told.record_id == again.id
    assert told.what == f"the same passage is marked twice: {first.id} stands too"


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
        opened.do(Replace(None, pairing_of(made, two)), "Pair")

    def delete(opened: OpenStudy) -> None:
        opened.do(Replace(two[0], None), "Delete")

    files = two_machines(work, tmp_path, monkeypatch, pair, delete)
    report = in_each_order(lab, files, tmp_path)
    assert not lab.view.pairings
    assert list(lab.view.all_moments()) == [two[1]]
    assert [(each.kind, each.what) for each in report.set_aside] == [
        ("pairing", "a moment that it pairs is deleted or set aside")
    ]


def test_a_pairing_that_waits_for_a_moment_comes_in_once_that_is_back_in_every_order(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Made,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    """One copy deletes a moment, one pairs it, one goes on with it: in each order it ends alike."""
    with opened_work(work) as opened:
        two = (mark(opened, 2), mark(opened, 3))

    def pair(opened: OpenStudy) -> None:
        opened.do(Replace(None, pairing_of(made, two)), "Pair")

    deletes, pairs = two_machines(
        work, tmp_path, monkeypatch,
        lambda opened: opened.do(Replace(two[0], None), "Delete"), pair,
    )  # fmt: skip
    with opened_work(work) as opened:
        opened.do(Replace(two[0], replace(two[0], peak=True)), "Peak")
        hand_in(opened)
    copy = Path(shutil.copy(lab.place, tmp_path / "copy.iprstudy"))
    merge_in(lab, deletes)
    [aside] = merge_in(lab, pairs).set_aside
    assert aside.what == "a moment that it pairs is deleted or set aside"
    assert kept_rows(lab) == [("pairing", two[0].coder_id, made.session.id)]
    report = merge_in(lab, work)
    assert (report.set_aside, report.coders[0].new["pairing"]) == ((), 1)
    assert [each.moment_ids for each in lab.view.pairings.values()] == [(two[0].id, two[1].id)]
    assert kept_rows(lab) == [], "what stands is not kept beside"
    with open_study(copy) as other:
        for file in (pairs, work, deletes):
            merge_in(other, file)
        assert held(other) == held(lab)


def test_work_handed_in_three_times_at_three_times_of_the_day_is_done_once_and_none_set_aside(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it was done is no work: which of the times stands depends on no order."""
    seconds = iter(range(10, 60))
    monkeypatch.setattr(
        "annotator.app.verbs.finishing.now_text",
        lambda: f"2026-03-02T09:00:{next(seconds)}+00:00",
    )
    one, two = two_machines(work, tmp_path, monkeypatch, lambda _: None, lambda _: None)
    with opened_work(work) as opened:
        hand_in(opened)
    ends = []
    for number, order in enumerate(permutations((one, two, work))):
        copy = Path(shutil.copy(lab.place, tmp_path / f"{number}.iprstudy"))
        with open_study(copy) as other:
            for file in order:
                assert merge_in(other, file).set_aside == ()
            ends.append(held(other))
    assert all(each == ends[0] for each in ends)
    given = [each.progress for each in ends[0][2].values()]
    assert given.count("done") == 4, "one of each transcript that was handed out"


def test_a_pairing_that_waits_and_is_deleted_meanwhile_never_comes_in(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Made,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    with opened_work(work) as opened:
        two = (mark(opened, 2), mark(opened, 3))
    pairing = pairing_of(made, two)
    deletes, pairs = two_machines(
        work, tmp_path, monkeypatch,
        lambda opened: opened.do(Replace(two[0], None), "Delete"),
        lambda opened: opened.do(Replace(None, pairing), "Pair"),
    )  # fmt: skip
    with opened_work(work) as opened:
        opened.do(Replace(two[0], replace(two[0], peak=True)), "Peak")
        hand_in(opened)
    later = Path(shutil.copy(pairs, tmp_path / "later.iprwork"))
    reopen(later)
    with opened_work(later) as opened:
        opened.do(Replace(pairing, None), "Part")
        hand_in(opened)
    in_each_order(lab, (deletes, pairs, later, work), tmp_path)
    assert not lab.view.pairings
    assert kept_rows(lab) == []


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


def test_a_copy_that_was_worked_on_apart_is_told_together_and_later(
    lab: OpenStudy, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    mark: Callable[..., Moment],
) -> None:  # fmt: skip
    with opened_work(work) as opened:
        mark(opened)
        hand_in(opened, partial=True)
    part = Path(shutil.copy(work, tmp_path / "part.iprwork"))
    one, two = two_machines(
        work, tmp_path, monkeypatch,
        lambda opened: mark(opened, start=1), lambda opened: mark(opened, start=2),
    )  # fmt: skip
    two = two.rename(two.with_name("copy.iprwork"))
    together = merge(lab, [part, one, two], lambda _: WORDS, dry_run=True)
    told = {each.name: (each.apart, each.late) for each in together.files}
    assert told == {
        "part.iprwork": ((), False),
        "work.iprwork": (("copy.iprwork",), False),
        "copy.iprwork": (("work.iprwork",), False),
    }
    lines = report_lines(together, dry_run=True)
    said = "work.iprwork: worked on apart from copy.iprwork, a copy of the same work: both come in"
    assert said in lines

    def late(*files: Path) -> list[bool]:
        return [each.late for each in merge_in(lab, *files).files]

    assert late(part) == late(one) == late(one) == late(part) == [False]
    [file] = merge(lab, [two], lambda _: WORDS, dry_run=True).files
    assert (file.late, file.apart) == (True, ())
    [head, then, *_] = report_lines(merge_in(lab, two), dry_run=False)
    assert head.startswith("copy.iprwork: Ane, round R1, handed in, worked on ")
    assert then == (
        "copy.iprwork: this work had come back for good, and this copy was worked on apart: "
        "what is new in it comes in too"
    )
    assert late(two) == [False], "nothing in it is new any more"
    assert len(list(lab.view.all_moments())) == 3


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


def test_work_on_a_transcript_that_was_corrected_meanwhile_goes_where_its_words_are_once(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    text = made.transcripts[0].text
    with opened_work(work) as opened:
        known, lost = mark(opened, end=5), mark(opened, start=0, end=len(text))
        hand_in(opened, partial=True)
    account_id = made.transcripts[0].account_id
    corrected, _ = freeze(reading(("Well", *UGLY[:-1])), account_id, version=2)
    lab.do(Replace(None, corrected), "Correct")
    copy = Path(shutil.copy(lab.place, lab.place.with_name("copy.iprstudy")))
    part = Path(shutil.copy(work, work.with_name("part.iprwork")))
    report = merge_in(lab, work)
    assert (report.carried, report.earlier) == (1, 1)
    assert [each.record_id for each in report.left] == [lost.id]
    found = {each.id: each for each in lab.view.all_moments()}
    now = found[known.id]
    assert now.transcript_id == corrected.id
    assert corrected.text[now.start : now.end] == text[known.start : known.end]
    assert found[lost.id] == lost
    before = held(lab)
    assert not merge_in(lab, work).changes
    assert held(lab) == before
    with opened_work(work) as opened:  # it goes on from what it had, not from what it is now
        opened.do(Replace(known, replace(known, memo="more")), "Memo")
        hand_in(opened)
    report = merge_in(lab, work)
    assert report.kept_twice == ()
    assert {each.id: each for each in lab.view.all_moments()}[known.id] == replace(now, memo="more")
    with open_study(copy) as other:
        merge_in(other, work)
        merge_in(other, part)
        assert held(other) == held(lab)


def test_a_moment_that_was_carried_in_the_study_goes_on_from_there(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    """The text is corrected once the work is in: that is no state that a coder wrote."""
    with opened_work(work) as opened:
        moment = mark(opened, end=5)
        hand_in(opened, partial=True)
    merge_in(lab, work)
    old = made.transcripts[0]
    corrected, _ = freeze(reading(("Well", *UGLY)), old.account_id, version=2)
    at = corrected.text.index(old.text[:5])
    moved = replace(moment, transcript_id=corrected.id, start=at, end=at + 5)
    lab.do(Several((Replace(None, corrected), Replace(moment, moved))), "Correct")
    with opened_work(work) as opened:
        opened.do(Replace(moment, replace(moment, memo="more")), "Memo")
        hand_in(opened)
    assert merge_in(lab, work).kept_twice == ()
    assert list(lab.view.all_moments()) == [replace(moved, memo="more")]


def test_two_coders_records_under_one_id_both_come_in(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    theirs = moment_in(made, made.transcripts[0], 1)
    lab.do(added(theirs), "Mark")
    with opened_work(work) as opened:
        mine = mark(opened, id=theirs.id, memo="beside theirs")
        hand_in(opened)
    report = merge_in(lab, work)
    holders = (mine.coder_id, theirs.coder_id)
    assert {each.id: each.memo for each in lab.view.all_moments()} == {
        place_of(each.coder_id, each.id, holders): each.memo for each in (mine, theirs)
    }
    [told] = report.kept_twice
    assert told.what == f"two coders have a record under one id, {mine.id}: this one stands so"
    before = held(lab)
    assert not merge_in(lab, work).changes
    assert held(lab) == before
    assert lab.check() == []


def test_records_of_three_coders_under_one_id_end_alike_in_every_order(
    lab: OpenStudy, tmp_path: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    """Each has paired the own moment; whose it is stays so, and later work goes on from it."""
    files = []
    shared, other = new_id(), new_id()
    for name in ("Ane", "Cy", "Di"):
        file = tmp_path / f"{name}.iprwork"
        hand_out(lab, AssignWish(round_name="R1", coder=name), file, WORDS)
        with opened_work(file) as opened:
            two = (mark(opened, 2, id=shared, memo=name), mark(opened, 3, id=other, memo=name))
            opened.do(Replace(None, pairing_of(made, two)), "Pair")
            hand_in(opened, partial=True)
        part = tmp_path / f"{name} in part.iprwork"
        shutil.copy(file, part)
        with opened_work(file) as opened:
            opened.do(Replace(two[0], replace(two[0], memo=f"{name} again")), "Memo")
            hand_in(opened)
        files += [part, file]
    in_each_order(lab, tuple(files), tmp_path)
    coder_of = {each.id: each.coder_id for each in lab.view.all_moments()}
    assert len(coder_of) == 6
    assert len(lab.view.pairings) == 3
    for each in lab.view.pairings.values():
        assert {coder_of[own] for own in each.moment_ids} == {each.coder_id}
    memos = sorted(each.memo for each in lab.view.all_moments())
    assert memos == ["Ane", "Ane again", "Cy", "Cy again", "Di", "Di again"]


def test_what_was_settled_names_the_moments_that_it_was_about_where_they_stand_now(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    theirs = moment_in(made, made.transcripts[0], 1)
    layer = Coder(id=new_id(), name="Consensus", role="consensus")
    decision = Decision(
        id=new_id(), round_id=made.round.id, coder_id=layer.id, choice="take",
        transcript_id=theirs.transcript_id, start=0, end=5, moment_ids=(theirs.id,),
    )  # fmt: skip
    lab.do(added(layer, theirs, decision), "Settle")
    with opened_work(work) as opened:
        mark(opened, id=theirs.id, memo="mine")
        hand_in(opened)
    merge_in(lab, work)
    [about] = lab.view.decisions[decision.id].moment_ids
    assert {each.id: each.memo for each in lab.view.all_moments()}[about] == theirs.memo
    assert lab.check() == []


def test_a_pairing_never_takes_another_coders_moment_for_its_own(
    lab: OpenStudy, work: Path, made: Made, mark: Callable[..., Moment]
) -> None:
    """A script gave both coders' moments one id: the pairing names the own coder's."""
    theirs = moment_in(made, made.transcripts[2], 1)
    lab.do(added(theirs), "Mark")
    with opened_work(work) as opened:
        two = (mark(opened, 2, id=theirs.id), mark(opened, 3))
        opened.do(Replace(None, pairing_of(made, two)), "Pair")
        hand_in(opened)
    assert merge_in(lab, work).set_aside == ()
    coder_of = {each.id: each.coder_id for each in lab.view.all_moments()}
    [pairing] = lab.view.pairings.values()
    assert {coder_of[each] for each in pairing.moment_ids} == {two[1].coder_id}


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

    def all_of_another(kind: type[Any], several: Any) -> Any:
        columns = columns_of(kind, several)
        return {**columns, what: [wrong[what]] * len(several)} if kind is Moment else columns

    for module in ("settling", "straight"):
        monkeypatch.setattr(f"annotator.storage.{module}.record_of", of_another)
    monkeypatch.setattr("annotator.storage.straight.columns_of", all_of_another)
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
