"""Very many records taken out of their tables at once, as `write` takes out one.

An erasure takes thousands; one by one they would cost a dozen statements each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from annotator.domain.edits import Record, owner_of
from annotator.storage import schema, search
from annotator.storage.journal import Touched
from annotator.storage.lineage import chunks
from annotator.storage.rows import codec_of
from annotator.storage.rows.codec import Codec
from annotator.storage.rows.loading import load_many
from annotator.storage.writing import stale


def bury(connection: Connection, records: Sequence[Record]) -> list[Touched]:
    """Kind, id and new revision of each of these records, which are gone then.

    Args:
        connection: in a transaction that writes.
        records: of one kind, each once, as they are expected to stand.

    Raises:
        Stale: one is not as it is expected; what was taken out before it is for the caller's
            transaction to take back.
    """
    touched: list[Touched] = []
    by_id: dict[str, Any] = {each.id: each for each in records}
    codec = codec_of(records[0])
    search.leave_many(connection, records)
    for ids in chunks(by_id):
        own = [by_id[each] for each in ids]
        standing = {each.id: each for each in load_many(connection, codec, ids)}
        if any(standing.get(each.id) != each for each in own):
            raise stale(codec)
        touched += _out_of_tables(connection, codec, own)
    return touched


def _out_of_tables(
    connection: Connection, codec: Codec, records: Sequence[Record]
) -> list[Touched]:
    """Deletes rows and those of parts, children first; keeps revisions, as tombstones."""
    table, ids = codec.table, [each.id for each in records]
    chosen = select(table.c.id, table.c.revision).where(table.c.id.in_(ids))
    revisions = {row.id: int(row.revision) + 1 for row in connection.execute(chosen)}
    for part in reversed(codec.parts):
        connection.execute(delete(part.table).where(part.parent_column.in_(ids)))
    connection.execute(delete(table).where(table.c.id.in_(ids)))
    stones = [
        {"kind": codec.kind, "id": each.id, "revision": revisions[each.id], "owner": owner_of(each)}
        for each in records
    ]
    connection.execute(insert(schema.tombstones), stones)
    return [(codec.kind, each, revisions[each]) for each in ids]
