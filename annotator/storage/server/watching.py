"""Whether others have written what a login may see; nothing else can be told from it.

The own chain of the journal is not among it: the store knows where it stood. A PI and a reader see
how far the coders' chains have come. A coder sees how often each record that it may read was
written, which is the same whatever other coders do; so does a reader of the consensus, whose
layer the PI writes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from annotator.storage import schema
from annotator.storage.server.connecting import SCHEMA
from annotator.storage.server.tables import CODERS_TABLES
from annotator.storage.server.walls import CODERS_READ

_PIS = (*CODERS_READ, "assignments")
_HEADS = f"SELECT chain, seq FROM {SCHEMA}.journal_head_chains WHERE chain <> '' ORDER BY chain"
_READS = f"(SELECT role = 'reader' FROM {SCHEMA}.logins WHERE login = session_user)"
_OFTEN = "SELECT '{0}', count(*), sum(revision) FROM {0} WHERE {1}"
_WRITTEN = " UNION ALL ".join(
    _OFTEN.format(table.name, "true" if table.name in _PIS else _READS)
    for table in schema.metadata.sorted_tables
    if table.name in (*_PIS, *CODERS_TABLES) and "revision" in table.c
)

State = tuple[tuple[Any, ...], ...]


def state_of(connection: Connection, *, of_coder: bool) -> State:
    """How the study stands, for what this login may see."""
    rows = connection.exec_driver_sql(_WRITTEN if of_coder else _HEADS)
    return tuple(tuple(row) for row in rows)
