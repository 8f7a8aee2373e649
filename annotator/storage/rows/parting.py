"""Rows of parts, written: on a server each says whose it is, since coders' rows stand apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, Text, column, insert, table

from annotator.domain.ids import Id
from annotator.storage.rows import CODECS, CODERS_KINDS
from annotator.storage.rows.codec import Part
from annotator.storage.rows.inserting import insert_columns

OWNED_PARTS = {
    part.table.name: (CODECS[kind].table.name, part.parent)
    for kind in CODERS_KINDS
    for part in CODECS[kind].parts
}
"""Parts of what a coder alone writes: by table the record's, and the column with its id."""


def put_parts(
    connection: Connection,
    into: Table,
    rows: Sequence[dict[str, Any]],
    owners: Sequence[Id | None],
) -> None:
    """Writes rows of one table of parts, and beside each, on a server, whose record it is of."""
    if connection.dialect.name == "sqlite" or into.name not in OWNED_PARTS:
        connection.execute(insert(into), rows)
        return
    named = [column(each.name, each.type) for each in into.c]
    shared = table(into.name, *named, column("owner", Text))
    owned = [{**row, "owner": owner} for row, owner in zip(rows, owners, strict=True)]
    connection.execute(insert(shared), owned)


def put_part(
    connection: Connection,
    part: Part,
    rows: Sequence[tuple[Any, ...]],
    owners: Mapping[Id, Id | None],
) -> None:
    """The same of very many rows: id of the record, position and cells of each.

    Args:
        connection: of the study, in a transaction.
        part: the table of parts.
        rows: its rows.
        owners: whose the records are, by id.
    """
    if not rows:
        return
    names = (part.parent, "position", *part.columns)
    if connection.dialect.name == "sqlite":
        insert_columns(
            connection, part.table, dict(zip(names, zip(*rows, strict=True), strict=True))
        )
        return
    named = [dict(zip(names, row, strict=True)) for row in rows]
    put_parts(connection, part.table, named, [owners[row[0]] for row in rows])
