"""Runs the commands as a script would: arguments in, exit code and two streams out."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with arguments and, if given, lines on standard input."""

    def go(*arguments: object, stdin: str | bytes = b"") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capfdbinary.readouterr()
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return go


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `study` is a copy of, made by the commands. Nothing is written there."""
    folder = tmp_path_factory.mktemp("master")
    codebook = folder / "codebook.csv"
    codebook.write_text(
        "row,set,name,key,minimum,maximum\n"
        "code,Moments,Shame,H,,\ncode,Moments,Distance,D,,\nscale,Moments,Intensity,,1,5\n",
        encoding="utf-8",
    )
    transcript = folder / "p.txt"
    transcript.write_text(TRANSCRIPT, encoding="utf-8")
    place = folder / "small.iprstudy"
    words = ["new", str(place), "--title", "Small", "--codebook", str(codebook), "--plain"]
    assert main(words) == 0
    cell = ["--dyad", "D07", "--session", "3", "--account", "patient"]
    assert main(["import", str(place), str(transcript), *cell]) == 0
    return folder


@pytest.fixture
def study(tmp_path: Path, master: Path) -> Path:
    """A plain study with the sample's codebook and one interview, D07 session 3 patient."""
    shutil.copytree(master, tmp_path, dirs_exist_ok=True)
    return tmp_path / "small.iprstudy"


TRANSCRIPT = (
    "I: What was going on here?\n"
    "[video 12:30-12:48]\n"
    "P: I laughed 😀 because I was embarrassed. I wanted to take it back.\n"
    "I: Did she know?\n"
    "P: No, I don\u00a0think so; e\u0301tait שלום [stop 15:00] and then it passed.\n"
)
