"""What a login can ask a server by SQL of its own, and what it is told."""

from __future__ import annotations

from typing import Any

import psycopg

# What no other person's work changes: one's own connection, and the server's own memory.
OF_ITSELF = ("pg_stat_ssl", "pg_stat_gssapi", "pg_stat_activity", "pg_timezone", "pg_backend_mem")
CALLS = (
    "txid_current()", "pg_current_xact_id()", "pg_current_wal_lsn()", "pg_current_snapshot()",
    "lo_create(0)", "pg_export_snapshot()", "pg_database_size(current_database())",

)  # fmt: skip
NEUTRAL = {
    "boolean": "false", "text": "''", "name": "''", "bytea": "''", "integer": "0", "bigint": "0",
    "oid": "0", "pg_lsn": "'0/0'", "xid": "'3'", "xid8": "'3'", "pg_snapshot": "'3:3:'",
    "txid_snapshot": "'3:3:'", "double precision": "0", "regclass": "0", "smallint": "0",
}  # fmt: skip
"""Values to call a function with whose answer may be of the whole server."""
OF_CHANCE = (
    "random", "gen_random_uuid", "pg_backend_pid", "timeofday", "now", "clock_timestamp",
    "statement_timestamp", "transaction_timestamp",
)  # fmt: skip
"""Functions that answer otherwise each time, whatever anybody does."""
WRITTEN = {
    "ALTER ROLE CURRENT_USER SET work_mem = '5MB'": "pg_db_role_setting",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC": "pg_default_acl",
    "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC": "pg_default_acl",
}
"""What any login may write, and where: by the number of that transaction one counts all others'."""
COUNTED = ("moments", "moment_codes", "journal", "tombstones")
"""Tables of whose sizes and counters every function is asked."""


def relations(sql: Any, kinds: str = "rvpm", *, whole: bool = False) -> dict[str, int]:
    """By full name the server's number of each table and view, readable or not.

    Unless `whole` without the standard's own views, which tell the catalogues in other words.
    """
    listed = sql.execute(
        "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.oid FROM pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind = ANY(%s) "
        "AND n.nspname NOT LIKE 'pg_toast%%' AND (%s OR n.nspname <> 'information_schema') "
        "ORDER BY 1",
        ([*kinds], whole),
    )
    return {name: oid for name, oid in listed if not any(each in name for each in OF_ITSELF)}


def columns(sql: Any, oid: int) -> list[str]:
    found = sql.execute(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s AND NOT attisdropped",
        (oid,),
    )
    return [row[0] for row in found]


def answer(sql: Any, query: str, values: tuple[Any, ...] | None = None) -> Any:
    """The rows that a query gives, or the number of its error."""
    try:
        return sql.execute(query, values).fetchall()
    except psycopg.Error as error:
        return error.sqlstate


def may_enter(sql: Any, oid: int) -> bool:
    """Whether the login may use the schema of a relation at all."""
    asked = "SELECT has_schema_privilege(relnamespace, 'USAGE') FROM pg_class WHERE oid = %s"
    return bool(sql.execute(asked, (oid,)).fetchone()[0])


def digest(sql: Any, name: str, oid: int) -> Any:
    """All that a login gets of a relation, in short; column by column where not all are given."""
    asked = "SELECT count(*), md5(string_agg({0}::text, '|' ORDER BY {0}::text)) FROM {1} AS t"
    whole = answer(sql, asked.format("t", name))
    if not isinstance(whole, str) or not may_enter(sql, oid):
        return whole
    return [answer(sql, asked.format(f"t.{each}", name)) for each in columns(sql, oid)]


def rows_with(sql: Any, name: str, oid: int, marks: list[str]) -> int:
    """In how many rows, as far as they can be read, one of some words stands."""
    asked = "SELECT count(*) FROM {1} AS t WHERE {0}::text ~ %s"
    pattern = ("|".join(marks),)
    whole = answer(sql, asked.format("t", name), pattern)
    if not isinstance(whole, str):
        return int(whole[0][0])
    if not may_enter(sql, oid):
        return 0
    parts = [answer(sql, asked.format(f"t.{e}", name), pattern) for e in columns(sql, oid)]
    return sum(int(each[0][0]) for each in parts if not isinstance(each, str))


def calls(sql: Any) -> list[str]:
    """Calls of all functions of the catalogue that take nothing, or tell a place or a number.

    Places in the write-ahead log and numbers of transactions are the whole server's.
    """
    listed = sql.execute(
        "SELECT p.proname, array(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) AS t) "
        "FROM pg_proc AS p WHERE p.pronamespace = 'pg_catalog'::regnamespace "
        "AND p.prokind = 'f' AND p.prorettype <> 'internal'::regtype "
        "AND p.prorettype <> 'trigger'::regtype AND (p.pronargs = 0 OR p.prorettype IN "
        "('pg_lsn'::regtype, 'xid'::regtype, 'xid8'::regtype, 'pg_snapshot'::regtype, "
        "'txid_snapshot'::regtype)) ORDER BY 1, 2"
    ).fetchall()
    return [
        f"{name}({', '.join(f'{NEUTRAL[each]}::{each}' for each in types)})"
        for name, types in listed
        if name not in OF_CHANCE and all(each in NEUTRAL for each in types)
    ]


def told(sql: Any, *, whole: bool = False) -> dict[str, Any]:
    """All answers: every relation, each function that tells of one, numbers of transactions."""
    known = relations(sql, whole=whole)
    answers: dict[str, Any] = {name: digest(sql, name, oid) for name, oid in known.items()}
    functions = sql.execute(
        "SELECT DISTINCT p.proname FROM pg_proc AS p "
        "WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.pronargs = 1 AND NOT p.proretset "
        "AND p.proargtypes[0] IN ('oid'::regtype, 'regclass'::regtype) AND p.prokind = 'f' "
        "ORDER BY 1"
    ).fetchall()
    for (function,) in functions:
        for name, oid in known.items():
            if whole or name.endswith(tuple(f".{each}" for each in COUNTED)):
                given = answer(sql, f"SELECT {function}({oid})")
                answers[f"{function}({name})"] = given
                if given == "42501" and not whole:
                    break  # it is shut, whatever it is asked of
    for call in {*CALLS, *calls(sql)}:
        answers[call] = answer(sql, f"SELECT {call}")
    for statement, name in WRITTEN.items():
        answer(sql, statement)
        asked = f"SELECT max(xmin::text::bigint) FROM {name}"
        answers[f"{name} after {statement}"] = answer(sql, asked)
    answer(sql, "ALTER ROLE CURRENT_USER RESET work_mem")
    answers["whether somebody is there"] = answer(sql, "SELECT pg_terminate_backend(1)")
    for name in COUNTED:
        for hidden in ("ctid", "xmin", "tableoid"):
            answers[f"{name}.{hidden}"] = answer(sql, f"SELECT {hidden} FROM {name}")
    return answers
