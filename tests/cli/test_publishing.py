"""The commands on a study that lies on a share."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from annotator.cli import main
from annotator.storage.shares import locks

LINE = {"dyad": "D07", "session": 3, "account": "therapist", "start": 0, "end": 4, "codes": []}
CELL = ("--dyad", "D07", "--session", "3", "--account", "therapist")
Machine = Callable[[str], None]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Sits down at a machine, by its name."""
    return lambda name: monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / name))


@pytest.fixture(scope="session")
def plain_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain study with one transcript and one code, of which each test has a copy."""
    folder = tmp_path_factory.mktemp("master")
    book, text, study = folder / "book.csv", folder / "t.txt", folder / "lab.iprstudy"
    book.write_text("name,key\nWarmth,W\n", encoding="utf-8")
    text.write_text("T: Good morning.\nP: Morning to you.\n", encoding="utf-8")
    assert main(["new", str(study), "--title", "Lab", "--plain", "--codebook", str(book)]) == 0
    assert main(["import", str(study), str(text), *CELL]) == 0
    return study


@pytest.fixture
def place(
    tmp_path: Path, plain_master: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The study on a share; machine A was in it before."""
    share = tmp_path / "share"
    share.mkdir()
    monkeypatch.setenv("ANNOTATOR_SHARES", str(share))
    monkeypatch.setenv("ANNOTATOR_PASSPHRASE", "open sesame")
    machine("A")
    study = Path(shutil.copy(plain_master, share))
    assert main(["show", str(study)]) == 0
    return study


def mark(place: Path, coder: str, monkeypatch: pytest.MonkeyPatch) -> int:
    line = io.TextIOWrapper(io.BytesIO(json.dumps(LINE).encode()))
    monkeypatch.setattr("sys.stdin", line)
    return main(["mark", str(place), "--coder", coder])


def counted(place: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    capsys.readouterr()
    assert main(["show", str(place), "--json"]) == 0
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    moments: dict[str, int] = shown["interviews"][0]["moments"]
    return moments


def test_each_machine_marks_here_and_finds_there_what_the_others_marked(
    place: Path,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("A", "B", "A"):
        machine(name)
        assert mark(place, name, monkeypatch) == 0
    machine("C")
    assert counted(place, capsys) == {"A": 2, "B": 1}
    assert main(["check", str(place)]) == 0
    assert locks.look(place) is None
    assert main(["backup", str(place)]) == 0
    assert "/C/work/" in capsys.readouterr().out  # beside the working copy


def test_while_another_has_it_it_is_read_and_not_written(
    place: Path,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lock = locks.take(place)
    machine("B")
    capsys.readouterr()
    assert mark(place, "B", monkeypatch) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "works on the study since" in told.err
    assert told.err.count("\n") == 1
    assert counted(place, capsys) == {}
    lock.release()
    assert mark(place, "B", monkeypatch) == 0


def test_what_is_marked_while_the_share_is_gone_is_published_later(
    place: Path,
    machine: Machine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    away = place.parent.rename(tmp_path / "away")
    capsys.readouterr()
    assert mark(place, "A", monkeypatch) == 2
    told = capsys.readouterr()
    assert told.out.count("\n") == 1  # the id of what is on this machine's disk
    assert "saved on this machine, not yet published" in told.err
    assert "annotator publish" in told.err
    assert counted(place, capsys) == {"A": 1}
    assert main(["text", str(place), *CELL]) == 0
    assert "This is the copy on this machine" in capsys.readouterr().err
    away.rename(place.parent)
    machine("B")
    assert counted(place, capsys) == {}
    machine("A")
    assert main(["publish", str(place), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["published_at"]
    machine("B")
    assert counted(place, capsys) == {"A": 1}


def test_what_went_two_ways_is_refused_and_saved_beside(
    place: Path,
    machine: Machine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    away = place.parent.rename(tmp_path / "away")
    assert mark(place, "A", monkeypatch) == 2
    away.rename(place.parent)
    machine("B")
    assert mark(place, "B", monkeypatch) == 0
    machine("A")
    capsys.readouterr()
    for refused in (lambda: main(["publish", str(place)]), lambda: mark(place, "A", monkeypatch)):
        assert refused() == 2
        assert "changed on the share too" in capsys.readouterr().err
    assert main(["publish", str(place), "--beside", "--json"]) == 0
    beside = place.with_name(json.loads(capsys.readouterr().out)["beside"])
    assert counted(beside, capsys) == {"A": 1}
    assert counted(place, capsys) == {"B": 1}
    assert mark(place, "A", monkeypatch) == 0
    assert counted(place, capsys) == {"A": 1, "B": 1}


def test_a_new_study_is_made_here_and_published(
    place: Path, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    new = place.with_name("new.iprstudy")
    assert main(["new", str(new), "--title", "New"]) == 0
    assert not new.read_bytes().startswith(b"SQLite")  # encrypted as any other
    machine("B")
    assert main(["show", str(new)]) == 0
    assert main(["new", str(new), "--title", "New", "--plain"]) == 2
    assert "there is a file of this name" in capsys.readouterr().err


def test_a_stale_lock_is_taken_over_after_watching(
    place: Path,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    dead = locks.take(place)
    machine("B")
    now = [0.0]

    def wait(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr("annotator.cli.publishing.time.sleep", wait)
    monkeypatch.setattr(locks.Watch, "is_stale", _on(now))
    assert main(["publish", str(place), "--take-over"]) == 0
    assert now[0] >= locks.STALE_AFTER_S
    with pytest.raises(locks.Lost):
        dead.check()
    alive, now[0] = locks.take(place), 0.0

    def beat(seconds: float) -> None:
        now[0] += seconds
        alive.beat()

    monkeypatch.setattr("annotator.cli.publishing.time.sleep", beat)
    capsys.readouterr()
    assert main(["publish", str(place), "--take-over"]) == 2
    assert "works on the study" in capsys.readouterr().err
    alive.check()


def _on(now: list[float]) -> Callable[[locks.Watch, locks.Owner], bool]:
    real = locks.Watch.is_stale

    def is_stale(watch: locks.Watch, owner: locks.Owner) -> bool:
        watch._clock = lambda: now[0]
        return real(watch, owner)

    return is_stale


def test_a_study_of_this_machine_has_nothing_to_publish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["publish", str(tmp_path / "here.iprstudy")]) == 2
    assert "lies on a disk of this machine" in capsys.readouterr().err


def test_work_that_was_handed_out_is_done_on_a_share_too(
    place: Path,
    machine: Machine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    work = place.with_name("ra.iprwork")
    given = ["--round", "R1", "--coder", "RA"]
    assert main(["assign", str(place), *given, str(work)]) == 0
    machine("RA")
    assert mark(work, "RA", monkeypatch) == 0
    assert main(["return", str(work)]) == 0
    machine("A")
    capsys.readouterr()
    opened: list[str] = []
    driver = dbapi2.connect

    def noted(name: str, **named: object) -> object:
        opened.append(name)
        return driver(name, **named)

    monkeypatch.setattr(dbapi2, "connect", noted)
    assert main(["merge", str(place), str(work)]) == 0
    assert "ra.iprwork: RA" in capsys.readouterr().out
    assert opened
    assert not [each for each in opened if str(place.parent) in each]  # never as a database
    assert not list((tmp_path / "A" / "work").glob(".brought*"))
    machine("C")
    assert counted(place, capsys) == {"RA": 1}
