"""A study taken from a file to a server, from there into a file, or to another server.

The rows are copied as they are, in one transaction of the target, and compared record by record
before it ends: either all of it stands there, or nothing. What is not a record's own changes:
the order of making among a coder's records is counted anew on a server (see `server.tables`),
and in a file the journals of a server's logins become one, by their times. The hashes of a file's
journal are the same on the server, and again in the file where nothing was done in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.storage import journal, schema, search
from annotator.storage.creation import write_file
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.rows.parting import OWNED_PARTS, put_parts
from annotator.storage.server import chains, homes, quoted
from annotator.storage.server.store import ServerStore, laid
from annotator.storage.server.tables import CHAINED, CODERS_TABLES
from annotator.storage.server.unseen import IS_OPEN
from annotator.storage.server.walls import Roles
from annotator.storage.store import Place, Store

Ask = Callable[[], str | None]
Rows = dict[str, list[dict[str, Any]]]
"""By table its rows, as a file has them."""

_NOTED = ("transcript", "moment", "memo", "judgement")
_BESIDE = (
    schema.tombstones,
    schema.lineage,
    schema.study_key,
    schema.kept_states,
    schema.other_ids,
    schema.work_days,
    schema.erasures,
    schema.erased_records,
    schema.erased_words,
)
_GONE = schema.erased_payloads


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What stands at the target, each compared.

    Attributes:
        counters_open: whether the target is a server that tells every login how much all write.
    """

    records: int
    entries: int
    counters_open: bool = False


def move(store: Store, target: Place, passphrase: str | None, ask: Ask | None) -> Moved:
    """Copies a study to a place where none is yet; the source stays as it is.

    Args:
        store: the source, open for its PI.
        target: a new file, or an empty database.
        passphrase: of the new file; None for a plain one.
        ask: gives the password of the login on the target's server.

    Raises:
        UserError: the source is handed-out work or a coder's login, something stands at the
            target, or what came there is not the same. Nothing is left there then.
    """
    _refuse(store, target)
    with store.reading() as source:
        rows = dict(_read(source))
        if isinstance(target, Address):
            with laid(target, ask) as (connection, roles):
                _write_shared(connection, roles, rows)
                moved = _compared(source, connection, rows, str(target))
                tells = bool(connection.exec_driver_sql(IS_OPEN).scalar())
                return replace(moved, counters_open=tells)
        done: list[Moved] = []

        def fill(connection: Connection) -> None:
            _write_file(connection, rows)
            done.append(_compared(source, connection, rows, str(target)))

        write_file(target, passphrase, fill, application_id=schema.APPLICATION_ID)
        return done[0]


def _refuse(store: Store, target: Place) -> None:
    where = str(store.address or store.place)
    if store.work is not None:
        raise UserError("handed-out work is not moved", where, "give the study itself")
    if isinstance(store, ServerStore) and store.login.role != "pi":
        raise UserError("only a PI's login reads all that is moved", where, "ask the PI")
    if store.address is None and isinstance(target, Path):
        raise UserError("both are files", where, "copy it, or make a backup")


# Reading --------------------------------------------------------------------------------------


def _read(source: Connection) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    shared = source.dialect.name == "postgresql"
    for table in schema.metadata.sorted_tables:
        if shared and table.name in CHAINED:
            continue
        yield table.name, [_cells(row) for row in source.execute(_ordered(table))]
    if shared:
        yield from _one_journal(source).items()


def _ordered(table: Table) -> Any:
    keys = [table.c[name] for name in ("seq", "owner", "id") if name in table.c]
    return select(table).order_by(*(keys or table.primary_key.columns))


def _cells(row: Any) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)


