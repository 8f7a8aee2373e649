"""Codebook tables: a minimal hand-made one, a full one, and each fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.formats.codebook_csv import read_codebook

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "codebook.csv"


def test_a_hand_made_table_is_enough() -> None:
    rows, _ = read_codebook(b"name,key,definition\nRupture,r,a break\nRepair,,\n", "c.csv")
    assert [(r.line, r.row, r.code_set, r.name, r.key, r.definition) for r in rows] == [
        (2, "code", "Codes", "Rupture", "R", "a break"),
        (3, "code", "Codes", "Repair", "", ""),
    ]
    assert (rows[0].unit, rows[0].exclusive, rows[0].parent) == ("span", False, "")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    lines = ["Name,Key,Definition", 'Nærhet,n2,"one, two; three"'.replace("n2", "a"), ""]
    text = "\r\n".join(lines).replace(",", delimiter).replace(f"one{delimiter} two", "one, two")
    (row,), _ = read_codebook(text.encode(encoding), "c.csv")
    assert (row.name, row.key, row.definition) == ("Nærhet", "A", "one, two; three")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_line_that_tells_excel_the_delimiter_is_no_header(delimiter: str) -> None:
    words = "one, two; three" if delimiter == "\t" else '"one, two; three"'
    lines = (f"sep={delimiter}", "name,definition", f"A,{words}", "A,", "")
    text = "\r\n".join(lines).replace(",", delimiter).replace(f"one{delimiter} two", "one, two")
    with pytest.raises(UserError, match="stands in line 3 already") as refused:
        read_codebook(text.encode(), "c.csv")
    assert refused.value.where == "c.csv, line 4"
    (row,), _ = read_codebook("\r\n".join(text.split("\r\n")[:3]).encode("utf-8-sig"), "c.csv")
    assert (row.line, row.name, row.definition) == (3, "A", "one, two; three")


def test_a_full_table() -> None:
    table = (
        "row,set,name,parent,key,unit,exclusive,obligatory,accounts,roles,minimum,maximum,anchors,"
        "examples,retired\n"
        "set,Moves,,,,turn,yes,1,therapist|patient,therapist,,,,,\n"
        "code,Moves,Shift,,a,,,,,,,,,one | two,\n"
        "code,Moves,Down,Shift,,,,,,,,,,,yes\n"
        'scale,Moves,Depth,,,,,,,,-3,3,"-3=none|0=so-so|3=all",,\n'
    )
    (head, shift, down, depth), _ = read_codebook(table.encode(), "c.csv")
    assert (head.name, head.unit, head.exclusive, head.obligatory) == ("Moves", "turn", True, True)
    assert (head.accounts, head.roles) == (("therapist", "patient"), ("therapist",))
    assert (shift.key, shift.examples, down.parent, down.retired) == (
        "A",
        ("one", "two"),
        "Shift",
        True,
    )
    assert (depth.minimum, depth.maximum) == (-3, 3)
    assert depth.anchors == ((-3, "none"), (0, "so-so"), (3, "all"))


def test_the_sample_codebook_is_read_whole() -> None:
    rows, _ = read_codebook(SAMPLE.read_bytes(), "codebook.csv")
    assert len({row.key for row in rows if row.key}) == sum(1 for row in rows if row.key) > 5
    assert {"set", "code", "scale"} == {row.row for row in rows}


@pytest.mark.parametrize(
    ("table", "line", "says"),
    [
        ("name\nA\na\n", 3, "line 2 already"),
        ("name,key\nA,a\nB,A\n", 3, "the key A belongs to 'A'"),
        ("name,key\nA,ab\n", 2, "no single letter"),
        ("name,key\nA,1\n", 2, "no single letter"),
        ("name,key\nA,/\n", 2, "no single letter"),
        ("name,key\nA,j\n", 2, "window's own"),
        ("name,key\nA,X\n", 2, "window's own"),
        ("name,parent\nA,B\n", 2, "is no code"),
        ("set,name,parent\nS,A,B\nR,B,\n", 2, "is no code"),
        ("name,parent\nA,B\nB,A\n", 2, "under itself"),
        ("name,parent\nA,A\n", 2, "under itself"),
        ("row,name\nscale,A\n", 2, "minimum or maximum"),
        ("row,name,minimum,maximum\nscale,A,5,1\n", 2, "from 5 to 1"),
        ("row,name,minimum,maximum\nscale,A,x,1\n", 2, "no whole number"),
        ("row,name,minimum,maximum,anchors\nscale,A,1,5,6=x\n", 2, "outside or twice"),
        ("row,name,minimum,maximum,anchors\nscale,A,1,5,1=x|1=y\n", 2, "outside or twice"),
        ("row,name,minimum,maximum,anchors\nscale,A,1,5,x\n", 2, "anchor"),
        ("row,name\nthing,A\n", 2, "'thing' is no row"),
        ("name,unit\nA,minute\n", 2, "'minute' is no unit"),
        ("name,exclusive\nA,maybe\n", 2, "neither yes nor no"),
        ("name,key\n,a\n", 2, "no name"),
        ("name\nA/B\n", 2, "a / in the name"),
        ("name,key\n\nA,a,b\n", 3, "3 cells"),
        ('name,key\nB,b\n"A,a\n', 3, "cannot be read"),
        ("name,name\nA,B\n", 1, "stands twice"),
        ("code,key\nA,a\n", 1, "'name' is missing"),
    ],
)
def test_each_fault_is_told_with_its_line(table: str, line: int, says: str) -> None:
    with pytest.raises(UserError) as caught:
        read_codebook(table.encode(), "c.csv")
    assert caught.value.where == f"c.csv, line {line}"
    assert says in caught.value.what
    assert caught.value.hint


@pytest.mark.parametrize("content", [b"", b"\n\n", b"name\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_table_is_told(content: bytes) -> None:
    with pytest.raises(UserError) as caught:
        read_codebook(content, "c.csv")
    assert caught.value.where == "c.csv"


def test_an_id_stands_once() -> None:
    table = b"name,id\nShame,1\nDistance,1\n"
    with pytest.raises(UserError, match="line 3: the id of this row stands in line 2"):
        read_codebook(table, "c.csv")
