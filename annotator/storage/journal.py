"""The journal: what was done, by whom, when; a chain in which no link can be changed unseen.

Each row holds the SHA-256 of the row before and of itself. No row holds words of a transcript:
the records before and after stand in `journal_payloads`, which can be erased, and the chain
keeps only their salted hash.
"""

from __future__ import annotations

import json
import platform
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from annotator.domain.edits import Replace
from annotator.domain.ids import Id
from annotator.domain.merging import plain
from annotator.storage import schema
from annotator.storage.quick_json import dumps

FIRST_HASH = "0" * 64
LINKED = ("seq", "at", "device", "device_seq", "actor", "action", "records", "payload_sha256")
"""The cells of a row that its hash is of, beside the hash of the row before."""

_NOTE = "note"
_DELETE = b"\x7f"
Touched = tuple[str, Id, int]
"""Kind, id and revision of a record that an edit wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One edit as the journal has it.

    Attributes:
        seq: its number, which is the study's revision after it.
        at: UTC, ISO 8601; shown, never used to decide.
        device_seq: counts the edits of one device.
        actor: the coder who did it, None for the PI or a program.
        records: kind, id and revision of each record written.
        payload_sha256: salted hash of the records before and after.
    """

    seq: int
    at: str
    device: str
    device_seq: int
    actor: Id | None
    action: str
    records: tuple[Touched, ...]
    payload_sha256: str
    hash: str


def device_of(study_id: Id) -> str:
    """A short name for this machine that tells nothing of it and differs between studies."""
    return sha256(f"{study_id}\n{platform.node()}".encode()).hexdigest()[:16]


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; 0 and zeros before the first."""
    row = connection.execute(select(schema.journal_head.c.seq, schema.journal_head.c.hash)).first()
    return (row[0], row[1]) if row is not None else (0, FIRST_HASH)


def stands(connection: Connection, entry: tuple[int, str]) -> bool:
    """Whether an entry of this number and hash is in the journal."""
    table = schema.journal
    chosen = select(table.c.hash).where(table.c.seq == entry[0])
    return connection.execute(chosen).scalar() == entry[1]


def append(
    connection: Connection,
    changes: list[Replace],
    records: list[Touched],
    *,
    action: str,
    actor: Id | None,
    device: str,
    note: Mapping[str, object] | None = None,
) -> int:
    """The number of the entry that is written for an edit, inside its transaction.

    With a `note`, which is read by `note_of`, no changes are kept: never both.
    """
    former_seq, former_hash = head(connection)
    payload = json.dumps(
        [{"before": each.before, "after": each.after} for each in changes]
        if note is None
        else _kept(note, records),
        default=plain,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    salt = secrets.token_bytes(16)
    table = schema.journal
    counted = select(func.max(table.c.device_seq)).where(table.c.device == device)
    row: dict[str, Any] = {
        "seq": former_seq + 1,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "device": device,
        "device_seq": (connection.execute(counted).scalar() or 0) + 1,
        "actor": actor,
        "action": action,
        "records": dumps(records).decode(),
        "payload_sha256": payload_hash(salt, payload),
    }
    row["hash"] = link(former_hash, row)
    connection.execute(insert(table), row)
    connection.execute(
        insert(schema.journal_payloads), {"seq": row["seq"], "salt": salt, "payload": payload}
    )
    connection.execute(update(schema.journal_head), {"seq": row["seq"], "hash": row["hash"]})
    return int(row["seq"])


def _kept(note: Mapping[str, object], records: list[Touched]) -> list[Mapping[str, object]]:
    """A note as a payload; not so long as the records are, or it would be taken for theirs."""
    return [{_NOTE: note}] if len(records) != 1 else [{_NOTE: note}, {}]


def note_of(payload: str) -> dict[str, Any]:
    """The note in the payload of an entry; empty where it has none."""
    first: Mapping[str, dict[str, Any]] = next(iter(json.loads(payload)), {})
    return first.get(_NOTE, {})


def payload_hash(salt: bytes, payload: str) -> str:
    """The salted hash that the chain keeps of a payload."""
    return bytes_hash(salt, payload.encode("utf-8", "surrogatepass"))


def bytes_hash(salt: bytes, payload: bytes) -> str:
    """The same of the bytes that stand in the file."""
    found = sha256(salt)
    found.update(payload)
    return found.hexdigest()


def link(former_hash: str, row: Mapping[str, Any]) -> str:
    """The hash of a row: of the former hash and of all else that stands in it."""
    cells = [former_hash, *[row[name] for name in LINKED]]
    listed = dumps(cells)
    if not listed.isascii() or _DELETE in listed:  # these the standard one writes as \u…
        listed = json.dumps(cells, separators=(",", ":")).encode()
    return sha256(listed).hexdigest()


def entries(connection: Connection) -> Iterator[JournalEntry]:
    """All entries in order."""
    for row in connection.execute(select(schema.journal).order_by(schema.journal.c.seq)):
        yield entry_of(row)


def entry_of(row: Row[Any]) -> JournalEntry:
    """An entry of its row."""
    cells = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
    cells["records"] = tuple((kind, key, number) for kind, key, number in _listed(row.records))
    return JournalEntry(**cells)


def payload(connection: Connection, seq: int) -> list[dict[str, Any]] | None:
    """The records before and after an edit as JSON values; None where they were erased."""
    table = schema.journal_payloads
    text = connection.execute(select(table.c.payload).where(table.c.seq == seq)).scalar()
    loaded: list[dict[str, Any]] | None = None if text is None else json.loads(text)
    return loaded


def _listed(records: str) -> list[list[Any]]:
    loaded: list[list[Any]] = json.loads(records)
    return loaded
