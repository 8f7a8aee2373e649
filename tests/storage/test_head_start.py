"""Merging that begins to write while files are still looked at gives what merging gives."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from annotator import storage
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.merge_report import MergeReport
from annotator.domain.moment import Moment
from annotator.storage import head_start
from annotator.storage.planning import planned
from annotator.storage.receiving import Look, looked_at
from tests.storage.making import WORDS, Made, driver_of, moment_in

NOBODY = "0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a11"
AHEAD = Look(looked_at.begin, elsewhere=True)
"""As several processes do it, for a test that has one."""


@pytest.fixture
def files(lab: OpenStudy, made: Made) -> list[Path]:
    """What three coders handed in: moments and a memo each."""
    places = []
    for number in range(3):
        place = lab.place.with_name(f"{number}.iprwork")
        hand_out(lab, AssignWish(round_name="R1", coder=f"C{number}"), place, WORDS)
        do(place, lambda opened: mark(opened, made))
        places.append(place)
    return places


def do(place: Path, *steps: Callable[[OpenStudy], object]) -> Path:
    """Works on a file and hands it in."""
    with open_study(place, lambda: WORDS) as opened:
        for step in steps:
            step(opened)
        hand_in(opened)
    return place


def mark(opened: OpenStudy, made: Made) -> None:
    """Two moments, of which one is changed, and a memo."""
    work = opened.work
    assert work is not None
    own: dict[str, Any] = {"round_id": work.round_id, "coder_id": work.coder_id}
    for text in made.transcripts[:2]:
        opened.do(Replace(None, moment_in(made, text, memo="a kettle", **own)), "Mark")
    changed = moment_in(made, made.transcripts[2], **own)
    opened.do(Replace(None, changed), "Mark")
    opened.do(Replace(changed, replace(changed, memo="later")), "Note")
    memo = Memo(
        id=new_id(), coder_id=work.coder_id, about="session", about_id=made.session.id, text="m"
    )
    opened.do(Replace(None, memo), "Note")


def merged(place: Path, files: list[Path], look: Look) -> tuple[MergeReport, Any]:
    """What a merge tells and all that is in the study afterwards, whatever the order of making."""
    with storage.open_study(place, lambda: WORDS) as store:
        report = storage.merge(store, files, lambda _: WORDS, look=look)
        return report, held(store)


def held(store: storage.Store) -> Any:
    view = store.view()
    rows = driver_of(store).execute("SELECT * FROM lineage ORDER BY hash").fetchall()
    found = sorted(hit.moment_id or "" for hit in store.search("kettle"))
    *_, last = store.journal()
    moments = {each.id: each for each in view.all_moments()}
    tables = (view.assignments, view.memos, view.packages)
    assert store.check() == []
    return rows, found, last.action, last.records, moments, *map(dict, tables)


@pytest.fixture
def taken_back(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes how each head start ends."""
    ends: list[str] = []
    left = head_start.HeadStart.left

    def told(start: head_start.HeadStart, planned: Any) -> Any:
        ends.append("taken back")
        found = left(start, planned)
        ends[-1] = "kept"
        return found

    monkeypatch.setattr(head_start.HeadStart, "left", told)
    return ends


def test_the_study_is_the_same(
    lab: OpenStudy, files: list[Path], tmp_path: Path, taken_back: list[str]
) -> None:
    other = Path(shutil.copy(lab.place, tmp_path / "other.iprstudy"))
    here = merged(lab.place, files, looked_at)
    assert merged(other, files, AHEAD) == here
    assert taken_back == ["kept"]
    assert len(here[1][4]) == 9
    assert len(list(tmp_path.rglob("other backups/*.iprstudy"))) == 1


def test_a_second_time_nothing_is_written(
    lab: OpenStudy, files: list[Path], taken_back: list[str]
) -> None:
    merged(lab.place, files, AHEAD)
    before = lab.place.read_bytes()
    report, _ = merged(lab.place, files, AHEAD)
    assert not report.changes
    assert lab.place.read_bytes() == before
    assert taken_back == ["kept"]


