"""Each coder's own piece of the tables that are cut, in a schema that only their login enters.

The piece has the table's usual name, and the coder's login looks for names there first, so that
the same statements work for a coder and for a PI, who works on the whole tables. A query's plan,
the size of a table and the rows that a filter passes over are then those of the own piece.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from sqlalchemy import Connection

from annotator.domain.ids import Id, known_id
from annotator.storage import journal, schema
from annotator.storage.server.connecting import SCHEMA, say_all
from annotator.storage.server.tables import CUT, columns_of, key_of, name_of, unsampled
from annotator.storage.server.walls import CODERS_WRITE, Roles, rights
from annotator.storage.server.withheld import SHOWN, WITHHELD

_TABLES = [table for table in schema.metadata.sorted_tables if table.name in CUT]
_OWN_ROWS = {
    "owner": f"owner = (SELECT {SCHEMA}.own_coder())",
    "chain": f"chain = (SELECT {SCHEMA}.own_chain())",
}
_ON_OPEN_TEXTS = {
    "moments": f"EXISTS (SELECT 1 FROM {SCHEMA}.transcripts AS t "
    "WHERE t.id = moments.transcript_id)"
}
"""What besides a row must be to be written: a text that own moments stand in is open, so that
nobody opens one by a moment."""


def house(connection: Connection, roles: Roles, coder_id: Id) -> None:
    """Makes the pieces of a coder where there are none, before anything of theirs is written.

    Inside a transaction that has written nothing yet; only a login that shares in the owner's
    role may, which a PI's does.
    """
    run = connection.exec_driver_sql
    if home_of(connection, coder_id) is not None:
        return
    home = f"c_{secrets.token_hex(6)}"
    run("INSERT INTO annotator.homes (coder_id, home) VALUES (%s, %s)", (coder_id, home))
    run(f"SET LOCAL ROLE {roles.owner}")
    run(f"CREATE SCHEMA {home}")
    say_all(connection, statements(roles, home, coder_id))
    run("RESET ROLE")
    open_chain(connection, coder_id)


def home_of(connection: Connection, coder_id: Id) -> str | None:
    """The schema of a coder's pieces."""
    sql = "SELECT home FROM annotator.homes WHERE coder_id = %s"
    found: str | None = connection.exec_driver_sql(sql, (coder_id,)).scalar()
    return found


def homes(connection: Connection) -> dict[Id, str]:
    """By coder the schema."""
    rows = connection.exec_driver_sql("SELECT coder_id, home FROM annotator.homes")
    return {row[0]: row[1] for row in rows}


def open_chain(connection: Connection, chain: str) -> None:
    """Makes the head of a journal's chain, where there is none."""
    connection.exec_driver_sql(
        'INSERT INTO annotator.journal_head_chains (chain, "only", seq, hash) '
        "VALUES (%s, 1, 0, %s) ON CONFLICT DO NOTHING",
        (chain, journal.FIRST_HASH),
    )


def statements(roles: Roles, home: str, coder_id: Id) -> Iterator[str]:
    """What makes a coder's pieces and puts their walls up, or puts them up anew."""
    value = known_id(coder_id)  # a UUID: nothing that could end a text
    for table in _TABLES:
        piece, key = f"{home}.{table.name}", key_of(table.name)
        whole = f"{SCHEMA}.{name_of(table)}"
        yield f"CREATE TABLE IF NOT EXISTS {piece} PARTITION OF {whole} FOR VALUES IN ('{value}')"
        yield f"ALTER TABLE {piece} ALTER COLUMN {key} SET DEFAULT '{value}'"
        yield from unsampled(piece, table)
        yield f"ALTER TABLE {piece} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {piece} FORCE ROW LEVEL SECURITY"
        own = _OWN_ROWS[key]
        yield f"DROP POLICY IF EXISTS own ON {piece}"
        kept = f"{own} AND {_ON_OPEN_TEXTS.get(table.name, 'true')}"
        yield f"CREATE POLICY own ON {piece} TO {roles.coder} USING ({own}) WITH CHECK ({kept})"
    yield from _views(roles, home)


def _views(roles: Roles, home: str) -> Iterator[str]:
    """What a coder reads of tables that have columns withheld, or tell of more than is shown."""
    for name in (*WITHHELD, *SHOWN):
        withheld = WITHHELD.get(name, {})
        columns = [
            f"{withheld[each]} AS {each}" if each in withheld else f'"{each}"'
            for each in (column.name for column in schema.metadata.tables[name].c)
        ]
        yield f"DROP VIEW IF EXISTS {home}.{name}"
        yield (
            f"CREATE VIEW {home}.{name} WITH (security_invoker = true) "
            f"AS SELECT {', '.join(columns)} FROM {SCHEMA}.{name} WHERE {SHOWN.get(name, 'true')}"
        )
        yield f"GRANT SELECT ON {home}.{name} TO {roles.coder}"


def entering(home: str, login: str, *, only_reads: bool = False) -> Iterator[str]:
    """What lets a login, whose name is quoted, into a coder's pieces."""
    yield f"GRANT USAGE ON SCHEMA {home} TO {login}"
    for table in _TABLES:
        allowed = "SELECT" if only_reads else CODERS_WRITE[table.name]
        named = rights(allowed, columns_of(table))
        yield f"GRANT {named} ON {home}.{table.name} TO {login}"


def leaving(home: str, login: str) -> Iterator[str]:
    """The opposite."""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {home} FROM {login}"
    yield f"REVOKE ALL ON SCHEMA {home} FROM {login}"
