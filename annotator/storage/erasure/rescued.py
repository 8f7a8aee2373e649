"""What a rescue keeps of what a damaged study knew of erasures."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from annotator.storage import schema
from annotator.storage.carving import Carved
from annotator.storage.erasure.known import TABLES, leave_out

SINCE = 7
"""The schema that has tables for it; before, only the journal told."""


def erasures_unknown(carved: Carved, *, entries_lost: int) -> bool:
    """Whether an erasure may have stood on what is lost."""
    if carved.version is not None and carved.version < SINCE:
        return bool(entries_lost)
    return not carved.broken.isdisjoint(each.name for each in TABLES)


def settle_payloads(connection: Connection) -> None:
    """Notes which payloads are not there, once the journal is mended: erased or lost alike."""
    entries, kept, gone = schema.journal, schema.journal_payloads, schema.erased_payloads
    connection.execute(delete(gone))
    chosen = select(entries.c.seq).where(entries.c.seq.not_in(select(kept.c.seq)))
    leave_out(connection, [("", seq) for seq in connection.execute(chosen).scalars()])
