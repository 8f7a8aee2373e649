"""What can still be read of a damaged study file, put into the tables of a new one.

Three sources, the surest first: rows on pages that are whole; the journal, whose payloads hold
each record as an edit left it; a backup.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Insert,
    column,
    delete,
    exists,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError

from annotator.domain.edits import Record, owner_of
from annotator.domain.ids import Id
from annotator.storage import schema
from annotator.storage.carving import Carved, Shape, shapes_of
from annotator.storage.journal import payload_hash
from annotator.storage.rows import CODECS
from annotator.storage.rows.codec import Codec
from annotator.storage.rows.loading import load
from annotator.storage.rows.plain import record_of

Named = tuple[str, Id]
"""Kind and id of a record."""

_KEPT_BY_OTHERS = ("alembic_version",)


@dataclass(slots=True)
class Known:
    """What the journal says of the records.

    Attributes:
        revision: the last of each record.
        after: the record as its last edit left it, where that payload can be read.
        gone: records that were deleted.
        actor: the coder who wrote each last.
    """

    revision: dict[Named, int] = field(default_factory=dict)
    after: dict[Named, Record] = field(default_factory=dict)
    gone: set[Named] = field(default_factory=set)
    actor: dict[Named, Id | None] = field(default_factory=dict)


def shapes_in(connection: Connection) -> dict[str, Shape]:
    """How the rows of the study's own tables look, from an empty study file."""
    names = connection.exec_driver_sql(
        "SELECT name, sql LIKE '%WITHOUT ROWID' FROM sqlite_master WHERE type = 'table' "
        "AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE '%\\_words\\_%' ESCAPE '\\'"
    ).all()
    return shapes_of(
        (name, [tuple(row) for row in _columns(connection, name)], not under_key)
        for name, under_key in names
        if name not in _KEPT_BY_OTHERS
    )


def _columns(connection: Connection, name: str) -> list[Any]:
    chosen = text("SELECT * FROM pragma_table_info(:name)")
    return list(connection.execute(chosen, {"name": name}).all())


def put_rows(connection: Connection, shapes: Mapping[str, Shape], carved: Carved) -> None:
    """Puts the rows into an empty file; one that breaks a rule of its table is left out."""
    connection.exec_driver_sql("DELETE FROM journal_head")
    for name, rows in carved.rows.items():
        columns = shapes[name].columns
        own = table(name, *(column(each) for each in columns))
        _insert(
            connection,
            insert(own).prefix_with("OR IGNORE"),
            [dict(zip(columns, row, strict=True)) for row in rows],
        )


