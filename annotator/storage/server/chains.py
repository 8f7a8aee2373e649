"""The journal of a study on a server: a chain of its own for each coder, one for the PI.

One chain for all would tell every coder how many edits the others made, and when: its numbers,
its hashes and the wait for its end. A coder's login reads and lengthens its own chain only, and
through the views `journal`, `journal_payloads` and `journal_head` the code of a file's journal
does not know of the others. A PI reads all chains, put together by their times.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from annotator.storage import journal
from annotator.storage.journal import JournalEntry
from annotator.storage.server.connecting import SCHEMA
from annotator.storage.streaming import streamed

_COLUMNS = (
    "chain", "seq", "at", "device", "device_seq", "actor", "action", "records",
    "payload_sha256", "hash",
)  # fmt: skip
_ROWS = f"SELECT {', '.join(_COLUMNS)} FROM {{}} ORDER BY at, chain, seq"
_PAYLOADS = "SELECT chain, seq, salt, payload FROM {}"
_LINKED = (
    f"SELECT {', '.join(_COLUMNS)}, salt, payload "
    "FROM {entries} FULL JOIN {kept} USING (chain, seq) ORDER BY chain, seq"
)
_HEADS = "SELECT chain, seq, hash FROM {}"

_LOCK = text(
    "SELECT 1 FROM annotator.journal_head_chains "
    "WHERE CAST(:chains AS text[]) IS NULL OR chain = ANY(:chains) ORDER BY chain FOR UPDATE"
)
_LOCK_OWN = text("SELECT 1 FROM journal_head FOR UPDATE")

Place = tuple[str, int]
"""Chain and number of an entry."""


def hold(connection: Connection, chains: list[str] | None = None) -> None:
    """Lets nobody else write into some chains until the transaction ends; None for all."""
    connection.execute(_LOCK, {"chains": chains})


def hold_own(connection: Connection) -> None:
    """The same for a coder's own."""
    connection.execute(_LOCK_OWN)


def _asked(connection: Connection, sql: str, table: str) -> Iterator[Any]:
    """Rows of all chains that this login may see: of the whole table, or of the own piece."""
    sql = sql.format(_table_of(connection, table))
    yield from connection.exec_driver_sql(sql)


def _table_of(connection: Connection, name: str) -> str:
    home = connection.exec_driver_sql("SELECT annotator.own_home()").scalar()
    return f"{SCHEMA}.{name}_chains" if home is None else f"{home}.{name}"


def rows(connection: Connection) -> list[dict[str, Any]]:
    """All entries that this login may see, by their times; within a chain always in order."""
    found = [dict(zip(_COLUMNS, row, strict=True)) for row in _asked(connection, _ROWS, "journal")]
    waiting: dict[str, list[dict[str, Any]]] = {}
    for each in sorted(found, key=lambda row: row["seq"], reverse=True):
        waiting.setdefault(each["chain"], []).append(each)
    return [waiting[each["chain"]].pop() for each in found]


def payloads(connection: Connection) -> dict[Place, tuple[bytes, str]]:
    """Salt and payload of the entries that have theirs still."""
    listed = _asked(connection, _PAYLOADS, "journal_payloads")
    return {(chain, seq): (bytes(salt), payload) for chain, seq, salt, payload in listed}


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """Where each chain ends."""
    return {row[0]: (row[1], row[2]) for row in _asked(connection, _HEADS, "journal_head")}


def entries(connection: Connection) -> list[JournalEntry]:
    """The same as entries, numbered as they stand in this list."""
    made = []
    for number, row in enumerate(rows(connection), 1):
        cells = {name: row[name] for name in _COLUMNS[1:]} | {"seq": number}
        touched = json.loads(row["records"])
        cells["records"] = tuple((kind, key, revision) for kind, key, revision in touched)
        made.append(JournalEntry(**cells))
    return made


def payload(connection: Connection, number: int) -> list[dict[str, Any]] | None:
    """The payload of the entry that stands at a number of `entries`; None where it was erased."""
    listed = rows(connection)
    if not 0 < number <= len(listed):
        return None
    own = listed[number - 1]
    found = payloads(connection).get((own["chain"], own["seq"]))
    loaded: list[dict[str, Any]] | None = None if found is None else json.loads(found[1])
    return loaded


def faults(connection: Connection) -> list[str]:
    """Chains that are broken, and payloads that are not what was recorded; no names, no words.

    Entry by entry with its payload: a long journal is never held as a whole.
    """
    ends: dict[str, tuple[int, str]] = {}
    found: list[str] = []
    for cells in _linked(connection):
        row = dict(zip(_COLUMNS, cells, strict=False))
        salt, payload_text = cells[len(_COLUMNS) :]
        seq, last = ends.get(row["chain"], (0, journal.FIRST_HASH))
        if row["hash"] is not None:
            if row["seq"] != seq + 1 or journal.link(last, row) != row["hash"]:
                return [f"a journal is broken at its record {seq + 1}"]
            ends[row["chain"]] = (row["seq"], row["hash"])
        is_kept = payload_text is not None
        if is_kept and journal.payload_hash(bytes(salt), payload_text) != row["payload_sha256"]:
            found.append(f"the content of journal record {row['seq']} is not what was recorded")
    return [
        *(
            "a journal does not end where its head says"
            for chain, end in heads(connection).items()
            if ends.get(chain, (0, journal.FIRST_HASH)) != end
        ),
        *found,
    ]


def _linked(connection: Connection) -> Iterator[Any]:
    """Rows of all chains that this login may see, in order, each with its salt and payload."""
    entries, kept = (_table_of(connection, name) for name in ("journal", "journal_payloads"))
    return streamed(connection, _LINKED.format(entries=entries, kept=kept))
