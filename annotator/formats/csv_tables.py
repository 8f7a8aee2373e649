"""Writes tables as CSV that R, SPSS and spreadsheets read, with a README beside them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from annotator.domain.table import Table, Value
from annotator.formats.file_set import README, write_together

RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins so (after blanks) is run as a formula by spreadsheets."""


def csv_bytes(table: Table, *, exact: bool = False) -> bytes:
    """A table as CSV: UTF-8, comma, CRLF as RFC 4180 says, empty for missing.

    Args:
        table: what to write.
        exact: keep cells as they are. Otherwise a text that a spreadsheet would run as a
            formula gets a `'` before it; numbers stay numbers.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(value if exact else disarmed(value) for value in row)
    return stream.getvalue().encode("utf-8")


def marked_csv_bytes(table: Table, *, exact: bool = False) -> bytes:
    """The same with the mark by which Excel knows UTF-8, for a table that a person opens.

    R and SPSS would take the mark for a part of the first name: tables for them have none.
    """
    return codecs.BOM_UTF8 + csv_bytes(table, exact=exact)


def disarmed(value: Value) -> Value:
    """A value that no spreadsheet takes for a formula.

    >>> disarmed("=1+1"), disarmed(-3), disarmed(" -so"), disarmed("so -")
    ("'=1+1", -3, "' -so", 'so -')
    """
    if isinstance(value, str):
        bare = value.lstrip(" \u00a0\u3000\n")
        if bare.startswith(RISKY_STARTS):
            return f"'{value}"
    return value


def write_tables(
    folder: Path, tables: Iterable[Table], readme: str, *, exact: bool = False
) -> list[Path]:
    """Writes one CSV per table and README.txt into a folder, all or none.

    Args:
        folder: made when new; files of an earlier export in it are replaced.
        tables: what to write.
        readme: what the reader of the tables must know, without the list of columns.
        exact: as in `csv_bytes`.

    Returns:
        The files written.

    Raises:
        UserError: the folder cannot be written to.
    """
    listed = list(tables)
    content = {f"{table.name}.csv": csv_bytes(table, exact=exact) for table in listed}
    content[README] = (readme + _columns_text(listed)).encode("utf-8")
    return write_together(folder, content)


def _columns_text(tables: Sequence[Table]) -> str:
    """The columns of each table in words."""
    lines = []
    for table in tables:
        lines += ["", f"{table.name}.csv: each row is {table.means}.", ""]
        lines += [f"  {column.name}: {column.means}" for column in table.columns]
    return "\n".join(lines) + "\n"
