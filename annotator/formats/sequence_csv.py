"""The bare table of `analyse --kind lag`: documents, positions and codes, as CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.formats.delimited import TableRow, read_table

COLUMNS = ("document", "position", "code")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceTable:
    """The codes of each document in order of their positions.

    Attributes:
        documents: names, in the order in which they first stand in the table.
        sequences: a place each position; empty where the code is missing.
        notes: what a reader must know: the encoding, columns that were not read, gaps.
    """

    documents: tuple[str, ...]
    sequences: tuple[tuple[tuple[str, ...], ...], ...]
    notes: tuple[str, ...]

    def codes(self) -> tuple[str, ...]:
        """All codes, by alphabet."""
        return tuple(sorted({code for own in self.sequences for place in own for code in place}))


def read_sequences(content: bytes, name: str) -> SequenceTable:
    """The sequences of a table, its positions sorted as numbers.

    A row without a code is a place whose code is missing. A code is taken as it is written.

    Raises:
        UserError: with line and column: a missing column, an empty document or position, a
            position that is no number, or that stands twice in a document.
    """
    table = read_table(content, name)
    for column in COLUMNS:
        if column not in table.columns:
            raise UserError(
                f"the column '{column}' is missing",
                f"{name}, line 1",
                f"the table needs {', '.join(COLUMNS)}",
            )
    if not table.rows:
        raise UserError("there is no row below the header", name, "write one row for each code")
    places: dict[str, dict[Decimal, tuple[int, str]]] = {}
    for row in table.rows:
        document = _needed(row, "document", name)
        position = _position(row, name)
        own = places.setdefault(document, {})
        if position in own:
            what = f"the position {row.cells['position']} of '{document}' stood in line"
            _wrong(row, "position", name, f"{what} {own[position][0]}", "give each its own")
        own[position] = (row.line, row.cells.get("code", ""))
    sequences = tuple(
        tuple((code,) if code else () for _, (_, code) in sorted(own.items()))
        for own in places.values()
    )
    missing = sum(not place for own in sequences for place in own)
    told = f"{counted(missing, 'row has', 'rows have')} no code; no pair is taken across them"
    unread = (
        f"the column '{column}' was not read"
        for column in table.columns
        if column and column not in COLUMNS
    )
    return SequenceTable(
        documents=tuple(places),
        sequences=sequences,
        notes=(*(each.what for each in table.notes), *unread, *([told] if missing else [])),
    )


def _position(row: TableRow, name: str) -> Decimal:
    cell = _needed(row, "position", name)
    if _NUMBER.fullmatch(cell) is None:
        _wrong(row, "position", name, f"'{cell}' is no number", "write it like 12 or 12.5")
    return Decimal(cell)


def _needed(row: TableRow, column: str, name: str) -> str:
    if not (cell := row.cells.get(column, "")):
        _wrong(row, column, name, "the cell is empty", "each row needs it")
    return cell


def _wrong(row: TableRow, column: str, name: str, what: str, hint: str) -> NoReturn:
    raise UserError(what, f"{name}, line {row.line}, column {column}", hint)
