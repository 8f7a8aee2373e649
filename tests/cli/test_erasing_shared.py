"""Erasing a participant from a study on a share: everywhere it is, or nothing is certified."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.app.open_study import open_study
from annotator.cli import main
from annotator.storage.shares import copies, locks, publishing
from tests.cli.conftest import TRANSCRIPT, Run

WHO = ("--participant", "P07")
WORD = b"laughed"
LINE = {"dyad": "D07", "session": 3, "account": "therapist", "start": 0, "end": 4, "codes": []}
Machine = Callable[[str], None]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Sits down at a machine, by its name."""
    return lambda name: monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / name))


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain study with a therapist's and a patient's interview, of which each test has a copy."""
    folder = tmp_path_factory.mktemp("ready")
    (folder / "p.txt").write_text(TRANSCRIPT, encoding="utf-8")
    therapist = TRANSCRIPT.replace("P:", "T:").replace("laughed", "smiled")
    (folder / "t.txt").write_text(therapist, encoding="utf-8")
    (folder / "plan.csv").write_text(
        "dyad,session,account,participant,status,file\n"
        "D07,3,therapist,T07,held,t.txt\nD07,3,patient,P07,held,p.txt\n",
        encoding="utf-8",
    )
    study = folder / "lab.iprstudy"
    assert main(["new", str(study), "--title", "Lab", "--plain"]) == 0
    assert main(["import", str(study), "--plan", str(folder / "plan.csv")]) == 0
    return study


@pytest.fixture
def place(tmp_path: Path, ready: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The study on a share, which machines A and B have opened before."""
    share = tmp_path / "share"
    share.mkdir()
    monkeypatch.setenv("ANNOTATOR_SHARES", str(share))
    study = Path(shutil.copy(ready, share))
    for name in ("B", "A"):
        machine(name)
        assert main(["show", str(study)]) == 0
    return study


