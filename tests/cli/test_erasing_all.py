"""A study with all that gathers about one: after an erasure each file is clean, or is named."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.domain.edits import Replace, added
from annotator.domain.filter import Filter
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from tests.cli.conftest import Run
from tests.reliability.erasure import forms_of, left_in

SAID = ("Ærlig talt følte jeg meg ganske liten der inne.", "Døra gikk så høyt igjen bak meg.")
NAME = "Solfrid Ødegård"
MARKERS = (SAID[0][16:], SAID[1][5:], NAME)
"""What nobody else's text has, whoever writes it down; and what only the key of names knows."""
CODER = ("--coder", "RA-1")
EDITOR = "Ane"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of this test only, which are looked through too."""
    place = tmp_path / "home"
    monkeypatch.setenv("ANNOTATOR_HOME", str(place))
    monkeypatch.setenv("ANNOTATOR_PACKAGE_PASSPHRASE", "pass words of the work")
    return place


@pytest.fixture
def lab(tmp_path: Path, master: Path, run: Run) -> Path:
    """The study, in a folder with all that a lab has made of it meanwhile."""
    folder = tmp_path / "lab"
    shutil.copytree(master, folder)
    place = folder / "small.iprstudy"
    apart = tmp_path / "apart"
    apart.mkdir()
    (apart / "said.txt").write_text("\n".join(f"P: {each}" for each in SAID), encoding="utf-8")
    (apart / "key.csv").write_text(f"pseudonym,name\nP09,{NAME}\n", encoding="utf-8")
    (folder / "plan.csv").write_text(
        "dyad,session,account,participant,status,file\n"
        f"D09,1,patient,P09,held,{apart / 'said.txt'}\n",
        encoding="utf-8",
    )
    assert run("import", place, "--plan", folder / "plan.csv").code == 0
    mark = {"dyad": "D09", "session": 1, "account": "patient", "start": 0, "end": 9, "codes": []}
    assert run("mark", place, *CODER, stdin=json.dumps({**mark, "memo": SAID[0]})).code == 0
    _quote(place)
    assert run("backup", place).code == 0
    to = ("--to", "csv", "--with-text", "--names", apart / "key.csv")
    assert run("export", place, folder / "exported", *to).code == 0
    for coder in ("RA-2", "RA-3"):
        work = folder / f"{coder}.iprwork"
        assert run("assign", place, "--round", "R1", "--coder", coder, work).code == 0
        lines = [json.dumps({**mark, "memo": f"{coder}: {SAID[1]}"})]
        lines.append(json.dumps({**mark, "dyad": "D07", "session": 3, "memo": f"as {SAID[0]}"}))
        assert run("mark", work, "--coder", coder, stdin="\n".join(lines)).code == 0
        assert run("return", work).code == 0
    assert run("merge", place, folder / "RA-2.iprwork").code == 0
    assert run("rescue", place, folder / "small rescued.iprstudy").code == 0
    whole = place.read_bytes()
    (folder / "small damaged.iprstudy").write_bytes(whole[:4096] + b"\xff" * 512 + whole[4608:])
    left = folder / ".small.iprstudy.0badcafe.new"
    left.write_bytes(whole)
    long_ago = time.time() - 7200
    os.utime(left, (long_ago, long_ago))
    assert run("new", folder / "other.iprstudy", "--title", "Other", "--plain").code == 0
    return place


def _quote(place: Path) -> None:
    """Filter, example, a memo that is deleted again, former states: by a person at the window."""
    with open_study(place) as study:
        coder = next(iter(study.view.coders.values()))
        rules = (("words", SAID[1]),)
        own = Filter(id=new_id(), coder_id=coder.id, name="about the door", rules=rules)
        note = Memo(
            id=new_id(), coder_id=coder.id, about="study", about_id=study.view.study.id,
            text=f"“{SAID[0]}”",
        )  # fmt: skip
        study.do(added(own, note), "filter and memo")
        study.do(Replace(note, replace(note, text="put in other words")), "memo")
        study.do(Replace(replace(note, text="put in other words"), None), "delete")
        _with_example(study, SAID[1])


def _with_example(study: OpenStudy, example: str) -> None:
    book = study.view.codebook
    first, *rest = book.sets
    code, *codes = first.codes
    made = replace(first, codes=(replace(code, examples=(*code.examples, example)), *codes))
    study.do(Replace(book, replace(book, sets=(made, *rest))), "example")


def holding(folder: Path) -> set[str]:
    """Files below a folder that hold some of it in any form, by their place there."""
    return set(_holding(folder))


def _holding(folder: Path) -> Iterator[str]:
    for each in folder.rglob("*"):
        if each.is_file() and left_in_file(each):
            yield each.relative_to(folder).as_posix()


def left_in_file(path: Path) -> bool:
    """Whether a file holds one of the markers."""
    content = path.read_bytes().lower()
    return any(form.lower() in content for marker in MARKERS for form in forms_of(marker))


def test_each_file_is_clean_afterwards_or_is_named(lab: Path, run: Run, home: Path) -> None:
    folder = lab.parent
    before = holding(folder)
    assert {
        "small.iprstudy", "small rescued.iprstudy", "small damaged.iprstudy",
        ".small.iprstudy.0badcafe.new", "exported/moments.csv",
    } <= before  # fmt: skip
    assert any(each.startswith("small backups/") for each in before)
    assert holding(home) == set(), "nothing of it ever stood there"
    certificate = home.parent / "P09.txt"
    listed = run("erase", lab, "--participant", "P09", "--list")
    ran = run("erase", lab, "--participant", "P09", "--yes", "--certificate", certificate)
    assert (ran.code, ran.err) == (0, "")
    said = certificate.read_text("utf-8")
    kept = holding(folder)
    assert not {each for each in kept if each.startswith((".", "small backups/"))}
    assert "small.iprstudy" not in kept
    assert left_in(folder / "small backups", None, MARKERS) == {}
    for each in ("small damaged.iprstudy", "small rescued.iprstudy", "RA-2.iprwork"):
        assert each in said
        assert each in listed.out, "it is told before"
    assert {each for each in kept if each.endswith(".iprstudy")} == {
        "small damaged.iprstudy", "small rescued.iprstudy",
    }  # fmt: skip
    assert "other.iprstudy" not in said, "that is another study"
    others = {each for each in kept if not each.endswith(".iprstudy")}
    assert {each.partition("/")[0] for each in others} == {"exported"}
    assert "exports that the journal tells of" in said
    assert "the transcript files that were imported" in said
    assert holding(home) == set()
    for path in (certificate, certificate.with_suffix(".json")):
        assert not left_in_file(path)


def test_what_was_out_and_what_was_rescued_bring_nothing_back(lab: Path, run: Run) -> None:
    folder = lab.parent
    erase = ("--participant", "P09", "--yes")
    assert run("erase", lab, *erase).code == 0
    assert run("merge", lab, folder / "RA-2.iprwork", folder / "RA-3.iprwork").code == 0
    assert not left_in_file(lab)
    assert run("erase", folder / "small rescued.iprstudy", *erase).code == 0
    rescued = folder / "small rescued.iprstudy"
    assert not left_in_file(rescued)
    assert run("merge", rescued, folder / "RA-3.iprwork").code == 0
    assert not left_in_file(rescued)
    assert run("check", lab).code == run("check", rescued).code == 0
