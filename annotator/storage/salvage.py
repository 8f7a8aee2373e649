"""What can still be read of a damaged study file, put into the tables of a new one.

Three sources, the surest first: rows on pages that are whole; the journal, whose payloads hold
each record as an edit left it; a backup.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Insert,
    Text,
    column,
    delete,
    exists,
    insert,
    literal_column,
    select,
    table,
    text,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

from annotator.domain.edits import Record, owner_of
from annotator.domain.ids import Id
from annotator.storage import schema
from annotator.storage.carving import Carved
from annotator.storage.cells import Shape
from annotator.storage.column_types import BadCell, Held
from annotator.storage.journal import payload_hash
from annotator.storage.rows import CODECS
from annotator.storage.rows.codec import Codec
from annotator.storage.rows.loading import load
from annotator.storage.rows.plain import record_of

Named = tuple[str, Id]
"""Kind and id of a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The last that is known of a record from the journal and the tombstones.

    Attributes:
        revision: how often it was written.
        actor: the coder who wrote it last.
        after: the record, where its payload can be read.
        is_gone: whether it was deleted; None where that cannot be read.
    """

    revision: int
    actor: Id | None = None
    after: Record | None = None
    is_gone: bool | None = None


@dataclass(slots=True)
class Salvaged:
    """What became of the records.

    Attributes:
        healed: those that the journal alone had, or had otherwise.
        brought: those that came from a backup.
        unsure: those that are there, but older than they were, or perhaps without some part.
        lost: those that are not there, though they were.
    """

    healed: set[Named] = field(default_factory=set)
    brought: set[Named] = field(default_factory=set)
    unsure: set[Named] = field(default_factory=set)
    lost: set[Named] = field(default_factory=set)


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


def clear_bad_cells(connection: Connection) -> set[Named]:
    """Empties cells that do not hold what belongs there; the records that had them.

    Only of a plain file, or one whose salt is lost, may such a cell stand on a page that is read.
    """
    found: set[Named] = set()
    for codec in CODECS.values():
        keys = {codec.table.name: codec.table.c.id}
        keys |= {part.table.name: part.parent_column for part in codec.parts}
        for own in (codec.table, *(part.table for part in codec.parts)):
            for cells in (each for each in own.c if isinstance(each.type, TypeDecorator)):
                bad = _bad_cells(connection, cells)
                chosen = type_coerce(cells, Text).in_(bad)
                named = connection.execute(select(keys[own.name]).where(chosen)).scalars()
                found |= {(codec.kind, each) for each in named} if bad else set()
                empty = None if isinstance(cells.type, Held) else ()
                if bad:
                    connection.execute(own.update().where(chosen).values({cells.name: empty}))
    return found


def _bad_cells(connection: Connection, column_: Column[Any]) -> list[str]:
    dialect, kind = connection.dialect, column_.type
    assert isinstance(kind, TypeDecorator)
    bad: list[str] = []
    for cell in connection.execute(select(type_coerce(column_, Text)).distinct()).scalars():
        try:
            kind.process_result_value(cell, dialect)
        except BadCell:
            bad.append(cell)
    return bad


def known_from(connection: Connection) -> dict[Named, State]:
    """What the entries, payloads and tombstones that were read say of the records."""
    known: dict[Named, State] = {}
    stones, payloads = schema.tombstones, schema.journal_payloads
    for kind, record_id, revision in connection.execute(
        select(stones.c.kind, stones.c.id, stones.c.revision)
    ):
        known[kind, record_id] = State(revision=revision, is_gone=True)
    texts = {row.seq: row for row in connection.execute(select(payloads))}
    for entry in connection.execute(select(schema.journal).order_by(schema.journal.c.seq)):
        own = texts.get(entry.seq)
        whole = own is not None and payload_hash(own.salt, own.payload) == entry.payload_sha256
        with suppress(
            ValueError, TypeError, KeyError
        ):  # of a plain file nobody has sealed the entries
            _follow(known, entry, own.payload if own is not None and whole else None)
    return known


def _follow(known: dict[Named, State], entry: Any, payload: str | None) -> None:
    records = json.loads(entry.records)
    changes = [] if payload is None else json.loads(payload)
    if len(changes) != len(records):  # it cannot be read, or was a merge, which keeps none
        changes = [None] * len(records)
    for (kind, record_id, revision), change in zip(records, changes, strict=True):
        name, before = (kind, record_id), known.get((kind, record_id))
        if before is not None and before.revision > revision:
            continue
        if change is None and before is not None and before.revision == revision:
            known[name] = replace(before, actor=entry.actor)
            continue
        after = None if change is None else change["after"]
        known[name] = State(
            revision=revision,
            actor=entry.actor,
            after=None if after is None else record_of(kind, after),
            is_gone=None if change is None else after is None,
        )


def heal(connection: Connection, known: Mapping[Named, State], done: Salvaged) -> None:
    """Makes the records as the journal says they are, where its word is the newer one.

    Of one revision the journal's word is the surer: rows of parts may be lost.
    """
    for codec in CODECS.values():
        here = _revisions(connection, codec)
        found = {each.id: each for each in load(connection, codec)}
        for name, state in known.items():
            kind, record_id = name
            revision = here.get(record_id, -1)
            if kind != codec.kind or revision > state.revision:
                continue
            if state.after is not None and found.get(record_id) != state.after:
                if put_record(connection, codec, state.after, state.revision):
                    done.healed.add(name)
                else:
                    done.unsure.add(name)
            elif state.is_gone and record_id in found:
                _take_away(connection, codec, record_id)
                done.healed.add(name)
            elif state.is_gone is None and 0 <= revision < state.revision:
                done.unsure.add(name)  # what it became cannot be read


def fill(
    connection: Connection, older: Connection, known: Mapping[Named, State], done: Salvaged
) -> None:
    """Brings in what is only in a backup: records, and parts of records of one revision.

    What was deleted since stays deleted, and nothing that is newer here than in the backup is
    touched. What the journal names newer than the backup comes back as it was, and is unsure.
    """
    for codec in CODECS.values():
        here, there = _revisions(connection, codec), _revisions(older, codec)
        own = {each.id: each for each in load(connection, codec)}
        for record in load(older, codec):
            name, revision = (codec.kind, record.id), there[record.id]
            state = known.get(name)
            if state is not None and (state.is_gone or state.after is not None):
                continue
            if here.get(record.id, revision) != revision or own.get(record.id) == record:
                continue
            if put_record(connection, codec, record, revision):
                done.brought.add(name)
                if state is not None and state.revision > revision:
                    done.unsure.add(name)


def proven(
    connection: Connection, older: Connection | None, known: Mapping[Named, State]
) -> set[Named]:
    """Records of which nothing is lost: as the journal has them, or a backup of one revision."""
    same: set[Named] = set()
    for codec in CODECS.values():
        here = _revisions(connection, codec)
        own = {each.id: each for each in load(connection, codec)}
        there = {} if older is None else _revisions(older, codec)
        kept = [] if older is None else load(older, codec)
        for record in own.values():
            state = known.get((codec.kind, record.id))
            if state is not None and state.after == record:
                same.add((codec.kind, record.id))
        same |= {
            (codec.kind, each.id)
            for each in kept
            if here.get(each.id) == there[each.id] and own[each.id] == each
        }
    return same


def _revisions(connection: Connection, codec: Codec) -> dict[Id, int]:
    own = codec.table
    return {row[0]: row[1] for row in connection.execute(select(own.c.id, own.c.revision))}


def put_record(connection: Connection, codec: Codec, record: Record, revision: int) -> bool:
    """Writes a record and its parts anew; it keeps its place in the order of making.

    False where another has its name or its place: then all is as it was.
    """
    nested = connection.begin_nested()
    try:
        _put(connection, codec, record, revision)
    except DBAPIError:
        nested.rollback()
        return False
    nested.commit()
    return True


def _put(connection: Connection, codec: Codec, record: Record, revision: int) -> None:
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


def take_away_hanging(connection: Connection, done: Salvaged) -> None:
    """Takes away rows that name what is lost, until none is left.

    A record that goes is lost; one that has lost a row of its parts is unsure.
    """
    records = {codec.table.name: codec.kind for codec in CODECS.values()}
    parts = {
        part.table.name: (codec.kind, part.parent)
        for codec in CODECS.values()
        for part in codec.parts
    }
    while hanging := _hanging(connection):
        taken = 0
        for name, number in sorted(hanging):
            kind, key = (records[name], "id") if name in records else parts.get(name, ("", ""))
            gone = _take_rows(connection, name, number, key)
            taken += len(gone)
            (done.lost if name in records else done.unsure).update(
                (kind, each) for each in gone if kind
            )
        if not taken:
            raise AssertionError(f"rows of {hanging} name what is not there, and none can go")


def _hanging(connection: Connection) -> set[tuple[str, int]]:
    """Tables with rows that name what is not there, and by which of their references."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return {(row[0], row[3]) for row in rows}


