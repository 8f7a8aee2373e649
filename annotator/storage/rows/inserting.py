"""Many rows into one table at once, without a word about each of them to SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, null
from sqlalchemy.sql.compiler import SQLCompiler

Columns = Mapping[str, Sequence[Any]]
"""By column its values, row after row, as records have them."""


def insert_columns(connection: Connection, table: Table, columns: Columns) -> None:
    """Writes rows that are given by column.

    Where a column holds nothing at all the statement says so: the driver looks at each NULL that
    it is handed as at a stranger, which takes longer than the rest of a row.
    """
    if not next(iter(columns.values()), ()):
        return
    if connection.dialect.name != "sqlite":
        names = tuple(columns)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        connection.execute(insert(table), rows)
        return
    handed = {
        name: _as_stored(connection, table, name, own)
        for name, own in columns.items()
        if any(each is not None for each in own)
    }
    places = {name: bindparam(name) if name in handed else null() for name in columns}
    compiled = insert(table).values(places).compile(dialect=connection.dialect)
    assert isinstance(compiled, SQLCompiler)
    ordered = [handed[name] for name in compiled.positiontup or ()]
    connection.exec_driver_sql(str(compiled), list(zip(*ordered, strict=True)))


def _as_stored(
    connection: Connection, table: Table, name: str, values: Sequence[Any]
) -> Sequence[Any]:
    """Values as the driver takes them."""
    kind = table.c[name].type
    made = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return values if made is None else [made(each) for each in values]
