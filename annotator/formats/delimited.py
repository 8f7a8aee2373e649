"""Delimited tables read with their line numbers: comma, semicolon or tab, any known encoding."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from annotator.domain.errors import UserError, short
from annotator.domain.reading import Note
from annotator.formats import limits
from annotator.formats.decoding import decode
from annotator.formats.signatures import foreign_kind, is_old_excel

_DELIMITERS = ",;\t"
_SEPARATOR = re.compile(r"sep=([,;\t])\s*?(?:\r\n|\r|\n)", re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""

_AS_CSV = "save it as CSV (UTF-8)"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row: the line it begins in and its cells by column, without outer blanks."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DelimitedTable:
    """A table with a header row.

    Attributes:
        columns: names in lower case, in order.
        header: the same as they are written.
        rows: those that hold anything.
        notes: what was concluded to read it.
    """

    columns: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Note, ...]


def read_table(content: bytes, name: str) -> DelimitedTable:
    """The table in a file; UserError with the line for a row that does not fit its header."""
    limits.check_file_size(len(content), name, "table")
    if (foreign := foreign_kind(content)) is not None or content.startswith(b"PK\x03\x04"):
        kind = foreign[0] if foreign else "a Word document"
        raise UserError(f"it is {kind}, not a CSV table", name, _AS_CSV)
    if is_old_excel(content):
        raise UserError("it is an old Excel file (.xls), not a CSV table", name, _AS_CSV)
    decoded = decode(content, name)
    numbered = _numbered_rows(decoded.text, name)
    if not numbered:
        raise UserError("there is no row in it", name, "write a header row and one row for each")
    header = tuple(cell.strip().lstrip("\ufeff") for cell in numbered[0][1])
    columns = tuple(each.lower() for each in header)
    check_header(columns, f"{name}, line {numbered[0][0]}")
    rows = tuple(_row(line, cells, columns, name) for line, cells in numbered[1:])
    return DelimitedTable(columns=columns, header=header, rows=rows, notes=decoded.notes)


def _numbered_rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line it begins in."""
    said = _SEPARATOR.match(text)
    delimiter = said[1] if said else _delimiter(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (said and before == 0):
                rows.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise UserError(
            f"the row cannot be read ({error})",
            f"{name}, line {before + 1}",
            "check its quotation marks",
        ) from error
    return rows


def _delimiter(text: str) -> str:
    """The delimiter that the header row holds most often, outside quotation marks."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def check_header(columns: Sequence[str], where: str) -> None:
    """Refuses a header that is no text, and a column that stands twice."""
    named = [column for column in columns if column]
    if any(char < " " and char not in "\t\r\n" for char in "".join(named)):
        raise UserError("the header is no text", where, f"{_AS_CSV} in the program that made it")
    twice = next((column for column in named if named.count(column) > 1), None)
    if twice is not None:
        raise UserError(f"the column '{short(twice)}' stands twice", where, "name each column once")


def _row(line: int, cells: list[str], columns: Sequence[str], name: str) -> TableRow:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise UserError(
            f"the row has {len(cells)} cells, the header {len(columns)}",
            f"{name}, line {line}",
            "put cells that hold the delimiter into quotation marks",
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    found = {c: cell.strip() for c, cell in zip(columns, padded, strict=False) if c}
    return TableRow(line=line, cells=found)