def _one_journal(source: Connection) -> Rows:
    """The chains of a server as a file's one chain, linked anew where they come together."""
    listed, held = chains.rows(source), chains.payloads(source)
    counted: dict[str, int] = defaultdict(int)
    for row in listed:
        if not row["chain"]:
            counted[row["device"]] = max(counted[row["device"]], row["device_seq"])
    entries: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    gone = {(row.chain, row.seq) for row in source.execute(select(_GONE))}
    erased: list[dict[str, Any]] = []
    former = journal.FIRST_HASH
    for seq, row in enumerate(listed, 1):
        chain, old_seq = row.pop("chain"), row["seq"]
        if chain:  # each chain has counted its own
            counted[row["device"]] += 1
            row["device_seq"] = counted[row["device"]]
        row["seq"] = seq
        row["hash"] = former = journal.link(former, row)
        entries.append(row)
        if (chain, old_seq) in held:
            salt, payload = held[chain, old_seq]
            payloads.append({"seq": seq, "salt": salt, "payload": payload})
        elif (chain, old_seq) in gone:
            erased.append({"chain": "", "seq": seq})
    head = [{"only": 1, "seq": len(entries), "hash": former}]
    return {
        "journal": entries,
        "journal_payloads": payloads,
        "journal_head": head,
        _GONE.name: erased,
    }


# Writing --------------------------------------------------------------------------------------


def _write_shared(connection: Connection, roles: Roles, rows: Rows) -> None:
    """Into the tables of a server, as its PI; the references are looked at at the end."""
    for coder in rows["coders"]:
        homes.house(connection, roles, coder["id"])
    owners = {row["id"]: row["owner"] for name in CODERS_TABLES for row in rows[name]}
    for table in schema.metadata.sorted_tables:
        own = rows[table.name]
        if table.name in OWNED_PARTS and own:
            parent = OWNED_PARTS[table.name][1]
            put_parts(connection, table, own, [owners[row[parent]] for row in own])
            continue
        _put(connection, table, _counted_anew(own) if table.name in CODERS_TABLES else own)
    quoted.note_all(connection)


def _counted_anew(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with an order of making of each owner's own, in which no gap tells of others."""
    last: dict[str, int] = defaultdict(int)
    renewed = []
    for row in rows:
        last[row["owner"]] += 1
        renewed.append({**row, "seq": last[row["owner"]]})
    return renewed


def _write_file(connection: Connection, rows: Rows) -> None:
    """Into the tables of a new file, with its index of words."""
    for table in schema.metadata.sorted_tables:
        own = rows[table.name]
        if "seq" in table.c and table.name not in (*CHAINED, _GONE.name):
            own = [{**row, "seq": seq} for seq, row in enumerate(own, 1)]
        _put(connection, table, own)
    for kind in _NOTED:
        for record in load(connection, CODECS[kind]):
            search.enter(connection, record)


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if table.name == "journal_head":
        connection.execute(update(table), {"seq": rows[0]["seq"], "hash": rows[0]["hash"]})
    elif rows:
        connection.execute(insert(table).inline(), rows)


# Comparing ------------------------------------------------------------------------------------


def _compared(source: Connection, target: Connection, rows: Rows, where: str) -> Moved:
    """Sees that all records, with revision and owner, and all beside them are the same.

    Raises:
        UserError: one is not.
    """
    count = 0
    for kind in CODECS:
        here, there = _records(source, kind), _records(target, kind)
        if here != there:
            raise UserError(f"not every {kind} came as it was", where, "nothing is left there")
        count += len(here)
    for table in _BESIDE:
        if _set_of(source, table) != _set_of(target, table):
            raise UserError(f"the table {table.name} did not come as it was", where)
    head = rows["journal_head"][0]
    if journal.head(target) != (head["seq"], head["hash"]):
        raise UserError("the journal did not come as it was", where)
    return Moved(records=count, entries=len(rows["journal"]))


def _records(connection: Connection, kind: str) -> Mapping[str, Any]:
    codec = CODECS[kind]
    table = codec.table
    marks = {
        row[0]: (row[1], row[2])
        for row in connection.execute(select(table.c.id, table.c.revision, table.c.owner))
    }
    return {record.id: (record, marks[record.id]) for record in load(connection, codec)}


def _set_of(connection: Connection, table: Table) -> set[tuple[Any, ...]]:
    return {
        tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
        for row in connection.execute(select(table))
    }
