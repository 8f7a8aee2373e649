"""All that stands in the tables of a study, to compare one place's with another's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from annotator.storage import schema
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.server.tables import CHAINED
from annotator.storage.store import Store


def content(store: Store) -> dict[str, Any]:
    """Records by kind and id, with revision and owner."""
    found = {}
    with store.reading() as connection:
        for kind, codec in CODECS.items():
            marks = connection.execute(codec.table.select()).all()
            by_id = {row.id: (row.revision, row.owner) for row in marks}
            found[kind] = {e.id: (e, by_id[e.id]) for e in load(connection, codec)}
    return found


def whole_tables(store: Store) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables of a file; of each owner's the order of making, not its numbers."""
    found = {}
    with store.reading() as connection:
        for table in schema.metadata.sorted_tables:
            counted = "seq" in table.c and table.name not in CHAINED
            keys = [table.c.seq] if counted else list(table.primary_key.columns)
            listed = connection.execute(select(table).order_by(*keys)).mappings()
            without = {"seq"} if counted else set()
            rows = [{n: cell for n, cell in row.items() if n not in without} for row in listed]
            if "owner" in table.c:
                rows.sort(key=lambda row: str(row["owner"]))  # stable: each owner's own order
            found[table.name] = rows
    return found