def _take_rows(connection: Connection, name: str, number: int, key: str) -> list[Id]:
    """Deletes the rows of a table whose reference of that number hangs; whose they were."""
    chosen = text("SELECT * FROM pragma_foreign_key_list(:name)")
    keys = [row for row in connection.execute(chosen, {"name": name}) if row[0] == number]
    named = dict.fromkeys((*(row[3] for row in keys), *([key] if key else [])))
    own = table(name, *(column(each) for each in named))
    above = table(keys[0][2], *(column(row[4]) for row in keys)).alias("above")
    same = [above.c[row[4]] == own.c[row[3]] for row in keys]
    given = [own.c[row[3]].is_not(None) for row in keys]
    condition = delete(own).where(*given, ~exists().where(*same))
    told = own.c[key] if key else literal_column("''")
    return list(connection.execute(condition.returning(told)).scalars())


def account_for(
    connection: Connection,
    known: Mapping[Named, State],
    carved: Carved,
    whole: Collection[Named],
    done: Salvaged,
) -> None:
    """Says in the end what is lost and of what it is not sure.

    Args:
        connection: to the new file.
        known: by record.
        carved: what was read.
        whole: records of which nothing is lost.
        done: what is said.
    """
    there = {(kind, own) for kind, codec in CODECS.items() for own in _ids(connection, codec)}
    gone = {name for name, state in known.items() if state.is_gone}
    done.lost |= known.keys() | _entered(carved) | done.unsure
    done.lost -= gone
    done.lost -= there
    for kind, codec in CODECS.items():
        if any(part.table.name in carved.broken for part in codec.parts):
            done.unsure |= {name for name in there - set(whole) if name[0] == kind}
    done.unsure &= there


def _entered(carved: Carved) -> set[Named]:
    """Records that an index names."""
    kinds = {codec.table.name: codec.kind for codec in CODECS.values()}
    return {
        (kinds[name], own)
        for name, entries in carved.entries.items()
        for each in entries
        if name in kinds and isinstance(own := each.get("id"), str)
    }


def _ids(connection: Connection, codec: Codec) -> list[Id]:
    return list(connection.execute(select(codec.table.c.id)).scalars())
