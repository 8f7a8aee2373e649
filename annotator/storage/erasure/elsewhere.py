"""Whether somebody was erased from a file by another program while it is open here."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from annotator.storage import schema
from annotator.storage.creation import journal_beside
from annotator.storage.erasure.rows import ACTION


def erased_since(connection: Connection, revision: int) -> bool:
    """Whether the journal has an erasure after one of its entries."""
    table = schema.journal
    chosen = select(table.c.seq).where(table.c.action == ACTION, table.c.seq > revision).limit(1)
    return connection.execute(chosen).first() is not None


def stamp_at_rest(place: Path) -> tuple[int, int] | None:
    """Size and time of change of a file; None where it is written to now, or is not there."""
    try:
        left = journal_beside(place)
        if left.is_file() and left.stat().st_size:
            return None
        found = place.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
