"""What lies by a study when somebody is erased: work that is just handed out, files of work."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from annotator.domain.withdrawal import Wish
from annotator.storage import create, erasure, study_files, work_files
from annotator.storage.creation import journal_beside
from tests.storage.making import driver_of, make, new_study


def test_work_that_is_being_handed_out_stays_and_what_a_kill_has_left_goes(tmp_path: Path) -> None:
    place = tmp_path / "lab.iprstudy"
    with create(place, new_study(), None) as store:
        store.apply(make(("One sentence of theirs.",), dyads=1).edit, action="plan")
    made, left = (tmp_path / f".{name}.iprwork.0badcafe.new" for name in ("made", "left"))
    own = tmp_path / ".lab.iprstudy.0badcafe.new"
    for each in (made, left, own):
        each.write_bytes(b"ciphertext")
        each.with_name(f"{each.name}-journal").write_bytes(b"how to undo it")
    hour_ago = time.time() - 3600
    os.utime(left, (hour_ago, hour_ago))
    done = erasure.erase(place, None, Wish(participant="P00"))
    assert done.swept == 2
    assert made.exists()
    assert made.with_name(f"{made.name}-journal").exists()
    for each in (left, own):
        assert not each.exists()
        assert not each.with_name(f"{each.name}-journal").exists()


def test_all_files_of_work_by_a_study_are_named(tmp_path: Path) -> None:
    place = tmp_path / "lab.iprstudy"
    assert work_files(place) == ()
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    for name in ("early.iprwork", "in/ra1.iprwork", "in/deeper/far.iprwork", "in/notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert work_files(place) == ("early.iprwork", "in/ra1.iprwork")
    many = [f"w{number:02}.iprwork" for number in range(60)]
    for name in many:
        (tmp_path / name).write_bytes(b"")
    assert work_files(place) == ("early.iprwork", "in/ra1.iprwork", *many)


def test_study_files_by_a_study_are_named_unless_they_are_of_another(tmp_path: Path) -> None:
    place = tmp_path / "lab.iprstudy"
    own = new_study()
    for name, study in (("lab", own), ("lab rescued", own), ("other", new_study())):
        create(tmp_path / f"{name}.iprstudy", study, None).close()
    (tmp_path / "lab backups").mkdir()
    (tmp_path / "lab rescued backups").mkdir()
    create(tmp_path / "locked.iprstudy", new_study(), "open sesame").close()
    for name in (
        "lab backups/2025.iprstudy", "lab rescued backups/2025.iprstudy",
        "lab (HOST 2026-01-02 030405).iprstudy",
    ):  # fmt: skip
        (tmp_path / name).write_bytes(place.read_bytes())
    (tmp_path / "torn.iprstudy").write_bytes(place.read_bytes()[:5000])
    (tmp_path / ".lab.iprstudy.0badcafe.new").write_bytes(place.read_bytes())
    saved = "lab (HOST 2026-01-02 030405).iprstudy"
    told = (
        "lab rescued backups/2025.iprstudy", "lab rescued.iprstudy", "locked.iprstudy",
        "torn.iprstudy",
    )  # fmt: skip
    assert set(study_files(place, own.id, with_saved=False)) == {*told}
    assert set(study_files(place, own.id, with_saved=True)) == {*told, saved}


def test_a_study_beside_that_was_cut_short_is_named_and_stays_as_it_is(tmp_path: Path) -> None:
    place, cut = tmp_path / "lab.iprstudy", tmp_path / "fifth # 50 %.iprstudy"
    own = new_study()
    create(place, own, None).close()
    with create(tmp_path / "other.iprstudy", new_study(), None) as store:
        store.apply(make(dyads=1).edit, action="plan")
        driver = driver_of(store)
        driver.execute("PRAGMA cache_size=1")  # so that pages are written before the end
        driver.execute("BEGIN IMMEDIATE")
        driver.execute(f"UPDATE turns SET speaker = '{'y' * 9000}'")
        shutil.copy(store.place, cut)
        shutil.copy(journal_beside(store.place), journal_beside(cut))
        driver.execute("ROLLBACK")
    before = [each.read_bytes() for each in (cut, journal_beside(cut))]
    assert before[1], "something is to be taken back"
    assert study_files(place, own.id, with_saved=True) == (cut.name,)
    assert [each.read_bytes() for each in (cut, journal_beside(cut))] == before
    journal_beside(cut).unlink()
    shutil.copy(tmp_path / "other.iprstudy", cut)
    assert study_files(place, own.id, with_saved=True) == (), "a sound one is of another study"
    listed = sorted(each.name for each in tmp_path.iterdir())
    assert listed == [cut.name, place.name, "other.iprstudy"]
