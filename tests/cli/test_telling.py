"""What a command tells is stored first: nobody may be reading it any more."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from tests.cli.conftest import TRANSCRIPT, Run

CELL = {"dyad": "D07", "session": 3, "account": "patient"}
COMMON = ("--dyad", "D07", "--session", "3", "--account")
BOOK = "row,set,name,key\ncode,Moments,Relief,R\n"
PLAN = "dyad,session,account,participant,status,file\nD07,4,patient,P07,missing,\n"
SCORES = "dyad,session,wai\nD07,3,4\n"
Deaf = Callable[..., int]

STORES: dict[str, list[str]] = {
    "import": ["t.txt", *COMMON, "therapist"],
    "import --plan": ["--plan", "plan.csv"],
    "import --codebook": ["book.csv", "--codebook"],
    "measures": ["scores.csv", "--score", "wai=WAI:patient"],
    "measures --range": ["--range", "WAI=1-5"],
    "guide": ["guide.csv"],
    "mark": ["--coder", "A"],
    "judge": ["--coder", "A"],
    "done": ["--coder", "A"],
    "round": ["--name", "R2", "--coders", "A,B"],
    "coders": ["--add", "Ane"],
    "assign --due": ["--round", "R1", "--due", "2999-01-01"],
    "merge": ["one.iprwork"],
    "text": [*COMMON, "patient"],
    "measures --delete": ["--delete", "WAI"],
}
"""What has a record of its own in the journal, one after another in one study."""

MAKES: dict[str, tuple[str, list[str]]] = {
    "new": (
        "new.iprstudy", ["new.iprstudy", "--title", "New", "--plain", "--codebook", "table.csv"],
    ),
    "assign": ("two.iprwork", ["STUDY", "--round", "R1", "--coder", "RA-2", "two.iprwork"]),
    "return": ("work.iprwork", ["work.iprwork"]),
    "export": ("out/moments.csv", ["STUDY", "out", "--to", "csv"]),
    "export codebook": ("out.csv", ["STUDY", "out.csv", "--to", "codebook-csv"]),
    "journal": ("journal.csv", ["STUDY", "--to", "journal.csv"]),
    "erase": (
        "certificate.json",
        ["STUDY", "--participant", "P07", "--yes", "--certificate", "certificate.json", "--json"],
    ),
    "backup": ("backups", ["STUDY"]),
    "rescue": ("rescued.iprstudy", ["STUDY", "rescued.iprstudy"]),
    "passphrase": ("small.iprstudy", ["STUDY", "--encrypt"]),
}  # fmt: skip
"""What makes or changes a file, and which."""


@pytest.fixture
def lab(study: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with a participant, two files of work out, of which one is handed in."""
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "told by telephone")
    monkeypatch.setenv("ANNOTATOR_NEW_PASSPHRASE", "another one altogether")
    monkeypatch.chdir(study.parent)
    row = PLAN.replace("4,", "3,").replace("missing", "held")
    for name, text in {
        "t.txt": TRANSCRIPT.replace("P:", "T:"),
        "plan.csv": PLAN,
        "row.csv": row,
        "book.csv": BOOK,
        "table.csv": "name,colour of it\nRelief,red\n",
        "scores.csv": SCORES,
        "guide.csv": "name,text\nQ1,What was going on?\n",
        "whole.csv": "row,set,unit,name\nset,Whole,account,\ncode,Whole,,Warm\n",
    }.items():
        Path(name).write_text(text, encoding="utf-8")
    assert run("import", study, "--plan", "row.csv").code == 0
    assert run("import", study, "whole.csv", "--codebook").code == 0
    for name in ("one", "work"):
        assert run("assign", study, "--round", "R1", "--coder", "RA-1", f"{name}.iprwork").code == 0
    line = json.dumps({**CELL, "start": 0, "end": 5, "codes": []})
    assert run("mark", "one.iprwork", "--coder", "RA-1", stdin=line).code == 0
    assert run("return", "one.iprwork").code == 0
    return study


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Deaf:
    """Runs a command whose output goes into a pipe that nobody reads; gives the exit code."""

    def go(*arguments: object, stdin: str = "") -> int:
        reads, writes = os.pipe()
        os.close(reads)
        with os.fdopen(writes, "wb", buffering=0) as pipe, pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            out = io.TextIOWrapper(pipe, write_through=True)
            patch.setattr(sys, "stdout", out)
            code = main([str(each) for each in arguments])
            out.detach()
            pipe.write(b"into nothing by now")  # fails where nothing was told so far
        return code

    return go


def line_for(command: str) -> str:
    """What goes to a command's standard input."""
    if command == "judge":
        return json.dumps({**CELL, "set": "Whole", "codes": ["Warm"]})
    return json.dumps({**CELL, "start": 0, "end": 5, "codes": []}) if command == "mark" else ""


def test_what_is_told_is_stored(lab: Path, run: Run, deaf: Deaf) -> None:
    def entries() -> int:
        return len(run("journal", lab, "--json").json["entries"])

    before = entries()
    for name, words in STORES.items():
        command = name.split()[0]
        code = deaf(command, lab, *words, stdin=line_for(command))
        assert code == (2 if command in ("mark", "judge") else 0), name  # they say what is stored
        now = entries()
        assert now > before, name
        before = now


def test_what_is_told_is_on_the_disk(lab: Path, deaf: Deaf) -> None:
    def content(place: Path) -> bytes | list[str] | None:
        if place.is_dir():
            return sorted(each.name for each in place.iterdir())
        return place.read_bytes() if place.exists() else None

    for name, (made, words) in MAKES.items():
        place = next(lab.parent.glob(f"*{made}*"), lab.parent / made)
        before = content(place)
        given = [str(lab) if each == "STUDY" else each for each in words]
        assert deaf(name.split()[0], *given) == 0, name
        place = next(lab.parent.glob(f"*{made}*"), lab.parent / made)
        assert content(place) not in (None, before), name
