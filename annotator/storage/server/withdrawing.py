"""Erases a participant from a study on a server: in place, in one transaction, then off its disk.

PostgreSQL leaves what is deleted where it stood until a table is written anew. So after the
transaction every table of the study is, with its indexes and the statistics that the planner has
drawn from it, and none may keep a dead row. What the server keeps beside its tables (its log of
changes, copies, logs) no login reaches from here: it is named instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from annotator.domain.address import Address
from annotator.domain.erasure import ErasedFile, Erasure, Found
from annotator.domain.errors import PartlyErased, UserError
from annotator.domain.withdrawal import Wish
from annotator.storage import journal, schema
from annotator.storage.erasure import known
from annotator.storage.erasure.remains import Sought
from annotator.storage.erasure.rows import (
    Plan,
    erase_rows,
    erased_before,
    note_for,
    planned,
    texts_of,
)
from annotator.storage.erasure.telling import count_sentences, found_in, refuse_unknown
from annotator.storage.reading import study_id as id_of_study
from annotator.storage.server import chains, quoted
from annotator.storage.server.check import find_faults
from annotator.storage.server.connecting import (
    SCHEMA,
    connect,
    hang_up,
    reading,
    waits_most,
    writing,
)
from annotator.storage.server.tables import name_of, unsampled
from annotator.storage.server.trouble import is_away, state_of, told
from annotator.storage.server.walls import Roles
from annotator.storage.streaming import streamed

Hear = Callable[[str], object]
UPKEEP_S = 6 * 3600.0
LOCK_S = 900  # a dump holds all tables until it is through
TRIES = 5
_PARTS = f"""SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN (
        SELECT '{SCHEMA}' UNION ALL SELECT home FROM {SCHEMA}.homes) ORDER BY 1"""
_COLUMNS = f"""SELECT format('%%I.%%I', n.nspname, c.relname) AS whole,
        format('%%I', a.attname), a.atttypid::regtype::text
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
    WHERE n.nspname = '{SCHEMA}' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid IN ('text'::regtype, 'bytea'::regtype)
    ORDER BY 1, a.attnum"""
_CELLS = """SELECT {column} FROM {table}
    WHERE octet_length({column}) >= :least AND position({blank} IN {column}) > 0"""
_BLANKS = {"text": "CAST(:blank AS text)", "bytea": "convert_to(:blank, 'UTF8')"}
_OWNS_DATABASE = """SELECT bool_or(rolsuper) OR bool_or(pg_has_role(session_user, datdba, 'USAGE'))
    FROM pg_roles, pg_database WHERE rolname = session_user AND datname = current_database()"""
_MAY_CHECKPOINT = """SELECT rolsuper OR pg_has_role(session_user, 'pg_checkpoint', 'USAGE')
    FROM pg_roles WHERE rolname = session_user"""
_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = session_user"
_OURS = f"""SELECT c.oid FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN (SELECT '{SCHEMA}' UNION ALL SELECT home FROM {SCHEMA}.homes)"""
_SAMPLED = "a.attstattarget IS DISTINCT FROM 0"
_DROP_SAMPLES = f"""DELETE FROM pg_catalog.pg_statistic AS s USING pg_catalog.pg_attribute AS a
    WHERE a.attrelid = s.starelid AND a.attnum = s.staattnum AND NOT ({_SAMPLED})
        AND s.starelid IN ({_OURS})"""
_SAMPLES = f"""SELECT s::text FROM pg_catalog.pg_statistic AS s WHERE s.starelid IN ({_OURS})"""
_SETTINGS = f"""SELECT current_setting('archive_mode'), current_setting('log_statement'),
    current_setting('log_min_duration_statement'),
    (SELECT count(*) FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = '{SCHEMA}.transcripts'::regclass AND a.attname = 'text'
            AND {_SAMPLED})"""
_GONE = "the rows are erased"
_NOT_ANEW = ("the server does not write its tables anew", "ask who runs it, then erase again")
_FAILED = {
    "away": (
        "the server went away before its tables were written anew",
        "erase again when it is there",
    ),
    "55P03": (
        "another program holds its tables, so that they are not written anew",
        "end dumps and close other windows, then erase again",
    ),
    "53100": (
        "the server’s disk has no room to write its tables anew",
        "tell who runs it, then erase again",
    ),
}
"""By the server's sign what failed once the rows were gone, and what to do."""
_FIRST_NUMBER = re.compile(r"\d+")
_STATISTICS = "pg_catalog.pg_statistic"


def find(place: Address, password: str | None, wish: Wish) -> Found:
    """What a study on a server holds of a participant; nothing is changed.

    Raises:
        UserError: the study has no such participant, or the server is away.
    """
    with _connected(place, password) as connection, reading(connection):
        refuse_unknown(connection, str(place), wish)
        return _found(connection, wish, planned(connection, wish, ())[0])


