"""The guide's table: what is read of it, and one sentence for what does not fit."""

from __future__ import annotations

import pytest

from annotator.domain.errors import UserError
from annotator.formats.guide_csv import read_guide

GUIDE = (
    "name;text;parent;wordings;voices;notes\n"
    "Q1;What helped?;;What helped | how did it help you ;Therapist|patient;x\n"
    "Q1 then;;Q1;and then;;\n"
)


def test_rows_wordings_and_voices() -> None:
    rows, notes = read_guide(GUIDE.encode(), "guide.csv")
    assert rows[0].wordings == ("What helped", "how did it help you")
    assert rows[0].voices == ("therapist", "patient")
    assert (rows[1].parent, rows[1].text, rows[1].line) == ("Q1", "", 3)
    assert [note.what for note in notes] == ["the column 'notes' is unknown and was not read"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("text\nx\n", "guide.csv, line 1: the column 'name' is missing"),
        ("name\n", "guide.csv: there is no question in it"),
        ("name,text\nQ1,a\n,b\n", "guide.csv, line 3: the question has no name"),
        ("name\nQ1\nq1\n", "guide.csv, line 3: 'q1' stands in line 2 too"),
        ("name,parent\nQ1,Q2\n", "guide.csv, line 2: there is no question 'Q2'"),
        ("name,parent\nQ1,Q1\n", "guide.csv, line 2: 'Q1' is no main question"),
        ("name,wordings\nQ1,(.*)\n", "guide.csv, line 2: the wording '(.*)' has no word"),
        ("name,wordings\nQ1,a\nQ2,b|?\n", "guide.csv, line 3: the wording '?' has no word"),
        ("name,wordings\nQ1,a| |b\n", "guide.csv, line 2: a wording is empty"),
        ("name,voices\nQ1,patient|alien\n", "guide.csv, line 2: 'alien' is no voice of the"),
        ("name,parent\nQ1,\nQ2,Q1\nQ3,Q2\n", "guide.csv, line 4: 'Q2' is no main question"),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(table: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        read_guide(table.encode(), "guide.csv", ("therapist", "patient", "Observer"))
    assert caught.value.sentence.startswith(told)


def test_voices_are_written_as_the_study_writes_them() -> None:
    table = b"name,voices\nQ1,observer|PATIENT\nQ2,\n"
    rows, _ = read_guide(table, "guide.csv", ("therapist", "patient", "Observer"))
    assert [row.voices for row in rows] == [("Observer", "patient"), ()]


def test_a_long_header_is_quoted_in_part() -> None:
    _, notes = read_guide(f"name,{'x' * 500}\nQ1,\n".encode(), "guide.csv")
    [note] = notes
    assert "x" * 39 + "…" in note.what
    assert len(note.what) < 100
