"""The table of all versions of the codebook, one below the other."""

from __future__ import annotations

from dataclasses import replace

from annotator.analysis.tables.codebook import codebook_table
from annotator.domain.code_lineage import current
from annotator.domain.codebook import Codebook
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def codebook_versions_table(view: StudyView, *, with_text: bool) -> Table:
    """A row per set, code and scale of each version, the oldest first, as in `codebook.csv`."""
    books = sorted(view.codebooks.values(), key=lambda each: each.number)
    tables = [
        codebook_table(replace(view, codebooks={book.id: book}), with_text=with_text)
        for book in books
    ]
    columns = (
        Column(name="version", means="number of the version"),
        *codebook_table(view, with_text=with_text).columns,
        Column(
            name="code_now",
            means="what a code is in the newest version, as Set/Code; empty if split or gone",
        ),
    )
    names = [column.name for column in columns[1:-1]]
    rows = [
        (book.number, *row, _now(view.codebook, dict(zip(names, row, strict=True))))
        for book, table in zip(books, tables, strict=True)
        for row in table.rows
    ]
    return Table(
        name="codebook_versions",
        means="one set, code or scale of one version of the codebook",
        columns=columns,
        rows=tuple(rows),
    )


def _now(newest: Codebook, row: dict[str, Value]) -> str | None:
    """The path of what a code is today."""
    now = current(newest, str(row["id"])) if row["row"] == "code" else None
    return newest.code_path(now) if now else None
