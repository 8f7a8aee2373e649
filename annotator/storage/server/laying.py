"""Makes the schema of a study on a server, and brings an older one to today's.

All of it is made from `schema.metadata` and can be made anew over what is there: tables and
columns that are missing are added, functions, rights and policies are put up afresh. So there is
one way for a new study and for an older one, in one transaction: it is whole, or as before. The
table `laid` holds the version; a newer one than this program's is refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage import schema
from annotator.storage.server import (
    erased,
    functions,
    given,
    homes,
    quoted,
    tables,
    unseen,
    walls,
    withheld,
)
from annotator.storage.server.connecting import SCHEMA, say_all
from annotator.storage.server.trouble import state_of
from annotator.storage.server.walls import Roles

_LAID = f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.laid (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    version bigint NOT NULL, prefix text NOT NULL)"""
WALLS = 3
"""Raised where what the walls let through is another, and the tables of a file are the same."""

_WITH_WALLS = f"ALTER TABLE {SCHEMA}.laid ADD COLUMN IF NOT EXISTS walls bigint"
_KNOWS_WALLS = f"""SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute
    WHERE attrelid = '{SCHEMA}.laid'::regclass AND attname = 'walls' AND NOT attisdropped)"""

_ALONE = f"SELECT pg_advisory_xact_lock(hashtext('{SCHEMA}.laid'))"
_LACKS_VIEWS = f"""SELECT EXISTS (SELECT 1 FROM {SCHEMA}.homes
    WHERE to_regclass(home || '.codes') IS NULL)"""


