"""Words are masked, or kept back, in whatever format they leave: each file is read back."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.cli.test_leaving import LINE, MEMO

EXAMPLE = "Call Anna Berg on +47 22 85 50 50."
MASKED = "Call [name] on [phone]."
TELLS = ("Anna", "22 85 50 50")


@pytest.fixture
def coded(run: Run, study: Path, tmp_path: Path) -> Path:
    """A study with a memo and an example of a code that tell who somebody is."""
    more = tmp_path / "more.csv"
    with more.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [["row", "set", "name", "examples"], ["code", "Extra", "Phoned", EXAMPLE]]
        )
    assert run("import", study, more, "--codebook").code == 0
    assert run("mark", study, "--coder", "RA-1", stdin=json.dumps(LINE)).code == 0
    return study


@pytest.fixture
def key(tmp_path: Path) -> Path:
    place = tmp_path / "elsewhere" / "key.csv"
    place.parent.mkdir()
    place.write_text("pseudonym,name\nP07,Anna Berg\n", encoding="utf-8")
    return place


def in_csv(place: Path) -> list[str]:
    with place.open(encoding="utf-8-sig", newline="") as stream:
        return [each["examples"] for each in csv.DictReader(stream)]


def in_workbook(place: Path) -> list[str]:
    sheet = openpyxl.load_workbook(place).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    return [str(row[head.index("examples")] or "") for row in rows]


def in_qdc(place: Path) -> list[str]:
    return [each.text or "" for each in ET.parse(place).getroot().iter() if each.text]


FORMATS = [
    ("codebook-csv", "csv", in_csv),
    ("codebook-xlsx", "xlsx", in_workbook),
    ("qdc", "qdc", in_qdc),
]


@pytest.mark.parametrize(("form", "ending", "read"), FORMATS)
def test_examples_of_codes_are_masked_in_each_format(
    run: Run, coded: Path, key: Path, tmp_path: Path, form: str, ending: str,
    read: Callable[[Path], list[str]],
) -> None:  # fmt: skip
    place = tmp_path / f"codes.{ending}"
    asked = ["export", coded, place, "--to", form, "--with-text", "--names", key]
    bare = run(*asked)
    assert (bare.code, bare.err) == (0, "")
    assert any(EXAMPLE in each for each in read(place))
    assert "leaks: 2 places surely" in bare.out
    assert not any(each in bare.out for each in TELLS)
    place.unlink()

    stopped = run(*asked, "--strict")
    assert (stopped.code, stopped.err) == (1, "")
    assert stopped.out.startswith("nothing is written\nleaks: ")
    assert not place.exists()

    done = run(*asked, "--strict", "--mask", "sure", "--json").json
    assert (done["files"], done["replaced"]) == ([str(place)], 2)
    assert any(MASKED in each for each in read(place))
    content = place.read_bytes()
    if zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            content = b"".join(map(archive.read, archive.namelist()))
    assert not any(each.encode() in content for each in TELLS)
    assert "2 places replaced" in run("journal", coded).out


def test_memos_are_masked_in_the_table_and_in_what_is_read(
    run: Run, coded: Path, key: Path, tmp_path: Path
) -> None:
    out = tmp_path / "memos"
    asked = ["memos", coded, "--out", out, "--with-text", "--names", key]
    stopped = run(*asked, "--strict")
    assert (stopped.code, stopped.err) == (1, "")
    assert stopped.out.startswith("nothing is written\nleaks: ")
    assert not out.exists()
    done = run(*asked, "--mask", "sure")
    assert done.code == 0
    assert "placeholders stand in 3 places" in done.out
    with (out / "memos.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["memo"] == "She told [name], [number], on [phone]. In Bergen."
    read = (out / "memos.md").read_text(encoding="utf-8")
    assert row["memo"] in read.replace("\\", "")  # brackets are escaped there
    assert not any(each in read for each in TELLS)
    assert run("memos", coded, "--json").json["memos"][0]["memo"] == MEMO  # the study keeps it
    both = run(*asked, "--mask", "all", "--json")
    assert (both.code, both.out, both.err.count("\n")) == (2, "", 1)
    assert "--json" in both.err
    refused = run("memos", coded, "--out", tmp_path / "two", "--mask", "sure")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)


def test_what_is_said_of_codes_is_looked_through_too(run: Run, coded: Path, tmp_path: Path) -> None:
    """Whoever writes a definition may have named a person in it."""
    table = tmp_path / "more.csv"
    said = {"definition": "As when Kari rang 99 88 77 66", "include": "mail a@b.no", "exclude": ""}
    with table.open("w", encoding="utf-8", newline="") as stream:
        written = csv.DictWriter(stream, ["row", "set", "name", *said])
        written.writeheader()
        written.writerow({"row": "code", "set": "Extra", "name": "Rang", **said})
    assert run("import", coded, table, "--codebook").code == 0
    place = tmp_path / "codes.csv"
    done = run("export", coded, place, "--to", "codebook-csv", "--with-text", "--mask", "all")
    assert (done.code, done.err) == (0, "")
    with place.open(encoding="utf-8-sig", newline="") as stream:
        row = next(each for each in csv.DictReader(stream) if each["name"] == "Rang")
    assert not any(each in row["definition"] + row["include"] for each in ("99 88", "a@b.no"))
    assert "[mail]" in row["include"]
