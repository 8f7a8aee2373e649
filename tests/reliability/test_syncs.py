"""A short form of what is synced before a file takes its place, with controls that must not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.syncs import CALLS, FEW, judged, seen
from tests.reliability.traced import STRACE, under_strace

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="judged on Linux"),
    pytest.mark.skipif(STRACE is None, reason="needs strace, which .ci/run installs"),
]

PROGRAM = """
import os
os.mkdir("f")
folder, here = (os.open(each, os.O_RDONLY) for each in ("f", "."))
draft = os.open("f/draft", os.O_RDWR | os.O_CREAT)
early = "{early}"
if early: os.fsync(draft)
os.write(draft, b"content")
if {file}: os.fsync(draft)
if {late}: os.fsync(folder)
os.replace("f/draft", "f/goal")
if {folder}: os.fsync(folder)
if {above}: os.fsync(here)
if {after}: os.write(draft, b"more")
"""
WELL = {"early": "", "file": 1, "late": 0, "folder": 1, "above": 1, "after": 0}
TOO_EARLY = "goal is put in place before it is on the disk"
NO_NAME = "the name of goal is not on the disk"


@pytest.mark.parametrize(
    ("otherwise", "wrong"),
    [
        ({}, []),
        ({"file": 0}, [TOO_EARLY]),
        ({"file": 0, "early": "1"}, [TOO_EARLY]),
        ({"folder": 0}, [NO_NAME]),
        ({"folder": 0, "late": 1}, [NO_NAME]),
        ({"above": 0}, ["the name of f is not on the disk"]),
        ({"after": 1}, ["goal is written after that"]),
    ],
)
def test_a_program_that_leaves_a_sync_out_is_found(
    tmp_path: Path, otherwise: dict[str, object], wrong: list[str]
) -> None:
    program = PROGRAM.format(**{**WELL, **otherwise})
    log = tmp_path / "log"
    command = under_strace([sys.executable, "-c", program], log, CALLS)
    subprocess.run(command, cwd=tmp_path, check=True)
    assert seen(log, tmp_path).ended() == wrong


def test_whole_files_are_on_the_disk_before_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    found = {
        command: (len(disk.put), wrong)
        for command, disk, wrong in judged(tmp_path / "lab", tmp_path / "log", FEW)
    }
    assert {command: wrong for command, (_, wrong) in found.items()} == {each: [] for each in FEW}
    assert min(put for put, _ in found.values()) > 0
