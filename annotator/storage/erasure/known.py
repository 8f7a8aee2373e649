"""What a study knows of those who were erased from it: ids and keyed hashes, never words.

It stands in tables of its own, in each file of the study: a backup that is opened in its place
and a file that was rescued know of an erasure too, whatever became of the journal. Of what was
said they keep what knows a quote again (see `domain.fingerprints`).
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from annotator.domain.errors import Erased
from annotator.domain.fingerprints import fingerprints
from annotator.domain.ids import Id, new_id
from annotator.domain.quotes import Quotes
from annotator.storage import schema
from annotator.storage.erasure.journals import Entry
from annotator.storage.lineage import Key

SALT_BYTES = 16
TABLES = (schema.erasures, schema.erased_records, schema.erased_words)
"""What one file of a study may tell another; which payloads are gone is each file's own."""

Rows = Mapping[str, set[tuple[Any, ...]]]
"""By table its rows."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """One erasure, in whatever file it is done."""

    id: Id = field(default_factory=new_id)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


def note(
    connection: Connection,
    stamp: Stamp,
    touched: Iterable[Key],
    quotes: Quotes,
) -> None:
    """Notes what an erasure has taken from a file, inside its transaction.

    Args:
        connection: of the file.
        stamp: of the erasure.
        touched: the records that it has taken away or changed.
        quotes: of what was said.
    """
    _put(connection, schema.erasures, {(stamp.id, stamp.at)})
    _put(connection, schema.erased_records, touched)
    salt = next(iter(_hashes(connection)), None) or secrets.token_bytes(SALT_BYTES)
    own = fingerprints(salt, quotes)
    _put(connection, schema.erased_words, ((salt, each) for each in own))


def leave_out(connection: Connection, entries: Iterable[Entry]) -> None:
    """Notes that entries of the journal have no payload any more."""
    _put(connection, schema.erased_payloads, entries)


def told(connection: Connection) -> Rows:
    """What a file knows, for another of the same study."""
    return {each.name: _rows(connection, each) for each in TABLES}


def take_up(connection: Connection, rows: Rows) -> None:
    """Adds what another file of the study knows."""
    for table in TABLES:
        _put(connection, table, rows[table.name])


def erasures(connection: Connection) -> frozenset[Id]:
    """Which erasures a study knows of, by id."""
    return frozenset(connection.execute(select(schema.erasures.c.id)).scalars())


def knows_all_of(connection: Connection, other: Connection, *, torn: bool) -> bool:
    """Whether a file knows of each erasure that another knows of.

    Args:
        connection: to the one.
        other: to the other.
        torn: what the other knows of erasures is not whole; then each record of which it still
            knows that one has touched it must be known as such, too.
    """
    if erasures(other) - erasures(connection):
        return False
    return not torn or not erased_records(other) - erased_records(connection)


def refuse_since(connection: Connection, seen: frozenset[Id]) -> None:
    """Stops what was made before somebody was erased, inside its transaction.

    Raises:
        Erased: there is an erasure that was not seen yet.
    """
    if erasures(connection) - seen:
        raise Erased


def erased_records(connection: Connection) -> set[Key]:
    """All records that erasures have touched."""
    table = schema.erased_records
    return {(row.kind, row.id) for row in connection.execute(select(table.c.kind, table.c.id))}


def erased_words(connection: Connection) -> Mapping[bytes, frozenset[bytes]]:
    """The hashes by which quotes are known, by their key."""
    return {salt: frozenset(own) for salt, own in _hashes(connection).items()}


def _hashes(connection: Connection) -> dict[bytes, set[bytes]]:
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for salt, own in sorted(_rows(connection, schema.erased_words)):
        found[salt].add(own)
    return found


def _rows(connection: Connection, table: Table) -> set[tuple[Any, ...]]:
    return {
        tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
        for row in connection.execute(select(table))
    }


def _put(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Adds the rows that are not there yet."""
    new = set(rows) - _rows(connection, table)
    if new:
        names = table.c.keys()
        values = [dict(zip(names, each, strict=True)) for each in sorted(new)]
        connection.execute(insert(table).inline(), values)
