"""Ctrl+C amid a command: one sentence that says what stands, and nothing half done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.app.verbs import planning
from annotator.storage import creation, merging, opening
from annotator.storage.erasure import files as erasing
from annotator.storage.key import Profile
from annotator.storage.store import Store
from tests.cli.conftest import TRANSCRIPT, Run

STOPPED = 130
NOTHING = "annotator: stopped: nothing is stored, and nothing is left half done.\n"
CELL = {"dyad": "D07", "session": 3, "account": "patient"}
SIGNAL_GROUPS = pytest.mark.skipif(sys.platform == "win32", reason="there are no such groups")


@pytest.fixture(autouse=True)
def cheap_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "told by telephone")


def stop() -> None:
    """Ctrl+C, as this process hears it."""
    os.kill(os.getpid(), signal.SIGINT)


def stopping_at(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, after: bool = True
) -> None:
    """Lets Ctrl+C come right before or after something is done, once."""
    real: Callable[..., Any] = getattr(owner, name)

    def stopped(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(owner, name, real)
        if not after:
            stop()
        done = real(*arguments, **named)
        stop()
        return done

    monkeypatch.setattr(owner, name, stopped)


def head(study: Path, run: Run) -> int:
    """How many records the journal has; the study is sound."""
    assert run("check", study).code == 0
    return len(run("journal", study, "--json").json["entries"])


@pytest.fixture
def work(study: Path, run: Run, tmp_path: Path) -> Path:
    """A file of work that was handed in, with one moment."""
    place = tmp_path / "work.iprwork"
    assert run("assign", study, "--round", "R1", "--coder", "RA-1", place).code == 0
    line = json.dumps({**CELL, "start": 0, "end": 5, "codes": []})
    assert run("mark", place, "--coder", "RA-1", stdin=line).code == 0
    assert run("return", place).code == 0
    return place


@pytest.mark.parametrize(
    ("owner", "name"), [(merging, "planned"), (Store, "safeguard"), (merging, "write_plan")]
)
def test_a_merge_that_is_stopped_before_it_is_stored_changes_nothing(
    study: Path, work: Path, run: Run, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    before = head(study, run)
    stopping_at(monkeypatch, owner, name)
    ran = run("merge", study, work)
    assert (ran.code, ran.out, ran.err) == (STOPPED, "", NOTHING)
    assert head(study, run) == before
    assert "RA-1: new 1 moment" in run("merge", study, work).out


def test_a_merge_that_is_stopped_once_it_is_stored_says_so(
    study: Path, work: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = head(study, run)
    stopping_at(monkeypatch, Store, "refresh", after=False)
    ran = run("merge", study, work)
    stands = "stopped: 1 change that came before stands, and nothing is left half done.\n"
    assert (ran.code, ran.out, ran.err) == (STOPPED, "", f"annotator: {study}: {stands}")
    assert head(study, run) == before + 1
    assert "nothing is new" in run("merge", study, work).out


def test_an_import_that_is_stopped_after_its_report_stores_nothing(
    study: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = head(study, run)
    transcript = tmp_path / "t.txt"
    transcript.write_text(TRANSCRIPT.replace("P:", "T:"), encoding="utf-8")
    stopping_at(monkeypatch, planning, "report_lines")
    ran = run(
        "import", study, transcript, "--dyad", "D07", "--session", 3, "--account", "therapist"
    )
    assert (ran.code, ran.err) == (STOPPED, NOTHING)
    assert head(study, run) == before


def test_an_erasure_that_is_stopped_says_whether_it_has_begun(
    study: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase = ("erase", study, "--participant", "P07", "--yes")
    line = "dyad,session,account,participant,status,file\nD07,3,patient,P07,held,\n"
    study.with_name("plan.csv").write_text(line, encoding="utf-8")
    assert run("import", study, "--plan", study.with_name("plan.csv")).code == 0
    before = head(study, run)
    stopping_at(monkeypatch, erasing._Erasing, "_try_out")
    ran = run(*erase)
    assert (ran.code, ran.out, ran.err) == (STOPPED, "", NOTHING)
    assert head(study, run) == before
    stopping_at(monkeypatch, erasing._Erasing, "_study")
    ran = run(*erase)
    told = (
        f"annotator: {study}: stopped: some of it may be erased already, and nothing is left "
        "half done; erase again to go on.\n"
    )
    assert (ran.code, ran.out, ran.err) == (STOPPED, "", told)
    assert run(*erase).code == 0


def test_a_second_time_does_not_stop_what_puts_things_in_order(
    study: Path, work: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping_at(monkeypatch, merging, "write_plan")
    stopping_at(monkeypatch, Store, "disconnect")
    ran = run("merge", study, work)
    assert (ran.code, ran.err) == (STOPPED, NOTHING)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_runs_it_in_the_background_goes_on_not_hearing_ctrl_c(
    study: Path, work: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping_at(monkeypatch, merging, "write_plan")
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert run("merge", study, work).code == 0
    finally:
        signal.signal(signal.SIGINT, former)


@SIGNAL_GROUPS
def test_ctrl_c_in_a_terminal_reaches_the_reader_too_and_one_line_is_said(
    study: Path, run: Run
) -> None:
    """All processes of the group get the signal, as from a terminal; the child says nothing."""
    before = head(study, run)
    plan = study.with_name("plan.csv")
    rows = "D07,5,patient,p.txt\nD07,5,therapist,p.txt\n"
    plan.write_text(f"dyad,session,account,file\n{rows}", encoding="utf-8")
    script = (
        "import os, signal, sys\n"
        "from annotator.app.verbs import planning\n"
        "from annotator.cli import main\n"
        "planning.bring_in = lambda *_: os.killpg(0, signal.SIGINT)\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, "import", study, "--plan", plan],
        capture_output=True, text=True, check=False, start_new_session=True, timeout=60,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (STOPPED, NOTHING)
    assert head(study, run) == before


@SIGNAL_GROUPS
def test_what_was_acknowledged_stands(study: Path, run: Run) -> None:
    before = head(study, run)
    with subprocess.Popen(
        [sys.executable, "-m", "annotator", "mark", study, "--coder", "A"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as marking:  # fmt: skip
        assert marking.stdin is not None
        assert marking.stdout is not None
        assert marking.stderr is not None
        for start in (0, 5):
            line = json.dumps({**CELL, "start": start, "end": 9, "codes": []})
            marking.stdin.write(f"{line}\n")
            marking.stdin.flush()
            assert len(marking.stdout.readline().strip()) == 36
        os.killpg(marking.pid, signal.SIGINT)
        err = marking.stderr.read()
    assert marking.returncode == STOPPED
    stands = "stopped: 2 changes that came before stand, and nothing is left half done.\n"
    assert err == f"annotator: {study}: {stands}"
    assert head(study, run) == before + 2