def lay_new(connection: Connection, where: str) -> Roles:
    """Makes the roles and the empty tables of a study, inside a transaction.

    Raises:
        UserError: a study stands in this database, its texts are not in UTF-8, or the login may
            not make roles.
    """
    run = connection.exec_driver_sql
    if run(f"SELECT to_regnamespace('{SCHEMA}') IS NOT NULL").scalar():
        raise UserError("a study stands in this database", where, "give an empty database")
    if run("SHOW server_encoding").scalar() != "UTF8":
        raise UserError("this database does not hold texts in UTF-8", where, "make one that does")
    may = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = session_user"
    if not run(may).scalar():
        hint = "have the server's keeper give it CREATEROLE, and CREATE on the database"
        raise UserError("this login may not make roles", where, hint)
    roles = Roles(f"annotator_{secrets.token_hex(4)}")
    for name in (roles.owner, *roles.groups):
        run(f"CREATE ROLE {name} NOLOGIN")
    run(f"GRANT {roles.owner} TO {roles.pi}")
    run(f"GRANT {roles.pi} TO session_user")
    run(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION {roles.owner}")
    database = run("SELECT quote_ident(current_database())").scalar_one()
    run(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    run(f"GRANT CONNECT ON DATABASE {database} TO {', '.join(roles.groups)}")
    run(f"GRANT CREATE ON DATABASE {database} TO {roles.owner}")
    _lay(connection, roles, {})
    run(
        f"INSERT INTO {SCHEMA}.laid (version, prefix, walls) VALUES (%s, %s, %s)",
        (schema.VERSION, roles.prefix, WALLS),
    )
    run(f"INSERT INTO {SCHEMA}.logins (login, role) VALUES (session_user, 'pi')")
    homes.open_chain(connection, "")
    return roles


def forget(connection: Connection, roles: Roles) -> None:
    """Takes the tables and roles of a study away, inside a transaction."""
    run = connection.exec_driver_sql
    for home in homes.homes(connection).values():
        run(f"DROP SCHEMA {home} CASCADE")
    run(f"DROP SCHEMA {SCHEMA} CASCADE")
    database = run("SELECT quote_ident(current_database())").scalar_one()
    run(f"REVOKE ALL ON DATABASE {database} FROM {', '.join((roles.owner, *roles.groups))}")
    for name in (roles.owner, *roles.groups):
        run(f"DROP ROLE {name}")


def renewed(connection: Connection, where: str) -> Roles:
    """The study's roles; where its tables are older they are brought to today's.

    Of several PIs who open it at once one does that. What is looked at before holds no table, so
    that nobody waits for somebody who waits.

    Raises:
        UserError: there is no study for this login or program; or another program holds its
            tables while they are to be brought to today's.
    """
    with connection.begin_nested() as look:
        roles, due = _due(connection, where)
        look.rollback()
    if due is not None:
        with _waiting(where):
            connection.exec_driver_sql(_ALONE)
            roles, due = _due(connection, where)
            if due is not None:
                due(connection)
    return roles


def _due(connection: Connection, where: str) -> tuple[Roles, Callable[[Connection], None] | None]:
    """The study's roles, and what this program has to do before it works there."""
    run = connection.exec_driver_sql
    if not run("SELECT to_regnamespace('annotator') IS NOT NULL").scalar():
        raise UserError("there is no study in this database", where, "make one: `annotator new`")
    if not run("SELECT has_schema_privilege('annotator', 'USAGE')").scalar():
        raise UserError("this login has no part in the study", where, "ask the PI for one")
    version, prefix = run("SELECT version, prefix FROM annotator.laid").one()
    if version > schema.VERSION:
        raise UserError(
            f"made by a newer version of IPR Annotator (schema {version}, "
            f"this one knows {schema.VERSION})",
            where,
            "update IPR Annotator",
        )
    roles = Roles(prefix)
    may = run("SELECT pg_has_role(%s, 'MEMBER')", (roles.owner,)).scalar()
    if version < schema.VERSION and not may:
        hint = "have the PI who made it open it once with this version"
        raise UserError("the study is of an older version", where, hint)
    if may and (version < schema.VERSION or _walls(connection) < WALLS):
        return roles, partial(renew, roles=roles, version=version)
    if may and quoted.is_in_doubt(connection):
        return roles, quoted.note_all
    return roles, None


@contextmanager
def _waiting(where: str) -> Iterator[None]:
    """Tells of tables that somebody else holds, in an open transaction or a dump."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        if state_of(error) not in ("55P03", "40P01"):
            raise
        what = "the study is to be brought to this version, and another program holds its tables"
        hint = "end dumps and queries that stand open, then open it again"
        raise UserError(what, where, hint) from None


def _walls(connection: Connection) -> int:
    """Which walls stand; 0 for those of before they were counted, and where some are missing.

    An older program that a PI works with still lets coders in with the views that it knows of.
    """
    run = connection.exec_driver_sql
    if not run(_KNOWS_WALLS).scalar() or run(_LACKS_VIEWS).scalar():
        return 0
    return run(f"SELECT walls FROM {SCHEMA}.laid").scalar() or 0


def renew(connection: Connection, roles: Roles, version: int) -> None:
    """Brings an older schema, or older walls, to today's inside a transaction; only a PI may."""
    _lay(connection, roles, homes.homes(connection))
    if version < erased.SINCE:
        say_all(connection, erased.statements())
    connection.exec_driver_sql(withheld.CALL_ALL)
    quoted.note_all(connection)
    connection.exec_driver_sql(
        f"UPDATE {SCHEMA}.laid SET version = %s, walls = %s", (schema.VERSION, WALLS)
    )


def _lay(connection: Connection, roles: Roles, known: dict[Id, str]) -> None:
    run = connection.exec_driver_sql
    run(f"SET LOCAL ROLE {roles.owner}")
    say_all(connection, _statements(roles))
    for coder_id, home in known.items():
        say_all(connection, homes.statements(roles, home, coder_id))
    run("RESET ROLE")
    if run("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").scalar():
        shut_counters(connection)


def shut_counters(connection: Connection) -> None:
    """Hides what the server counts of everybody, inside a superuser's transaction."""
    say_all(connection, unseen.statements())


def _statements(roles: Roles) -> Iterator[str]:
    yield from functions.FIRST
    yield _LAID
    yield _WITH_WALLS
    yield from tables.statements()
    yield from withheld.statements()
    yield from functions.statements()
    yield from given.statements()
    yield from walls.statements(roles)
