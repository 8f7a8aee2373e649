"""What a rescue keeps of what a damaged study knew of erasures."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from annotator.storage import schema
from annotator.storage.carving import Carved
from annotator.storage.erasure.known import TABLES, leave_out
from annotator.storage.erasure.rows import ACTION

SINCE = 7
"""The schema that has tables for it; before, only the journal told."""
_JOURNALLED = """INSERT OR IGNORE INTO erased_records (kind, id)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')
    FROM journal, json_each(CASE WHEN json_valid(records) THEN records ELSE '[]' END)
    WHERE action = :action AND actor IS NULL AND json_type(value, '$[1]') = 'text'"""


def erasures_unknown(carved: Carved, *, entries_lost: int) -> bool:
    """Whether an erasure may have stood on what is lost."""
    if carved.version is not None and carved.version < SINCE:
        return bool(entries_lost)
    return erasures_torn(carved)


def erasures_torn(carved: Carved) -> bool:
    """Whether a page is lost of the tables that know of erasures."""
    return not carved.broken.isdisjoint(each.name for each in TABLES)


def note_journalled(connection: Connection) -> None:
    """Notes of which records the journal says that an erasure has touched them.

    The tables for it may be lost; each file that the erasure has reached has noted these too.
    """
    connection.exec_driver_sql(_JOURNALLED, {"action": ACTION})


def settle_payloads(connection: Connection) -> None:
    """Notes which payloads are not there, once the journal is mended: erased or lost alike."""
    entries, kept, gone = schema.journal, schema.journal_payloads, schema.erased_payloads
    connection.execute(delete(gone))
    chosen = select(entries.c.seq).where(entries.c.seq.not_in(select(kept.c.seq)))
    leave_out(connection, [("", seq) for seq in connection.execute(chosen).scalars()])
