"""Excel workbooks for the tests of readers."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from tests.formats.word_files import zipped


def workbook(*rows: Sequence[Any], hidden: Sequence[str] = (), **sheets: Sequence[Any]) -> bytes:
    """A workbook with these rows in its first sheet, `Scores`, and others by name."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Scores"
    for row in rows:
        page.append(list(row))
    for name, own in sheets.items():
        other = book.create_sheet(name)
        for row in own:
            other.append(list(row))
    for name in hidden:
        book[name].sheet_state = "hidden"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def with_part(content: bytes, path: str, raw: bytes | None) -> bytes:
    """The same package with another part, or without it."""
    entries: Mapping[str, bytes]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist() if name != path}
    return zipped({**entries, **({} if raw is None else {path: raw})})


def part(content: bytes, path: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(path)