def mark(place: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    line = io.TextIOWrapper(io.BytesIO(json.dumps(LINE).encode()))
    monkeypatch.setattr("sys.stdin", line)
    return main(["mark", str(place), "--coder", "RA-1"])


def holding(*folders: Path) -> list[str]:
    """The files below folders in which the participant's word stands."""
    files = (each for folder in folders for each in folder.rglob("*") if each.is_file())
    return sorted(each.name for each in files if WORD in each.read_bytes())


def test_what_is_certified_is_on_the_share_and_other_machines_have_it_so(
    place: Path, machine: Machine, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = place.with_name("lab backups")
    backups.mkdir()
    shutil.copy(place, backups / "lab 2026-01-02 030405.iprstudy")
    shutil.copy(place, place.with_name("lab (B 2026-01-02 030405).iprstudy"))
    assert main(["show", str(place.with_name("lab (B 2026-01-02 030405).iprstudy"))]) == 0
    assert mark(place, monkeypatch) == 0
    assert main(["backup", str(place)]) == 0
    shutil.copy(place, place.with_name(f".{place.name}.999999.0badcafe.publishing"))
    shutil.copy(place, backups / ".lab 2026-01-02 030405.iprstudy.000000.0badcafe.publishing")
    here = next((tmp_path / "A").rglob("lab backups"))
    for killed in (".erasing-0.iprstudy", "..erasing-0.iprstudy.0badcafe.new"):
        shutil.copy(place, here / killed)  # as an erasure that was killed leaves them
        shutil.copy(place, here / f"{killed}-journal")
    assert len(holding(place.parent, tmp_path / "A")) >= 7, "else it would show nothing"
    ran = run("erase", place, *WHO, "--list", "--json")
    assert ran.json["backups"] >= 4
    certificate = tmp_path / "P07.txt"
    ran = run("erase", place, *WHO, "--yes", "--json", "--certificate", certificate)
    assert (ran.code, ran.err) == (0, "")
    assert holding(place.parent, tmp_path / "A") == []
    files = {each["name"]: each for each in ran.json["files"]}
    assert list(files)[:2] == [
        "lab.iprstudy on the share",
        "lab.iprstudy, its working copy on this machine",
    ]
    assert files["lab.iprstudy on the share"]["sha256"] == copies.digest_of(place)
    assert "lab backups/lab 2026-01-02 030405.iprstudy on the share" in files
    beside = "lab (B 2026-01-02 030405).iprstudy on the share"
    assert files[beside]["erased"]["transcripts"] == 1
    assert any(name.startswith("working copy on this machine of ") for name in files)
    assert certificate.exists()
    assert locks.look(place) is None
    machine("B")
    ran = run("text", place, "--dyad", "D07", "--session", "3", "--account", "patient")
    assert (ran.code, ran.out) == (2, "")
    assert run("check", place).code == 0
    assert run("check", place.with_name("lab (B 2026-01-02 030405).iprstudy")).code == 0


def test_without_the_lock_or_the_share_nothing_is_erased(
    place: Path, machine: Machine, run: Run, tmp_path: Path
) -> None:
    machine("B")
    lock = locks.take(place)
    machine("A")
    before = holding(tmp_path / "A")
    ran = run("erase", place, *WHO, "--yes", "--certificate", tmp_path / "P07.txt")
    assert (ran.code, ran.out) == (2, "")
    assert "works on the study" in ran.err
    lock.release()
    away = place.parent.rename(tmp_path / "away")
    ran = run("erase", place, *WHO, "--yes", "--certificate", tmp_path / "P07.txt")
    assert (ran.code, ran.out) == (2, "")
    assert "the share is not there" in ran.err
    assert not (tmp_path / "P07.txt").exists()
    assert holding(tmp_path / "A") == before
    away.rename(place.parent)
    assert run("erase", place, *WHO, "--yes").code == 0
    assert holding(place.parent, tmp_path / "A") == []


def test_what_has_gone_apart_is_put_together_before_it_is_erased(
    place: Path, machine: Machine, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = place.parent.rename(tmp_path / "away")
    assert mark(place, monkeypatch) == 2, "saved here, not published"
    away.rename(place.parent)
    machine("B")
    assert mark(place, monkeypatch) == 0
    machine("A")
    before = holding(tmp_path / "A")
    ran = run("erase", place, *WHO, "--yes", "--certificate", tmp_path / "P07.txt")
    assert (ran.code, ran.out) == (2, "")
    assert "the study was changed on the share too" in ran.err
    assert holding(tmp_path / "A") == before
    assert not (tmp_path / "P07.txt").exists()
    assert run("publish", place, "--beside").code == 0
    assert run("erase", place, *WHO, "--yes").code == 0
    assert holding(place.parent, tmp_path / "A") == []


def test_what_could_not_be_published_has_its_certificate_when_it_is(
    place: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise OSError("gone")

    certificate = tmp_path / "P07.txt"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "_put", failing)
        ran = run("erase", place, *WHO, "--yes", "--certificate", certificate)
    assert (ran.code, ran.out) == (2, "")
    assert "P07 is erased on this machine and not yet on the share" in ran.err
    assert not certificate.exists()
    assert holding(place.parent) == ["lab.iprstudy"]
    assert holding(tmp_path / "A") == []
    ran = run("publish", place)
    assert ran.code == 0
    assert "erase again for its certificate" in ran.out
    assert holding(place.parent, tmp_path / "A") == []
    ran = run("erase", place, *WHO, "--yes", "--json", "--certificate", certificate)
    assert ran.code == 0
    assert ran.json["found"]["transcripts"] == 1
    assert ran.json["sentences"] > 0
    assert ran.json["files"][0]["sha256"] == copies.digest_of(place)
    assert "erase again" not in run("publish", place).out


def test_an_erasure_that_is_given_up_for_the_share_is_done_there_anew(
    place: Path, run: Run, tmp_path: Path
) -> None:
    def failing(*_: object) -> None:
        raise OSError("gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "_put", failing)
        assert run("erase", place, *WHO, "--yes").code == 2
    assert run("publish", place, "--beside").code == 0
    ran = run("publish", place)
    assert (ran.code, "erase again" in ran.out) == (0, False)
    assert holding(place.parent) == ["lab.iprstudy"], "what stands beside it is the erased one"
    ran = run("erase", place, *WHO, "--yes", "--json")
    assert (ran.code, ran.json["found"]["transcripts"]) == (0, 1)
    assert holding(place.parent, tmp_path / "A") == []


def test_a_working_copy_that_another_window_has_open_is_named_and_left_alone(
    place: Path, run: Run, tmp_path: Path
) -> None:
    beside = Path(shutil.copy(place, place.with_name("lab (B 2026-01-02 030405).iprstudy")))
    with open_study(beside):
        ran = run("erase", place, *WHO, "--yes")
        assert ran.code == 0
        assert f"the working copy on this machine of {beside}, which is open in another" in ran.out
        assert holding(place.parent) == []
        assert holding(tmp_path / "A") == [beside.name]
    ran = run("erase", place, *WHO, "--yes")
    assert (ran.code, "open in another window" in ran.out) == (0, False)
    assert holding(place.parent, tmp_path / "A") == []
