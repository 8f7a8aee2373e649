"""Writes what a screen shows to a file."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.table import Table
from annotator.formats.atomic import write_atomically
from annotator.formats.csv_tables import marked_csv_bytes


def write_csv(table: Table, path: Path) -> None:
    """Writes a table to a CSV file, as Excel reads it.

    Raises:
        UserError: it cannot be written.
    """
    write_atomically(path, marked_csv_bytes(table))


def write_picture(content: bytes, path: Path) -> None:
    """Writes a picture that is made already.

    Raises:
        UserError: it cannot be written.
    """
    write_atomically(path, content)
