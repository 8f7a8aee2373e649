"""Runs the commands as a script would: arguments in, exit code and two streams out."""

from __future__ import annotations

import io
import json
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


@pytest.fixture
def study(tmp_path: Path, run: Run) -> Path:
    """A plain study with the sample's codebook and one interview, D07 session 3 patient."""
    codebook = tmp_path / "codebook.csv"
    codebook.write_text(
        "row,set,name,key,minimum,maximum\n"
        "code,Moments,Shame,H,,\ncode,Moments,Distance,D,,\nscale,Moments,Intensity,,1,5\n",
        encoding="utf-8",
    )
    transcript = tmp_path / "p.txt"
    transcript.write_text(TRANSCRIPT, encoding="utf-8")
    place = tmp_path / "small.iprstudy"
    assert run("new", place, "--title", "Small", "--codebook", codebook, "--plain").code == 0
    cell = ("--dyad", "D07", "--session", "3", "--account", "patient")
    assert run("import", place, transcript, *cell).code == 0
    return place


TRANSCRIPT = (
    "I: What was going on here?\n"
    "[video 12:30-12:48]\n"
    "P: I laughed 😀 because I was embarrassed. I wanted to take it back.\n"
    "I: Did she know?\n"
    "P: No, I don\u00a0think so; e\u0301tait שלום [stop 15:00] and then it passed.\n"
)
