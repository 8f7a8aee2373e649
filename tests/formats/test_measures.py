"""Tables of scores: the same from CSV as Europe writes it and from a workbook; ugly files."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from annotator.domain.errors import UserError
from annotator.formats import limits
from annotator.formats.measures_csv import read_scores
from tests.formats.word_files import paragraph, word_file
from tests.formats.workbooks import part, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (
    ("Dyad", "session", "WAI_T", "note"),
    ("D01", 3, 4.25, None),
    (None, None, None, None),
    ("D02", 5.0, 3, " late "),
)


def cells(content: bytes, name: str, **asked):
    table = read_scores(content, name, **asked)
    return table.columns, [(each.number, dict(each.cells)) for each in table.lines]


def test_csv_with_semicolons_and_a_workbook_give_the_same_cells():
    text = "Dyad;session;WAI_T;note\r\nD01;3;4.25;\r\n;;;\r\nD02;5;3; late \r\n"
    expected = (
        ("dyad", "session", "wai_t", "note"),
        [
            (2, {"dyad": "D01", "session": "3", "wai_t": "4.25", "note": ""}),
            (4, {"dyad": "D02", "session": "5", "wai_t": "3", "note": "late"}),
        ],
    )
    assert cells(text.encode("cp1252"), "w.csv") == expected
    assert cells(workbook(*ROWS), "w.xlsx") == expected
    assert read_scores(workbook(*ROWS), "w.xlsx").row_word == "row"


def test_dates_and_truth_are_texts_that_nobody_takes_for_scores():
    content = workbook(("dyad", "a", "b"), ("D01", True, dt.date(2026, 3, 1)))
    ((_, row),) = cells(content, "w.xlsx")[1]
    assert (row["a"], row["b"]) == ("TRUE", "2026-03-01T00:00:00")


def test_the_first_sheet_that_is_shown_is_read_and_that_is_told():
    content = workbook(("x",), (1,), hidden=("Scores",), Session=[("dyad",), ("D09",)], Old=[])
    table = read_scores(content, "w.xlsx")
    assert (table.sheet, table.sheets) == ("Session", ("Scores", "Session", "Old"))
    assert [note.what for note in table.notes] == ["the first of 3 sheets was read, Session"]
    assert read_scores(content, "w.xlsx", sheet="Scores").columns == ("x",)
    with pytest.raises(UserError, match="no sheet 'Nope'; there are Scores, Session, Old"):
        read_scores(content, "w.xlsx", sheet="Nope")
    with pytest.raises(UserError, match="no row"):
        read_scores(content, "w.xlsx", sheet="Old")


def test_a_formula_without_its_value_is_not_taken_for_an_empty_cell():
    table = read_scores(workbook(("dyad", "wai"), ("D01", "=A1+1"), ("D02", 4)), "w.xlsx")
    assert table.lines[0].cells["wai"] == ""
    assert table.formulas == {(2, "wai")}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (word_file(paragraph("T: so")), "no Excel workbook"),
        (b"PK\x03\x04 broken", "cannot be read as a workbook"),
        (b"%PDF-1.7", "a PDF file"),
        (b"", "empty"),
        (workbook(), "no row"),
        (workbook(("dyad", "DYAD"), (1, 2)), "stands twice"),
        (workbook(("dyad",), (1, 2)), "row 2: the row has 2 cells"),
    ],
)
def test_other_files_are_refused_in_one_sentence(content: bytes, word: str):
    with pytest.raises(UserError, match=word) as caught:
        read_scores(content, "w.xlsx")
    assert "\n" not in caught.value.sentence
    assert "transcript" not in caught.value.hint
    assert caught.value.hint


def test_a_text_file_has_no_sheets():
    with pytest.raises(UserError, match="no sheets"):
        read_scores(b"dyad,session\nD01,3\n", "w.csv", sheet="Scores")


# Hostile workbooks -----------------------------------------------------------------------------

GOOD = workbook(*ROWS)


def refused(content: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read_scores(content, "w.xlsx")
    return caught.value.sentence


def test_a_zip_bomb_is_refused():
    assert "zip bomb" in refused(with_part(GOOD, "xl/media/a.xml", b" " * 60_000_000))
    sheet = part(GOOD, SHEET)
    assert "zip bomb" in refused(with_part(GOOD, SHEET, sheet + b" " * 60_000_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("path", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_any_doctype_is_refused(path: str, encoding: str):
    bomb = '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert "DOCTYPE" in refused(with_part(GOOD, path, bomb.encode(encoding)))


def test_more_elements_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "XML_ELEMENTS", 1_000)
    assert len(read_scores(GOOD, "w.xlsx").lines) == 2
    many = workbook(*([1] * 10 for _ in range(60)))
    assert "elements" in refused(many)
    assert "transcript" not in refused(many)


def test_a_sheet_that_lies_about_its_size_costs_nothing():
    sheet = part(GOOD, SHEET)
    lying = sheet.replace(b'ref="A1:D4"', b'ref="A1:XFD1048576"')
    assert lying != sheet
    assert len(read_scores(with_part(GOOD, SHEET, lying), "w.xlsx").lines) == 2


def test_a_row_beyond_the_end_of_all_sheets_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "SHEET_ROWS", 1_000)
    far = part(GOOD, SHEET).replace(b'<row r="4"', b'<row r="99999999"').replace(b'"A4"', b'"A99"')
    assert "goes beyond row 1,000" in refused(with_part(GOOD, SHEET, far))


def test_too_many_rows_and_columns_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "TABLE_ROWS", 2)
    monkeypatch.setattr(limits, "TABLE_COLUMNS", 4)
    assert len(read_scores(GOOD, "w.xlsx").lines) == 2
    assert "2 rows" in refused(workbook(*ROWS, ROWS[1]))
    assert "4 columns" in refused(workbook((1, 2, 3, 4, 5), (1,)))
    with pytest.raises(UserError, match="2 rows"):
        read_scores(b"dyad\n1\n2\n3\n", "w.csv")


NO_XML, UNREADABLE = "a part of it is no XML", "it cannot be read as a workbook"
NO_SHEET = "there is no sheet of cells in it"


@pytest.mark.parametrize(
    ("path", "raw", "what"),
    [
        ("[Content_Types].xml", None, "it is no Excel workbook"),
        ("[Content_Types].xml", b"", NO_XML),
        ("[Content_Types].xml", b"<a/>", UNREADABLE),
        ("[Content_Types].xml", b"no xml", NO_XML),
        ("[Content_Types].xml", b"<a>" * 50_000, UNREADABLE),
        ("xl/workbook.xml", None, UNREADABLE),
        ("xl/workbook.xml", b"", NO_XML),
        ("xl/workbook.xml", b"<a/>", NO_SHEET),
        ("xl/workbook.xml", b"no xml", NO_XML),
        ("xl/workbook.xml", b"<a>" * 50_000, UNREADABLE),
        (SHEET, None, NO_SHEET),
        (SHEET, b"", NO_XML),
        (SHEET, b"<a/>", "there is no row in it"),
        (SHEET, b"no xml", NO_XML),
        (SHEET, b"<a>" * 50_000, UNREADABLE),
    ],
)
def test_damaged_parts_are_refused_with_what_is_wrong(path: str, raw: bytes | None, what: str):
    with pytest.raises(UserError) as caught:
        read_scores(with_part(GOOD, path, raw), "w.xlsx")
    assert caught.value.what.startswith(what)
    assert str(caught.value.where).startswith("w.xlsx")
    assert caught.value.hint


def test_pictures_and_macros_never_reach_the_library():
    book = with_part(GOOD, "xl/vbaProject.bin", b"\x00" * 100)
    assert len(read_scores(book, "w.xlsx").lines) == 2


def test_a_sheet_that_is_a_chart_is_none_of_scores():
    book = Workbook()
    page = book["Sheet"]
    assert isinstance(page, Worksheet)
    page.append(["dyad"])
    page.append(["D01"])
    chart = BarChart()
    chart.add_data(Reference(page, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Chart", 0).add_chart(chart)
    made = BytesIO()
    book.save(made)
    table = read_scores(made.getvalue(), "w.xlsx")
    assert (table.sheet, table.sheets) == ("Sheet", ("Sheet",))
