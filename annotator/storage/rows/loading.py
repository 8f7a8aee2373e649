"""Records from their rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields as fields_of
from itertools import compress, count, pairwise, repeat
from operator import ne
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from annotator.domain.edits import Record
from annotator.domain.ids import Id
from annotator.storage import schema
from annotator.storage.rows.codec import Codec, Part

_AT_ONCE = 2000
"""Rows that are made into records together: so many stay in the processor's own memory."""


def load(
    connection: Connection, codec: Codec, seen_by: Id | None = None, shut: Collection[Id] = ()
) -> list[Any]:
    """All records of a kind in order of making.

    Args:
        connection: of the study file.
        codec: of the kind.
        seen_by: of coders' records only this coder's are read; None for all.
        shut: accounts of which no transcript, and nothing that stands in one, is read.
    """
    wanted = [*_own(codec, seen_by), *_open(codec, shut)]
    chosen = select(*_columns(codec)).order_by(codec.table.c.seq)
    if not wanted:
        return _built(connection, codec, chosen, None)
    ids = select(codec.table.c.id).where(*wanted)
    return _built(connection, codec, chosen.where(*wanted), ids)


def _own(codec: Codec, seen_by: Id | None) -> list[ColumnElement[bool]]:
    """The condition that keeps to one coder's records."""
    return [] if seen_by is None or not codec.of_coder else [codec.table.c.coder_id == seen_by]


def _open(codec: Codec, shut: Collection[Id]) -> list[ColumnElement[bool]]:
    """The condition that leaves out what stands in transcripts of accounts that are shut."""
    if not shut:
        return []
    if codec.table is schema.transcripts:
        return [schema.transcripts.c.account_id.not_in(shut)]
    if codec.table in (schema.judgements, schema.memos):
        about = {schema.judgements: "target_id", schema.memos: "about_id"}[codec.table]
        target = codec.table.c[about]
        return [target.not_in(shut), target.not_in(_texts_of(shut))]
    if "transcript_id" not in codec.table.c:
        return []
    return [codec.table.c.transcript_id.not_in(_texts_of(shut))]


def _texts_of(accounts: Collection[Id]) -> Select[Any]:
    """The ids of all versions of the transcripts of accounts."""
    return select(schema.transcripts.c.id).where(schema.transcripts.c.account_id.in_(accounts))


def load_one(connection: Connection, codec: Codec, record_id: Id) -> Record | None:
    """The record of that id, None where there is none."""
    chosen = select(*_columns(codec)).where(codec.table.c.id == record_id)
    found: list[Record] = _built(connection, codec, chosen, (record_id,))
    return found[0] if found else None


def load_many(connection: Connection, codec: Codec, ids: Sequence[Id]) -> list[Any]:
    """The records of those ids that are there, in order of making; some hundred ids at most."""
    chosen = select(*_columns(codec)).where(codec.table.c.id.in_(ids))
    return _built(connection, codec, chosen.order_by(codec.table.c.seq), ids)


def _columns(codec: Codec) -> list[Any]:
    return [codec.table.c[name] for name in codec.columns]


def _built(
    connection: Connection,
    codec: Codec,
    chosen: Select[Any],
    ids: Select[Any] | Sequence[Id] | None,
) -> list[Any]:
    fields: dict[str, dict[Id, tuple[Any, ...]]] | None = None
    make = _made_plainly if _is_plain(codec) else _made
    records: list[Any] = []
    for rows in connection.execute(chosen).partitions(_AT_ONCE):
        if fields is None:  # most kinds have no records, and their parts need not be asked for
            fields = {part.field: _values(connection, part, ids) for part in codec.parts}
        records += make(codec, rows, fields)
    return records


def _made(
    codec: Codec, rows: Sequence[Row[Any]], fields: dict[str, dict[Id, tuple[Any, ...]]]
) -> list[Any]:
    where_id = codec.columns.index("id")
    return [
        codec.made(
            dict(zip(codec.columns, row, strict=True)),
            {field: own.get(row[where_id], ()) for field, own in fields.items()},
        )
        for row in rows
    ]


def _is_plain(codec: Codec) -> bool:
    """Whether a record is its columns and parts, each as it stands, and nothing is made of them."""
    named = {*codec.columns, *(part.field for part in codec.parts)}
    whole = {each.name for each in fields_of(codec.record)} == named
    return codec.build is None and whole and not hasattr(codec.record, "__post_init__")


def _made_plainly(
    codec: Codec, rows: Sequence[Row[Any]], fields: dict[str, dict[Id, tuple[Any, ...]]]
) -> list[Any]:
    """What `codec.made` makes of each row, in a quarter of its time.

    Opening a large study is little else than this. The fields of a frozen, slotted dataclass are
    set by its slots, as its own `__init__` does by their names; here one field of all records
    after the other, which needs no step of Python for each of them.
    """
    made = list(map(object.__new__, repeat(codec.record, len(rows))))
    columns = dict(zip(codec.columns, zip(*rows, strict=True), strict=True))
    for name, cells in columns.items():
        _put(codec, name, made, cells)
    for field, own in fields.items():
        _put(codec, field, made, map(own.get, columns["id"], repeat(())))
    return made


def _put(codec: Codec, field: str, records: list[Any], values: Iterable[Any]) -> None:
    """Sets one field of each record."""
    deque(map(getattr(codec.record, field).__set__, records, values), maxlen=0)


def _values(
    connection: Connection, part: Part, ids: Select[Any] | Sequence[Id] | None
) -> dict[Id, tuple[Any, ...]]:
    """What a part's rows stand for, by the record that they belong to."""
    parent = part.parent_column
    chosen = select(parent, *(part.table.c[name] for name in part.columns))
    if ids is not None:
        chosen = chosen.where(parent.in_(ids))
    rows = connection.execute(chosen.order_by(parent, part.table.c.position)).all()
    if not rows:
        return {}
    parents, *cells = zip(*rows, strict=True)
    values = tuple(map(part.value, *cells))
    others = map(ne, parents[1:], parents)
    starts = [0, *compress(count(1), others), len(rows)]
    return {parents[start]: values[start:end] for start, end in pairwise(starts)}
