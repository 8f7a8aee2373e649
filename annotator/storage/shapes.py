"""How the study's tables and indexes look on the pages, asked of an empty study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from annotator.storage.cells import Index, Shape, shapes_of

_KEPT_BY_OTHERS = ("alembic_version",)


def shapes_in(connection: Connection) -> dict[str, Shape]:
    """How the rows of the study's own tables look, from an empty study file."""
    names = connection.exec_driver_sql(
        "SELECT name, sql LIKE '%WITHOUT ROWID' FROM sqlite_master WHERE type = 'table' "
        "AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE '%\\_words\\_%' ESCAPE '\\'"
    ).all()
    own = [each for each in names if each[0] not in _KEPT_BY_OTHERS]
    return shapes_of(
        ((name, [tuple(row) for row in _columns(connection, name)], not key) for name, key in own),
        {name: named_by(connection, name, records=False) for name, _ in own},
    )


def named_by(connection: Connection, name: str, *, records: bool = True) -> list[tuple[str, str]]:
    """Columns of a table that name another record by its id, and that record's table.

    Without `records` those too that name a part of a record, within that record.
    """
    chosen = text(
        'SELECT max(CASE WHEN "to" = \'id\' THEN "from" END), max("table"), count(*) '
        "FROM pragma_foreign_key_list(:name) GROUP BY id"
    )
    rows = connection.execute(chosen, {"name": name}).all()
    return [(row[0], row[1]) for row in rows if row[0] and (row[2] == 1 or not records)]


def roots_in(connection: Connection) -> dict[str, int]:
    """The root pages of all tables and indexes."""
    rows = connection.exec_driver_sql("SELECT name, rootpage FROM sqlite_master").all()
    return {row[0]: row[1] for row in rows if row[1]}


def indexes_in(connection: Connection, shapes: Mapping[str, Shape]) -> dict[str, Index]:
    """How the entries of the indexes of these tables look, by the index's name."""
    chosen = text(
        "SELECT lists.name, info.name FROM pragma_index_list(:name) AS lists, "
        "pragma_index_xinfo(lists.name) AS info ORDER BY lists.name, info.seqno"
    )
    indexes = {}
    for name, shape in shapes.items():
        kinds = dict(zip(shape.columns, shape.kinds, strict=True))
        number = "" if shape.alias is None else shape.columns[shape.alias]
        columns: dict[str, list[str]] = {}
        for index, column_name in connection.execute(chosen, {"name": name}):
            columns.setdefault(index, []).append(column_name or number)
        for index, own in columns.items():
            of = tuple(kinds[each] for each in own)
            indexes[index] = Index(table=name, columns=tuple(own), kinds=of)
    return indexes


def _columns(connection: Connection, name: str) -> list[Any]:
    chosen = text("SELECT * FROM pragma_table_info(:name)")
    return list(connection.execute(chosen, {"name": name}).all())