def test_one_record_from_two_machines_is_planned_first(
    lab: OpenStudy, work: Path, made: Made, tmp_path: Path, taken_back: list[str]
) -> None:
    one = new_id()

    def marks(memo: str) -> Callable[[OpenStudy], object]:
        def go(opened: OpenStudy) -> None:
            assert opened.work is not None
            moment: Moment = moment_in(
                made, made.transcripts[0], id=one, memo=memo,
                round_id=opened.work.round_id, coder_id=opened.work.coder_id,
            )  # fmt: skip
            opened.do(Replace(None, moment), "Mark")

        return go

    copies = [Path(shutil.copy(work, tmp_path / f"{name}.iprwork")) for name in ("one", "two")]
    for place, memo in zip(copies, ("kettle", "tea"), strict=True):
        do(place, marks(memo))
    other = Path(shutil.copy(lab.place, tmp_path / "other.iprstudy"))
    here = merged(lab.place, copies, looked_at)
    assert merged(other, copies, AHEAD) == here
    assert taken_back == ["taken back"]
    assert sorted(each.memo for each in here[1][4].values()) == ["kettle", "tea"]


def test_where_the_last_file_is_refused_nothing_is_changed(
    lab: OpenStudy, files: list[Path]
) -> None:
    with storage.open_study(files[2], lambda: WORDS) as store:
        driver_of(store).execute("UPDATE memos SET text = 'another'")
    with storage.open_study(lab.place, lambda: WORDS) as store:
        before = held(store)
        with pytest.raises(UserError, match=r"2\.iprwork: the file was altered"):
            storage.merge(store, files, lambda _: WORDS, look=AHEAD)
        assert held(store) == before
    report, _ = merged(lab.place, files[:2], AHEAD)
    assert [each.new["moment"] for each in report.coders] == [3, 3]


def test_what_somebody_writes_before_it_begins_stays(
    lab: OpenStudy, files: list[Path], made: Made, monkeypatch: pytest.MonkeyPatch,
    taken_back: list[str],
) -> None:  # fmt: skip
    coder = made.coders[0]

    def meanwhile(store: storage.Store) -> None:
        with storage.open_study(lab.place, lambda: WORDS) as other:
            other.apply(Replace(coder, replace(coder, name="Anew")), action="Rename")
        monkeypatch.undo()
        store.safeguard()

    monkeypatch.setattr(storage.Store, "safeguard", meanwhile)
    _, (*_, moments, _, _, _) = merged(lab.place, files, AHEAD)
    assert len(moments) == 9
    with storage.open_study(lab.place, lambda: WORDS) as store:
        assert "Anew" in store.coders()
    assert taken_back == []


def test_what_is_written_stays_in_memory_until_all_is_known(
    lab: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def spills(store: storage.Store) -> int:
        return int(driver_of(store).execute("PRAGMA cache_spill").fetchone()[0])

    with storage.open_study(lab.place, lambda: WORDS) as store:

        def looks(before: Any, returned: Any) -> Any:
            written = driver_of(store).execute("SELECT count(*) FROM moments").fetchone()[0]
            known = before.exec_driver_sql("SELECT count(*) FROM moments").scalar()
            seen.append((written, known, spills(store)))
            return planned(before, returned)

        monkeypatch.setattr("annotator.storage.merging.planned", looks)
        storage.merge(store, files, lambda _: WORDS, look=AHEAD)
        assert seen == [(6, 0, 0)]
        assert spills(store) > 0


def test_a_reference_to_nothing_is_found_before_it_is_kept(
    lab: OpenStudy, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """References are not looked up row by row, and all of them at the end."""
    with storage.open_study(lab.place, lambda: WORDS) as store:
        before = held(store)
        monkeypatch.setattr(head_start.HeadStart, "take", dangling)
        with pytest.raises(head_start.NotAsPlannedError):
            merge_ahead_alone(store, files)
        assert held(store) == before
        monkeypatch.undo()
        with pytest.raises(UserError), store.writing() as connection:
            write_dangling(connection)
        assert held(store) == before
    report, _ = merged(lab.place, files, AHEAD)
    assert [each.new["moment"] for each in report.coders] == [3, 3, 3]


def merge_ahead_alone(store: storage.Store, files: list[Path]) -> None:
    """What is written ahead by itself, without the plan that it would begin again by."""
    with store.reading() as study:
        start = head_start.HeadStart(study)
    with head_start.writing_ahead(store) as connection:
        for each in files:
            start.take(connection, each)  # type: ignore[arg-type]  # what is taken is replaced


def dangling(_start: object, connection: Connection, _each: object) -> None:
    write_dangling(connection)


def write_dangling(connection: Connection) -> None:
    """A state of a code of a moment that is nowhere."""
    book = connection.exec_driver_sql("SELECT codebook_id, id FROM codes LIMIT 1").one()
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO moment_codes VALUES (?, 0, ?, ?)", (NOBODY, *book)
    )
