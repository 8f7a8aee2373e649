"""Bare tables for the `agreement` command: units, ratings of targets, and spans, as CSV."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn

from annotator.domain.errors import UserError
from annotator.formats.delimited import DelimitedTable, TableRow, read_table

Layout = Literal["units", "spans", "ratings"]
COLUMNS: Mapping[Layout, tuple[str, ...]] = {
    "units": ("unit", "coder", "value"),
    "spans": ("document", "coder", "start", "end", "value"),
    "ratings": ("target", "coder", "rating"),
}
DOCUMENT = "document"
_WHOLE = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """What one coder said of one unit or target.

    Attributes:
        line: where it stands in the file, for messages.
        unit: name of the unit or target.
        value: as written; "" where the rating is missing.
        document: the document or dyad of the unit, "" without such a column.
    """

    line: int
    unit: str
    coder: str
    value: str
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRow:
    """A span that a coder marked, or, with `value` "", only that the coder did the document.

    `end` is exclusive.
    """

    line: int
    document: str
    coder: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingTable:
    """The rows of a table of units or ratings.

    Attributes:
        has_documents: whether there is a column `document`.
        notes: what a reader must know: the encoding, columns that were not read.
    """

    rows: tuple[RatingRow, ...]
    has_documents: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanTable:
    """The rows of a table of spans, and what a reader must know."""

    rows: tuple[SpanRow, ...]
    notes: tuple[str, ...]


def read_ratings(content: bytes, name: str, layout: Layout = "units") -> RatingTable:
    """The rows of a table of units or of ratings.

    Raises:
        UserError: with line and column: a cell that must not be empty, a rating that is no
            number, a unit that one coder rated twice.
    """
    table = _table(content, name, layout)
    unit, _, value = COLUMNS[layout]
    has_documents = DOCUMENT in table.columns
    rows = tuple(
        RatingRow(
            line=row.line,
            unit=_needed(row, unit, name),
            coder=_needed(row, "coder", name),
            value=row.cells.get(value, ""),
            document=_needed(row, DOCUMENT, name) if has_documents else "",
        )
        for row in table.rows
    )
    _check_once(rows, unit, name)
    if layout == "ratings":
        for each in rows:
            check_number(each, value, name)
    known = (*COLUMNS[layout], DOCUMENT)
    return RatingTable(rows=rows, has_documents=has_documents, notes=_notes(table, known))


LARGEST_NUMBER = 1e100
"""Squares of ratings must still be numbers."""
LARGEST_POSITION = 10**12


def check_number(row: RatingRow, column: str, name: str, hint: str = "") -> None:
    """Nothing for a number or a missing value, else a UserError with the row's line."""
    if row.value and number_of(row.value) is None:
        hint = hint or "write it like 3 or 3.5, and leave the cell empty where it is missing"
        raise UserError(
            f"'{row.value}' is no number", f"{name}, line {row.line}, column {column}", hint
        )


def number_of(word: str) -> float | None:
    """A cell as a finite number, None where it is none.

    >>> number_of("3.50"), number_of("n/a"), number_of("1e999")
    (3.5, None, None)
    """
    number = float(word) if _NUMBER.fullmatch(word) else math.nan
    return number if abs(number) <= LARGEST_NUMBER else None


def read_spans(content: bytes, name: str) -> SpanTable:
    """The rows of a table of spans.

    A row with neither start, end nor value says that the coder did the document. So does a
    span whose value is missing; it is left out.

    Raises:
        UserError: with line and column: an empty cell, an end before its start.
    """
    table = _table(content, name, "spans")
    rows = tuple(_span(row, name) for row in table.rows)
    nameless = sum(1 for row in table.rows if row.cells.get("end") and not row.cells.get("value"))
    told = f"{nameless} spans have no value and were left out"
    notes = (*_notes(table, COLUMNS["spans"]), *([told] if nameless else []))
    return SpanTable(rows=rows, notes=notes)


def _table(content: bytes, name: str, layout: Layout) -> DelimitedTable:
    table = read_table(content, name)
    for column in COLUMNS[layout]:
        if column not in table.columns:
            raise UserError(
                f"the column '{column}' is missing",
                f"{name}, line 1",
                f"the layout {layout} needs {', '.join(COLUMNS[layout])}",
            )
    if not table.rows:
        raise UserError("there is no row below the header", name, "write one row for each rating")
    return table


def _notes(table: DelimitedTable, known: tuple[str, ...]) -> tuple[str, ...]:
    unknown = (
        f"the column '{column}' was not read"
        for column in table.columns
        if column and column not in known
    )
    return (*(note.what for note in table.notes), *unknown)


def _wrong(row: TableRow, column: str, name: str, what: str, hint: str) -> NoReturn:
    raise UserError(what, f"{name}, line {row.line}, column {column}", hint)


def _needed(row: TableRow, column: str, name: str) -> str:
    if not (cell := row.cells.get(column, "")):
        _wrong(row, column, name, "the cell is empty", "each row needs it")
    return cell


def _check_once(rows: tuple[RatingRow, ...], unit: str, name: str) -> None:
    lines: dict[tuple[str, str, str], int] = {}
    for row in rows:
        first = lines.setdefault((row.document, row.unit, row.coder), row.line)
        if first != row.line:
            raise UserError(
                f"coder '{row.coder}' has {unit} '{row.unit}' twice, first in line {first}",
                f"{name}, line {row.line}, column {unit}",
                "keep one of the two rows",
            )


def _span(row: TableRow, name: str) -> SpanRow:
    document, coder = _needed(row, DOCUMENT, name), _needed(row, "coder", name)
    start, end, value = 0, 0, row.cells.get("value", "")
    if value or row.cells.get("start") or row.cells.get("end"):
        start, end = _position(row, "start", name), _position(row, "end", name)
        if end <= start:
            what = f"the end {end} is not after the start {start}"
            _wrong(row, "end", name, what, "the end is the position after the last")
    if not value:
        start = end = 0
    return SpanRow(line=row.line, document=document, coder=coder, start=start, end=end, value=value)


def _position(row: TableRow, column: str, name: str) -> int:
    cell = _needed(row, column, name)
    if _WHOLE.fullmatch(cell) is None:
        _wrong(row, column, name, f"'{cell}' is no position", "write a whole number from 0")
    if int(cell) > LARGEST_POSITION:
        _wrong(row, column, name, f"'{cell}' is too large", f"the most is {LARGEST_POSITION}")
    return int(cell)
