"""Bare tables for agreement: three layouts, any delimiter and encoding, errors with their place."""

from __future__ import annotations

from functools import partial

import pytest

from annotator.domain.errors import UserError
from annotator.formats.agreement_csv import Layout, read_ratings, read_spans


def test_units_keep_every_string_and_tell_missing_from_words():
    table = read_ratings(b"unit,coder,value\n1,A,n/a\n1,B,\n2,A,a|b\n2,B,|\n", "t.csv")
    assert [row.value for row in table.rows] == ["n/a", "", "a|b", "|"]
    assert [row.line for row in table.rows] == [2, 3, 4, 5]
    assert not table.has_documents
    assert table.notes == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(delimiter, encoding):
    rows = [("Value", "CODER", "unit", "document"), ("zögernd", "A", "1", "D1")]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    table = read_ratings(text.encode(encoding), "t.csv")
    (row,) = table.rows
    assert (row.unit, row.coder, row.value, row.document) == ("1", "A", "zögernd", "D1")
    assert table.has_documents
    assert any("cp1252" in note for note in table.notes) == (encoding == "cp1252")


def test_one_unit_name_may_stand_in_two_documents():
    content = b"document,unit,coder,value\nD1,1,A,x\nD2,1,A,y\n"
    assert len(read_ratings(content, "t.csv").rows) == 2


def test_other_columns_are_named_and_not_read():
    table = read_ratings(b"unit,coder,value,memo\n1,A,x,so\n", "t.csv")
    assert table.notes == ("the column 'memo' was not read",)


WRONG: list[tuple[Layout, str, str, str]] = [
    ("units", "unit,value\n1,x\n", "line 1", "'coder' is missing"),
    ("units", "unit,coder,value\n", "t.csv", "no row"),
    ("units", "", "t.csv", "empty"),
    ("units", "unit,coder,value\n,A,x\n", "line 2, column unit", "empty"),
    ("units", "unit,coder,value\n1,A,x\n1,,x\n", "line 3, column coder", "empty"),
    ("units", "unit,coder,value\n1,A,x\n\n1,A,y\n", "line 4, column unit", "first in line 2"),
    ("units", "unit,coder,value,document\n1,A,x,\n", "line 2, column document", "empty"),
    ("units", 'unit,coder,value\n1,A,"x\n', "line 2", "cannot be read"),
    ("units", "unit,coder,value\n1,A,x,y\n", "line 2", "4 cells"),
    ("ratings", "target,coder,rating\n1,A,3\n1,B,n/a\n", "line 3, column rating", "no number"),
    ("ratings", "target,coder,rating\n1,A,inf\n", "line 2, column rating", "no number"),
    ("ratings", "unit,coder,value\n1,A,3\n", "line 1", "'target' is missing"),
    ("spans", "document,coder,start,end,value\nD,A,5,5,x\n", "line 2, column end", "not after"),
    ("spans", "document,coder,start,end,value\nD,A,-1,5,x\n", "line 2, column start", "position"),
    ("spans", "document,coder,start,end,value\nD,A,1.5,5,x\n", "line 2, column start", "position"),
    ("spans", "document,coder,start,end,value\nD,A,,5,x\n", "line 2, column start", "empty"),
    ("spans", "document,coder,start,end,value\nD,,1,5,x\n", "line 2, column coder", "empty"),
]


@pytest.mark.parametrize(("layout", "text", "place", "what"), WRONG)
def test_an_error_names_its_place(layout, text, place, what):
    read = read_spans if layout == "spans" else partial(read_ratings, layout=layout)
    with pytest.raises(UserError) as caught:
        read(text.encode(), "t.csv")
    assert place in caught.value.where
    assert what in caught.value.what
    assert caught.value.hint


def test_ratings_are_numbers_or_missing():
    table = read_ratings(b"target;coder;rating\n1;A;-3\n1;B;\n2;A;+1.5e0\n", "t.csv", "ratings")
    assert [row.value for row in table.rows] == ["-3", "", "+1.5e0"]


def test_a_row_without_a_span_says_that_the_coder_did_the_document():
    content = b"document,coder,start,end,value\nD1,A,,,\nD1,B,0,4,x\nD1,C,2,4,\n"
    table = read_spans(content, "t.csv")
    assert [(row.coder, row.start, row.end, row.value) for row in table.rows] == [
        ("A", 0, 0, ""),
        ("B", 0, 4, "x"),
        ("C", 0, 0, ""),
    ]
    assert table.notes == ("1 spans have no value and were left out",)