def erase(
    place: Address, password: str | None, roles: Roles, wish: Wish, hear: Hear | None = None
) -> Erasure:
    """Erases a participant, and proves it; doing it again goes on where it was cut short.

    The rows go in one transaction, which is only ended once none of the sentences is found in any
    row. May be done in any thread, beside an open study.

    Raises:
        PartlyErased: the rows are gone, but somebody's long transaction keeps them on the disk,
            or the server went away before all was done.
        UserError: as in `find`; or one of the sentences would still stand somewhere. Nothing is
            erased.
    """
    hear = hear or (lambda _what: None)
    with _connected(place, password) as connection:
        hear("The rows")
        with _storing(connection, place):
            chains.hold(connection)
            faults = set(find_faults(connection, roles, of_coder=False))
            refuse_unknown(connection, str(place), wish)
            plan, quotes = planned(connection, wish, ())
            found = _found(connection, wish, plan)
            said = count_sentences(texts_of(connection, plan.units)[0])
            earlier = erased_before(connection, plan.units)
            study_id = id_of_study(connection)
            sought = list(quotes.sentences())
            note = note_for(plan, sentences=len(sought), common=said - len(sought))
            device = journal.device_of(study_id)
            touched = erase_rows(connection, plan, device=device, note=note)
            quoted.note_all(connection)
            if not plan.is_empty:
                known.note(connection, known.Stamp(), touched, quotes)
            _prove(place, wish, sought, _cells(connection, sought))
            if odd := set(find_faults(connection, roles, of_coder=False)) - faults:
                what = f"the study would not be sound after it ({min(odd)})"
                raise UserError(what, str(place), "nothing is erased; please report it")
        with _once_gone(place):
            hear("The tables, written anew")
            _write_anew(connection, place, roles)
            hear("A search through all rows")
            with reading(connection):
                _prove(place, wish, sought, _cells(connection, sought))
                _prove(place, wish, sought, _samples(connection))
                rows = _count_rows(connection)
    return Erasure(
        study_id=study_id,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        found=found,
        files=(ErasedFile(name=_name(place), sha256="", kinds=plan.found, rows=rows),),
        sentences=len(sought),
        common=said - len(sought),
        earlier=earlier,
    )


@contextmanager
def _connected(place: Address, password: str | None) -> Iterator[Connection]:
    """A connection of its own, which takes its time."""
    with told(place):
        connection = connect(place, password)
        try:
            with writing(connection):
                connection.exec_driver_sql("SET statement_timeout = 0")
                connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
                most = text("SELECT set_config('lock_timeout', :most_ms, false)")
                connection.execute(most, {"most_ms": f"{1000 * LOCK_S:.0f}"})
            waits_most(connection, UPKEEP_S)
            yield connection
        finally:
            hang_up(connection)


@contextmanager
def _storing(connection: Connection, place: Address) -> Iterator[None]:
    """A transaction; where the server goes away in the moment of storing, nobody knows of it."""
    is_whole = False
    try:
        with writing(connection):
            yield
            is_whole = True
    except (DBAPIError, psycopg.Error) as error:
        if not (is_whole and is_away(error)):
            raise
        what = "the server went away while it erased the rows, so that they may be gone or not"
        raise PartlyErased(what, str(place), "erase again when it is there") from None


