"""Many new records at once: their rows by kind, as `writing` does it one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, delete, select

from annotator.domain.edits import Record, owner_of
from annotator.domain.ids import Id
from annotator.storage import lineage, schema, search
from annotator.storage.journal import Touched
from annotator.storage.lineage import chunks
from annotator.storage.rows import CODECS, codec_of
from annotator.storage.rows.codec import Codec
from annotator.storage.rows.inserting import insert_columns
from annotator.storage.rows.parting import put_part
from annotator.storage.straight import Batch

_PLACE = itemgetter(0, 1)


def write_new_records(connection: Connection, records: Iterable[Record]) -> list[Touched]:
    """Kind, id and revision of records that were not there and now are."""
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_kind[codec_of(record).kind].append(record)
    touched: list[Touched] = []
    for kind, own in by_kind.items():
        codec = codec_of(own[0])
        revisions = _dug_up(connection, kind, [each.id for each in own])
        last = search.last_row(connection, codec.record)
        _insert(connection, codec, own, revisions)
        search.enter_after(connection, codec.record, last)
        touched += [(kind, each.id, revisions.get(each.id, 0) + 1) for each in own]
    return touched


def write_batches(connection: Connection, batches: Sequence[Batch]) -> None:
    """Writes records that come in straight, with the one state of each."""
    for kind, own in _by_kind(batches).items():
        _write_kind(connection, CODECS[kind], own)
    for each in batches:
        lineage.add_first(connection, each.kind, each.coder_id, each.ids, each.hashes, each.digests)


def touched_by(batches: Sequence[Batch]) -> list[Touched]:
    """Kind, id and revision of records that come in straight, in the order of their ids."""
    return [
        (kind, one, 1)
        for kind, own in _by_kind(batches).items()
        for one in sorted(chain.from_iterable(each.ids for each in own))
    ]


def _by_kind(batches: Iterable[Batch]) -> dict[str, list[Batch]]:
    by_kind: dict[str, list[Batch]] = defaultdict(list)
    for batch in batches:
        by_kind[batch.kind].append(batch)
    return by_kind


def _write_kind(connection: Connection, codec: Codec, batches: Sequence[Batch]) -> None:
    """Records of one kind, in the order of their ids, in which the tables are too."""
    columns, parts = _in_order(codec, batches)
    last = search.last_row(connection, codec.record)
    columns["owner"] = columns["coder_id"]
    columns["revision"] = [1] * len(columns["owner"])
    insert_columns(connection, codec.table, columns)
    owners = dict(zip(columns["id"], columns["owner"], strict=True))
    for part, rows in zip(codec.parts, parts, strict=True):
        put_part(connection, part, rows, owners)
    search.enter_after(connection, codec.record, last)


def _in_order(
    codec: Codec, batches: Sequence[Batch]
) -> tuple[dict[str, Sequence[Any]], Sequence[Sequence[tuple[Any, ...]]]]:
    """Columns and rows of parts of several batches, each of which is in order by itself."""
    if len(batches) == 1:
        return dict(batches[0].columns), batches[0].parts
    ids = [one for each in batches for one in each.ids]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    columns: dict[str, Sequence[Any]] = {}
    for name in codec.columns:
        every = [value for each in batches for value in each.columns[name]]
        columns[name] = [every[at] for at in order]
    parts = [
        sorted((row for each in batches for row in each.parts[number]), key=_PLACE)
        for number in range(len(codec.parts))
    ]
    return columns, parts


def _insert(
    connection: Connection, codec: Codec, records: Sequence[Record], revisions: dict[Id, int]
) -> None:
    columns: dict[str, list[Any]] = {
        name: list(map(attrgetter(name), records)) for name in codec.columns
    }
    columns["owner"] = list(map(owner_of, records))
    columns["revision"] = [revisions.get(each.id, 0) + 1 for each in records]
    insert_columns(connection, codec.table, columns)
    owners = dict(zip(columns["id"], columns["owner"], strict=True))
    for part in codec.parts:
        rows = [
            (each.id, position, *own)
            for each in records
            for position, own in enumerate(part.cells(each))
        ]
        put_part(connection, part, rows, owners)


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
