"""A codebook as a CSV table: one row for each code, scale or set of codes."""

from __future__ import annotations

from annotator.domain.codebook_cells import disarmed_again, rearmed
from annotator.domain.reading import Note
from annotator.domain.table import Table
from annotator.formats.codebook_rows import Rows, codebook_rows
from annotator.formats.csv_tables import marked_csv_bytes
from annotator.formats.delimited import TableRow, read_table


def read_codebook(content: bytes, name: str) -> tuple[Rows, tuple[Note, ...]]:
    """The rows of a codebook table, valid together, and what was concluded to read them.

    A table `name,key,definition` is enough: rows are codes of the set `Codes`. Raises
    UserError naming the line for what does not fit.
    """
    table = read_table(content, name)
    rows = tuple(
        TableRow(line=row.line, cells={key: rearmed(cell) for key, cell in row.cells.items()})
        for row in table.rows
    )
    notes = list(table.notes)
    return codebook_rows(rows, table.columns, f"{name}, line", notes), tuple(notes)


def write_codebook(table: Table, *, exact: bool = False) -> bytes:
    """A codebook's table as CSV with a mark for Excel; `read_codebook` gives the same again.

    Args:
        table: the codebook.
        exact: texts as they are, even where a spreadsheet would run them as formulas.
    """
    if not exact:
        rows = tuple(
            tuple(disarmed_again(cell) if isinstance(cell, str) else cell for cell in row)
            for row in table.rows
        )
        table = Table(name=table.name, means=table.means, columns=table.columns, rows=rows)
    return marked_csv_bytes(table, exact=exact)
