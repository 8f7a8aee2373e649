"""`backup` and `rescue` as a script uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.storage.connection import connect
from annotator.storage.header import PAGE_BYTES
from tests.cli.conftest import Run


def _damage(place: Path, share: float) -> None:
    content = bytearray(place.read_bytes())
    page = int(len(content) / PAGE_BYTES * share)
    content[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = b"\xff" * PAGE_BYTES
    place.write_bytes(content)


def test_a_backup_is_made_beside_the_study(run: Run, study: Path) -> None:
    ran = run("backup", study)
    made = Path(ran.out.strip())
    assert (ran.code, made.parent.name) == (0, f"{study.stem} backups")
    assert run("check", made).code == 0
    assert run("backup", study, "--json").json["backup"] != str(made)


def test_a_sound_study_is_rescued_whole(run: Run, study: Path) -> None:
    ran = run("rescue", study)
    goal = study.with_name(f"{study.stem} rescued.iprstudy")
    assert ran.code == 0
    assert "nothing is missing" in ran.out
    assert run("moments", goal).out == run("moments", study).out
    again = run("rescue", study)
    assert (again.code, again.out) == (2, "")
    assert "there is a file of this name" in again.err


def test_a_damaged_study_is_told_what_to_do_and_rescued(
    run: Run, study: Path, tmp_path: Path
) -> None:
    before = run("moments", study, "--json").json
    run("backup", study)
    _damage(study, 0.97)
    refused = run("check", study)
    assert refused.code == 1
    goal = tmp_path / "new.iprstudy"
    ran = run("rescue", study, goal, "--json")
    assert ran.code in (0, 1)
    assert ran.json["study"] == str(goal)
    assert ran.json["backup"] is not None
    assert run("check", goal).code == 0
    assert run("moments", goal, "--json").json == before


def test_what_stands_in_for_lost_records_is_told(run: Run, study: Path, tmp_path: Path) -> None:
    marked = {"dyad": "D07", "session": 3, "account": "patient", "start": 0, "end": 5, "codes": []}
    assert run("mark", study, "--coder", "RA-1", stdin=json.dumps(marked)).code == 0
    driver = connect(study, None, foreign_keys=False)
    for table in ("journal_payloads", "coders", "transcripts"):
        driver.execute(f"DELETE FROM {table}")
    driver.close()
    goal = tmp_path / "new.iprstudy"
    ran = run("rescue", study, goal)
    assert (ran.code, ran.err) == (1, "")
    assert (
        "made anew from what is known, since others hang on it: 1 coder, 1 transcript\n" in ran.out
    )
    assert "unsure: 1 coder" in ran.out
    assert "unsure: 1 transcript\n" in ran.out
    assert "lost: " not in ran.out
    (where,) = (line for line in ran.out.splitlines() if line.startswith("  D07"))
    assert where.startswith("  D07, session 3, patient: ")
    assert "at least" not in ran.out, "its turns say how long it was"
    goal.unlink()
    told = run("rescue", study, goal, "--json").json
    assert told["stood_in"] == {"coder": 1, "transcript": 1}
    assert told["lost_characters"] > 100
    (text,) = told["lost_texts"]
    assert (text["dyad"], text["session"], text["account"]) == ("D07", 3, "patient")
    assert text["lost"] == told["lost_characters"]
    assert (text["places"][0][0], text["places"][-1][1]) == (0, text["length"])
    assert not text["at_least"]
    (moment,) = run("moments", goal, "--json").json["moments"]
    assert (moment["coder"], moment["quote"]) == ("Rescued coder 1", "\ufffd" * 5)
    assert run("check", goal).code == 0
    assert run("export", goal, tmp_path / "out", "--to", "csv").code == 0


@pytest.mark.parametrize("content", [b"", b"not a study at all", b"x" * PAGE_BYTES])
def test_what_is_no_study_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "odd.iprstudy"
    place.write_bytes(content)
    ran = run("rescue", place)
    assert (ran.code, ran.out) == (2, "")
    assert str(place) in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [place]


def test_an_erasure_that_may_be_unknown_is_told(run: Run, study: Path, tmp_path: Path) -> None:
    with connect(study, None, foreign_keys=False) as driver:
        listed = "SELECT rootpage FROM sqlite_master WHERE name = 'erased_records'"
        [(page,)] = driver.execute(listed).fetchall()
    driver.close()
    with study.open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES))
    ran = run("rescue", study, tmp_path / "one.iprstudy")
    assert ran.code == 1
    assert "an erasure may have stood on what is lost: erase whoever has withdrawn once" in ran.out
    assert "nothing is missing" not in ran.out
    told = run("rescue", study, tmp_path / "two.iprstudy", "--json").json
    assert (told["erasures_unknown"], told["whole"]) == (True, False)


@pytest.mark.parametrize("out", [[], ["out.iprstudy"]])
@pytest.mark.parametrize("given", ["", "."])
def test_a_folder_or_no_name_cannot_be_rescued(run, tmp_path, monkeypatch, given, out):
    monkeypatch.chdir(tmp_path)
    told = run("rescue", given, *out)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "this is a folder" in told.err


def test_a_backup_is_restored_beside_its_study(run: Run, study: Path) -> None:
    before = run("moments", study).out
    backup = Path(run("backup", study).out.strip())
    refused = run("coders", backup, "--add", "RA-9")
    assert (refused.code, refused.out) == (2, "")
    assert "this is a backup, which stays as it is; copy it out with `annotator restore`" in (
        refused.err
    )
    ran = run("restore", backup)
    goal = Path(ran.out.strip())
    assert (ran.code, goal) == (0, study.parent / f"{backup.stem} restored{study.suffix}")
    assert run("moments", goal).out == before
    assert run("coders", goal, "--add", "RA-9").code == 0
    assert run("restore", backup).code == 2
    refused = run("restore", study)
    assert (refused.code, refused.out) == (2, "")
    assert (
        f"the study itself, no backup of it; name one of its backups (the newest is “{backup}”"
        in (refused.err)
    )
    refused = run("restore", backup, study.parent)
    assert (refused.code, "this is a folder; name a new file in it" in refused.err) == (2, True)
    copy = study.with_name("copy.iprstudy")
    assert run("restore", study, copy).code == 0
    assert run("moments", copy).out == before
