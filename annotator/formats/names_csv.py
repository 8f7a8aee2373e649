"""The key of a study, `pseudonym,name,…`: who is who. Read to be looked for, never kept."""

from __future__ import annotations

from annotator.domain.errors import UserError
from annotator.formats.delimited import read_table


def read_names(content: bytes, name: str) -> tuple[str, ...]:
    """The names in a key: every cell but those of the column `pseudonym`.

    Args:
        content: the file's bytes.
        name: the file's name, for messages. None of its cells comes into one.

    Raises:
        UserError: it is no table, or has no column beside `pseudonym`, or no name.
    """
    table = read_table(content, name)
    if "pseudonym" not in table.columns or len(table.columns) < 2:
        raise UserError(
            "the key needs the columns 'pseudonym' and 'name'", f"{name}, line 1",
            "name them in the header; more columns may hold other names of the same person",
        )  # fmt: skip
    cells = (
        cell for row in table.rows for column, cell in row.cells.items() if column != "pseudonym"
    )
    names = tuple(dict.fromkeys(filter(None, cells)))
    if not names:
        raise UserError("there is no name in it", name, "write one row for each person")
    return names