@contextmanager
def _once_gone(place: Address) -> Iterator[None]:
    """What follows the rows: whatever fails says that they are erased, and what is to be done."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        sign = "away" if is_away(error) else state_of(error)
        what, hint = _FAILED.get(sign, _NOT_ANEW)
        raise PartlyErased(f"{_GONE}, but {what}", str(place), hint) from None
    except UserError as error:
        raise PartlyErased(f"{_GONE}, but {error.what}", error.where, error.hint) from error


def _found(connection: Connection, wish: Wish, plan: Plan) -> Found:
    return found_in(connection, wish, plan, beyond=tuple(_beyond(connection)))


# Proof ----------------------------------------------------------------------------------------


def _prove(place: Address, wish: Wish, sought: list[str], cells: Iterable[Any]) -> None:
    """Sees that in none of some cells a sentence stands.

    Raises:
        UserError: one does.
    """
    looked, left = Sought(sought), set[str]()
    for cell in cells:
        left |= looked.found_in(cell if isinstance(cell, bytes) else str(cell).encode())
    if left:
        number = "one sentence" if len(left) == 1 else f"{len(left)} sentences"
        what = f"{number} of {wish.participant} would still stand in it"
        raise UserError(what, str(place), "nothing more is erased; please report it")


def _cells(connection: Connection, sought: list[str]) -> Iterator[Any]:
    """Every text of every table that can hold a sentence, one by one.

    The server leaves out what is shorter than the shortest of them, and what has no blank where
    each of them has one: ids, hashes, times and most payloads do not go over the network.
    """
    if not sought:
        return
    blank = " " if all(" " in each for each in sought) else ""
    limits = {"least": min(len(each.encode()) for each in sought), "blank": blank}
    for table, column, kind in connection.exec_driver_sql(_COLUMNS).all():
        asked = _CELLS.format(table=table, column=column, blank=_BLANKS[kind])
        for (cell,) in streamed(connection, asked, limits):
            yield cell


def _samples(connection: Connection) -> Iterator[Any]:
    """What the planner has drawn from them, as far as this login may see it."""
    run = connection.exec_driver_sql
    if run(_IS_SUPERUSER).scalar():
        yield from run(_SAMPLES).scalars()


def _count_rows(connection: Connection) -> int:
    """How many rows all the tables have."""
    run = connection.exec_driver_sql
    tables = {row.whole for row in run(_COLUMNS)}
    return sum(run(f"SELECT count(*) FROM {each}").scalar_one() for each in sorted(tables))


# The disk -------------------------------------------------------------------------------------


def _write_anew(connection: Connection, place: Address, roles: Roles) -> None:
    """Writes all tables of the study anew, with their indexes, so that no dead row is left.

    Raises:
        UserError: somebody's transaction still sees dead rows, or this login may not.
    """
    with reading(connection):
        run = connection.exec_driver_sql
        parts = list(run(_PARTS).scalars())
        owns, flushes = run(_OWNS_DATABASE).scalar(), run(_MAY_CHECKPOINT).scalar()
        is_superuser = run(_IS_SUPERUSER).scalar()
    driver: Any = connection.connection.driver_connection
    driver.autocommit = True
    try:
        for statement in _unsampling(roles):
            driver.execute(statement)
        _pack(driver, place, parts)
        driver.execute("ANALYZE")
        driver.execute("RESET ROLE")
        if is_superuser:
            driver.execute(_DROP_SAMPLES)
        if owns:
            _pack(driver, place, [_STATISTICS])
        if flushes:  # else the files of before stay, empty, until the server does it by itself
            driver.execute("CHECKPOINT")
    finally:
        if not driver.closed:
            driver.autocommit = False


def _unsampling(roles: Roles) -> Iterator[str]:
    """What makes this login the tables' owner, and keeps words out of the planner's statistics."""
    yield f"SET ROLE {roles.owner}"
    for table in schema.metadata.sorted_tables:
        yield from unsampled(f"{SCHEMA}.{name_of(table)}", table)


def _pack(driver: Any, place: Address, tables: list[str]) -> None:
    """Writes tables anew, again where somebody's transaction still sees what is gone."""
    dead: list[int] = []

    def hear(said: Any) -> None:
        if said.severity_nonlocalized == "WARNING":
            dead.append(-1)
        elif said.severity_nonlocalized == "INFO" and said.message_detail:
            found = _FIRST_NUMBER.search(said.message_detail.partition("\n")[0])
            dead.append(int(found.group()) if found else -1)

    packing = f"VACUUM (FULL, VERBOSE) {', '.join(tables)}"  # names as the server quotes them
    driver.add_notice_handler(hear)
    try:
        for at in range(TRIES):
            if at:
                driver.execute("SELECT pg_sleep(2)")
            dead.clear()
            driver.execute(packing)
            if len(dead) >= len(tables) and not any(dead):
                return
    finally:
        driver.remove_notice_handler(hear)
    if len(dead) < len(tables) or -1 in dead:
        what, hint = _NOT_ANEW
    else:
        what = f"{sum(dead)} rows are deleted and still on its disk: a long transaction sees them"
        hint = "close other windows and end dumps, then erase again"
    raise UserError(what, str(place), hint)


# What is out of reach -------------------------------------------------------------------------


def _beyond(connection: Connection) -> Iterator[str]:
    """What the server keeps beside its tables, as far as its settings tell."""
    run = connection.exec_driver_sql
    archives, log, slow, samples = run(_SETTINGS).one()
    kept = " and, since archive_mode is on, in its archive" if archives != "off" else ""
    yield (
        "the server’s write-ahead log (pg_wal), where what was written stays until it is used "
        f"again{kept}: have whoever runs it see to that"
    )
    yield "copies of the server: base backups, dumps, replicas and snapshots of its disks"
    written = log in ("mod", "all") or slow != "-1"
    yield (
        "the server’s log, which writes down statements with their values"
        if written
        else "the server’s log, where it once wrote down statements with their values"
    )
    if samples and not run(_IS_SUPERUSER).scalar():
        yield (
            "the planner’s statistics (pg_statistic), which an earlier version let hold samples "
            "of words: have a superuser open the study and erase again"
        )


def _name(place: Address) -> str:
    """The database, as a certificate names it."""
    host = place.host or dict(place.options).get("host", "") or "this machine"
    return f"{place.database} on {host}"
