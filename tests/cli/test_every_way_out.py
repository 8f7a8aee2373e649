"""Every command by which something leaves a study: without words, or looked through and put down.

A new command, or a new format of `export`, is to be sorted in here first: nothing else tells
whether its author has thought of the words.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PHONE, OTHER, WORD = "99 88 77 66", "41 23 45 67", "quicksilver"
SAID = f"{WORD} rang on {PHONE}"
CELL = {"dyad": "D07", "session": 5, "account": "patient"}
COMMON = ("--dyad", "D07", "--session", "5", "--account", "patient")
BOOK = f"""row,set,unit,name,definition,examples,minimum,maximum
set,Whole,account,,,,,
code,Whole,,Warm,,,,
code,Extra,,Phoned,who rang {OTHER},{SAID},,
"""

TAKES_IN = frozenset(["import", "inspect", "mark", "judge", "merge", "measures"])
"""What comes in, or is shown of a file that is no study."""

STAYS = frozenset(
    ["open", "demo", "new", "people", "move", "done", "round", "freeze", "assign", "return",
     "backup", "passphrase", "recovery-key", "publish", "rescue", "restore", "erase",
     "coders", "check"]
)  # fmt: skip
"""What writes a study, a part of it under a passphrase, or its key; and no word in the open."""

PRINTS = {
    "moments": ["--json"],
    "memos": ["--json"],
    "text": [*COMMON],
    "search": ["quicksilver"],
    "judgements": ["--json"],
}
"""What prints words, since that is what it is asked for: the record says so."""

BARE: dict[str, list[str]] = {
    "show": ["--json"],
    "matrix": ["--json"],
    "co-occurrence": ["--json"],
    "progress": ["--json"],
    "journal": ["--json"],
    "agreement": ["--report", "OUT"],
    "analyse": ["--kind", "lag", "--json"],
    "pictures": ["OUT", "--to", "svg", "--kind", "page"],
    "feedback": ["--coder", "RA-1"],
    "export csv": ["OUT", "--to", "csv"],
    "export agreement": ["OUT", "--to", "agreement"],
    "export codebook-csv": ["OUT.csv", "--to", "codebook-csv"],
    "export codebook-xlsx": ["OUT.xlsx", "--to", "codebook-xlsx"],
    "export qdc": ["OUT.qdc", "--to", "qdc"],
    "memos --out": ["--out", "OUT"],
    "journal --to": ["--to", "OUT.csv"],
}
"""What leaves without a word that somebody said or wrote."""

WORDED: dict[str, list[str]] = {
    name: [*BARE[name], "--with-text"]
    for name in ("pictures", "export csv", "export codebook-csv", "export codebook-xlsx",
                 "export qdc", "memos --out")
}  # fmt: skip
"""The same with words: each is looked through, masked where that is asked for, and put down."""

OF_THE_BOOK = frozenset(["codebook", "guide"])
"""What prints the study's own book and questions, which the PI has written."""


@pytest.fixture
def told(run: Run, study: Path, tmp_path: Path) -> Path:
    """A study in which all that people write has the two marks, of two coders who are done."""
    (tmp_path / "p5.txt").write_text(f"I: And then?\nP: {SAID}\n", encoding="utf-8")
    (tmp_path / "book.csv").write_text(BOOK, encoding="utf-8")
    assert run("import", study, tmp_path / "p5.txt", *COMMON).code == 0
    assert run("import", study, tmp_path / "book.csv", "--codebook").code == 0
    for coder in ("RA-1", "RA-2"):
        line = {**CELL, "start": 10, "end": 10 + len(SAID), "codes": ["Shame"], "memo": SAID}
        assert run("mark", study, "--coder", coder, stdin=json.dumps(line)).code == 0
        line = {**CELL, "set": "Whole", "codes": ["Warm"], "memo": SAID}
        assert run("judge", study, "--coder", coder, stdin=json.dumps(line)).code == 0
        assert run("done", study, "--coder", coder).code == 0
    return study


def words_in(place: Path) -> str:
    """All that a file says, unpacked, or all files of a folder."""
    files = [place] if place.is_file() else sorted(e for e in place.rglob("*") if e.is_file())
    return "\n".join(text for each in files for text in unpacked(each.read_bytes()))


def unpacked(content: bytes) -> Iterator[str]:
    if not content.startswith(b"PK"):
        yield content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name).decode("utf-8", "replace")


def led_out(run: Run, study: Path, name: str, asked: list[str], out: Path) -> str:
    """What a command prints, and what its files say."""
    arguments = [each.replace("OUT", str(out / "out")) for each in asked]
    out.mkdir()
    done = run(name.partition(" ")[0], study, *arguments)
    assert (done.code, done.err) == (0, ""), name
    said = words_in(out)
    assert said or not any("OUT" in each for each in asked), name
    return done.out + said


def record_of(run: Run, study: Path) -> list[str]:
    """What the record says that left, or was printed."""
    entries = run("journal", study, "--json").json["entries"]
    return [each["action"] for each in entries if re.match("Export|Print", each["action"])]


def test_every_command_is_sorted_in(run: Run) -> None:
    commands = set(re.findall(r"^    ([a-z-]+)", run("--help").out, re.MULTILINE))
    told = " ".join(run("export", "--help").out.split())
    formats = re.search(r" --to FORMAT ([a-z, -]+) --round", told)
    assert formats is not None
    forms = set(re.findall(r"[a-z-]+", formats[1])) - {"or"}
    sorted_in = TAKES_IN | STAYS | OF_THE_BOOK | PRINTS.keys() | {e.split()[0] for e in BARE}
    assert commands == sorted_in
    assert {f"export {each}" for each in forms} == {e for e in BARE if e.startswith("export ")}
    with_words = {e for e in commands if "--with-text" in run(e, "--help").out}
    assert with_words == {each.split()[0] for each in WORDED} | {"feedback"}


@pytest.mark.parametrize("name", BARE)
def test_without_being_asked_no_word_leaves(
    run: Run, told: Path, tmp_path: Path, name: str
) -> None:
    said = led_out(run, told, name, BARE[name], tmp_path / "left")
    assert said.strip()
    assert WORD not in said
    assert PHONE not in said


@pytest.mark.parametrize("name", WORDED)
def test_words_that_leave_are_masked_and_put_down(
    run: Run, told: Path, tmp_path: Path, name: str
) -> None:
    asked = WORDED[name]
    before = record_of(run, told)
    said = led_out(run, told, name, asked, tmp_path / "left")
    assert WORD in said
    assert PHONE in said
    masked = led_out(run, told, name, [*asked, "--mask", "sure"], tmp_path / "masked")
    assert WORD in masked
    assert PHONE not in masked
    assert OTHER not in masked  # of a definition, which leaves with every codebook
    held = [each.replace("OUT", str(tmp_path / "held")) for each in asked]
    assert run(name.partition(" ")[0], told, *held, "--strict").code == 1
    assert not list(tmp_path.glob("held*"))
    first, second = record_of(run, told)[len(before) :]
    assert "with words" in first
    assert "replaced" in second


@pytest.mark.parametrize("name", PRINTS)
def test_what_prints_words_says_so_in_the_record(
    run: Run, told: Path, tmp_path: Path, name: str
) -> None:
    assert record_of(run, told) == []
    for _ in range(2):  # once in twelve hours
        assert WORD in led_out(run, told, name, PRINTS[name], tmp_path / str(_))
        (entry,) = record_of(run, told)
        assert entry.startswith("Print ")
        assert "with words" in entry
        assert WORD not in entry
