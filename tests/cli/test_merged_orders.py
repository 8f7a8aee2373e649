"""The same files merged in another order give the same listing and the same table."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotator.storage import creation, opening
from annotator.storage.key import Profile
from tests.cli.conftest import Run

CELL = {"dyad": "D07", "session": 3, "account": "patient"}


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


@pytest.fixture
def copies(study: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """One file of work, gone on with on two machines: each marks the same passages twice."""
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "of RA-1")
    first = tmp_path / "one.iprwork"
    assert run("assign", study, "--round", "R1", "--coder", "RA-1", first).code == 0
    works = [first, Path(shutil.copy(first, tmp_path / "two.iprwork"))]
    spans = [(60, 80), (27, 37), (27, 37), (60, 80)]
    for work in works:
        with monkeypatch.context() as machine:
            machine.setenv("ANNOTATOR_HOME", str(tmp_path / f"home of {work.stem}"))
            machine.setattr("platform.node", lambda work=work: work.stem)
            lines = [
                json.dumps({**CELL, "start": start, "end": end, "codes": [], "memo": work.stem})
                for start, end in spans
            ]
            assert run("mark", work, "--coder", "RA-1", stdin="\n".join(lines)).code == 0
            assert run("return", work).code == 0
    return works


def test_passages_marked_twice_come_out_alike_in_whatever_order_they_came_in(
    study: Path, run: Run, tmp_path: Path, copies: list[Path]
) -> None:
    told, tables = [], []
    for name, order in (("there", copies), ("back", copies[::-1])):
        merged = Path(shutil.copy(study, tmp_path / f"{name}.iprstudy"))
        for work in order:
            assert run("merge", merged, work).code == 0
        told.append(run("moments", merged, "--json").out)
        out = tmp_path / f"out {name}"
        assert run("export", merged, out, "--to", "csv", "--with-text").code == 0
        tables.append((out / "moments.csv").read_bytes())
    assert told[0] == told[1]
    assert tables[0] == tables[1]
    rows = json.loads(told[0])["moments"]
    assert [(row["start"], row["end"]) for row in rows] == [(27, 37)] * 4 + [(60, 80)] * 4


def test_progress_tells_from_how_many_machines_work_came_back(
    study: Path, run: Run, copies: list[Path]
) -> None:
    assert run("merge", study, copies[0]).code == 0
    assert "machines" not in run("progress", study).out
    assert run("merge", study, copies[1]).code == 0
    assert ", worked on 2 machines" in run("progress", study).out
