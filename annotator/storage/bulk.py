"""Many new records at once: their rows by kind, as `writing` does it one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from annotator.domain.edits import Record, owner_of
from annotator.domain.ids import Id
from annotator.storage import schema, search
from annotator.storage.journal import Touched
from annotator.storage.lineage import chunks
from annotator.storage.rows import codec_of
from annotator.storage.rows.codec import Codec
from annotator.storage.rows.parting import put_parts


def write_new_records(connection: Connection, records: Iterable[Record]) -> list[Touched]:
    """Kind, id and revision of records that were not there and now are."""
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_kind[codec_of(record).kind].append(record)
    touched: list[Touched] = []
    for kind, own in by_kind.items():
        codec = codec_of(own[0])
        revisions = _dug_up(connection, kind, [each.id for each in own])
        _insert(connection, codec, own, revisions)
        search.enter_many(connection, own)
        touched += [(kind, each.id, revisions.get(each.id, 0) + 1) for each in own]
    return touched


def _insert(
    connection: Connection, codec: Codec, records: Sequence[Record], revisions: dict[Id, int]
) -> None:
    rows = [
        {
            **codec.cells(each),
            "owner": owner_of(each),
            "revision": revisions.get(each.id, 0) + 1,
        }
        for each in records
    ]
    connection.execute(insert(codec.table), rows)
    for part in codec.parts:
        names = (part.parent, "position", *part.columns)
        cells: list[dict[str, Any]] = []
        owners: list[Id | None] = []
        for each in records:
            for position, own in enumerate(part.cells(each)):
                cells.append(dict(zip(names, (each.id, position, *own), strict=True)))
                owners.append(owner_of(each))
        if cells:
            put_parts(connection, part.table, cells, owners)


def _dug_up(connection: Connection, kind: str, ids: Sequence[Id]) -> dict[Id, int]:
    """The revisions under tombstones of these ids; the stones are taken away."""
    stones = schema.tombstones
    found: dict[Id, int] = {}
    for some in chunks(ids):
        own = (stones.c.kind == kind) & stones.c.id.in_(some)
        rows = connection.execute(select(stones.c.id, stones.c.revision).where(own)).all()
        if rows:
            found.update((row[0], row[1]) for row in rows)
            connection.execute(delete(stones).where(own))
    return found