def _insert(connection: Connection, statement: Insert, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    nested = connection.begin_nested()
    try:
        connection.execute(statement, rows)
        nested.commit()
    except DBAPIError:  # one of them: then each by itself
        nested.rollback()
        for row in rows:
            single = connection.begin_nested()
            try:
                connection.execute(statement, row)
                single.commit()
            except DBAPIError:
                single.rollback()


def known_from(connection: Connection) -> Known:
    """What the entries and payloads that were read say of the records."""
    known, payloads = Known(), schema.journal_payloads
    stones = schema.tombstones
    for kind, record_id, revision in connection.execute(
        select(stones.c.kind, stones.c.id, stones.c.revision)
    ):
        known.gone.add((kind, record_id))
        known.revision[kind, record_id] = revision
    texts = {row.seq: row for row in connection.execute(select(payloads))}
    for entry in connection.execute(select(schema.journal).order_by(schema.journal.c.seq)):
        own = texts.get(entry.seq)
        if own is None or payload_hash(own.salt, own.payload) != entry.payload_sha256:
            _follow(known, json.loads(entry.records), entry.actor, None)
        else:
            _follow(known, json.loads(entry.records), entry.actor, own.payload)
    return known


def _follow(known: Known, records: list[list[Any]], actor: Id | None, payload: str | None) -> None:
    changes = [None] * len(records) if payload is None else json.loads(payload)
    for (kind, record_id, revision), change in zip(records, changes, strict=True):
        name = (kind, record_id)
        if revision < known.revision.get(name, 0):
            continue
        known.revision[name], known.actor[name] = revision, actor
        known.after.pop(name, None)
        if change is None:
            continue
        if change["after"] is None:
            known.gone.add(name)
        else:
            known.gone.discard(name)
            known.after[name] = record_of(kind, change["after"])


def heal(connection: Connection, known: Known) -> int:
    """Makes the records as the journal says they are; gives how many were not."""
    healed = 0
    for codec in CODECS.values():
        found = {each.id: each for each in load(connection, codec)}
        for (kind, record_id), record in known.after.items():
            if kind == codec.kind and found.get(record_id) != record:
                put_record(connection, codec, record, known.revision[kind, record_id])
                healed += 1
        for record_id in found.keys() & {each for kind, each in known.gone if kind == codec.kind}:
            _take_away(connection, codec, record_id)
            healed += 1
    return healed


def fill(connection: Connection, older: Connection, known: Known) -> Counter[str]:
    """Brings in what is only in a backup: records, and parts of records of one revision.

    Gives how many by kind. What was deleted since stays deleted, and nothing that is newer here
    than in the backup is touched.
    """
    brought: Counter[str] = Counter()
    for codec in CODECS.values():
        here, there = _revisions(connection, codec), _revisions(older, codec)
        own = {each.id: each for each in load(connection, codec)}
        for record in load(older, codec):
            name = (codec.kind, record.id)
            if name in known.gone or own.get(record.id) == record or name in known.after:
                continue
            if record.id in here and here[record.id] != there[record.id]:
                continue
            put_record(connection, codec, record, there[record.id])
            brought[codec.kind] += 1
    return brought


def alike(connection: Connection, older: Connection) -> set[Named]:
    """Records that are of one revision in both, and equal: nothing of them is lost."""
    same: set[Named] = set()
    for codec in CODECS.values():
        here, there = _revisions(connection, codec), _revisions(older, codec)
        own = {each.id: each for each in load(connection, codec)}
        same |= {
            (codec.kind, each.id)
            for each in load(older, codec)
            if here.get(each.id) == there[each.id] and own[each.id] == each
        }
    return same


def _revisions(connection: Connection, codec: Codec) -> dict[Id, int]:
    own = codec.table
    return {row[0]: row[1] for row in connection.execute(select(own.c.id, own.c.revision))}


def put_record(connection: Connection, codec: Codec, record: Record, revision: int) -> None:
    """Writes a record and its parts anew; it keeps its place in the order of making."""
    own = codec.table
    seq = connection.execute(select(own.c.seq).where(own.c.id == record.id)).scalar()
    _take_away(connection, codec, record.id)
    row = {**codec.cells(record), "owner": owner_of(record), "revision": revision}
    connection.execute(own.insert(), row if seq is None else {**row, "seq": seq})
    for part in codec.parts:
        names = (part.parent, "position", *part.columns)
        rows = [
            dict(zip(names, (record.id, place, *cells), strict=True))
            for place, cells in enumerate(part.cells(record))
        ]
        if rows:
            connection.execute(part.table.insert(), rows)


def _take_away(connection: Connection, codec: Codec, record_id: Id) -> None:
    for part in codec.parts:
        connection.execute(part.table.delete().where(part.parent_column == record_id))
    connection.execute(codec.table.delete().where(codec.table.c.id == record_id))


def take_away_hanging(connection: Connection) -> Counter[str]:
    """Rows that name what is lost, taken away until none is left; how many by table."""
    taken: Counter[str] = Counter()
    while hanging := _hanging(connection):
        for name, number in hanging:
            gone = connection.execute(_hanging_rows(connection, name, number)).rowcount
            if not gone:
                raise AssertionError(f"a row of {name} names what is not there, and none does")
            taken[name] += gone
    return taken


def _hanging(connection: Connection) -> set[tuple[str, int]]:
    """Tables with rows that name what is not there, and by which of their references."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return {(row[0], row[3]) for row in rows}


def _hanging_rows(connection: Connection, name: str, number: int) -> Delete:
    """Deletes the rows of a table whose reference of that number hangs."""
    chosen = text("SELECT * FROM pragma_foreign_key_list(:name)")
    keys = [row for row in connection.execute(chosen, {"name": name}) if row[0] == number]
    own = table(name, *(column(row[3]) for row in keys))
    above = table(keys[0][2], *(column(row[4]) for row in keys)).alias("above")
    same = [above.c[row[4]] == own.c[row[3]] for row in keys]
    named = [own.c[row[3]].is_not(None) for row in keys]
    return delete(own).where(*named, ~exists().where(*same))


def lost(connection: Connection, known: Known) -> list[Named]:
    """Records that the journal knows as there, and that are not."""
    there = {
        (kind, record_id) for kind, codec in CODECS.items() for record_id in _ids(connection, codec)
    }
    return sorted(known.revision.keys() - known.gone - there)


def unsure(connection: Connection, known: Known, broken: frozenset[str]) -> list[Named]:
    """Records that are there, but of whose parts (codes, ratings) some may be lost."""
    return sorted(
        (kind, record_id)
        for kind, codec in CODECS.items()
        if any(part.table.name in broken for part in codec.parts)
        for record_id in _ids(connection, codec)
        if (kind, record_id) not in known.after
    )


def _ids(connection: Connection, codec: Codec) -> list[Id]:
    return list(connection.execute(select(codec.table.c.id)).scalars())
