"""A study of an older schema becomes one of today's, on a copy; the old file stays as backup."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.errors import UserError
from annotator.storage import journal, migrations, schema, whitelist
from annotator.storage.backup import back_up_file, copy_to, refuse_backup
from annotator.storage.connection import hang_up, reading, sql_connection, writing
from annotator.storage.creation import draft_beside, sweep, sync, sync_folder
from annotator.storage.handles import Driver
from annotator.storage.key import Key
from annotator.storage.opening import (
    is_older,
    open_again,
    page_findings,
    pages_of,
    reference_findings,
)
from annotator.storage.trouble import Damaged, of_system, told


def renewed(connection: Connection, place: Path, key: Key | None) -> Connection:
    """A connection to the same study in today's schema: this one, or one to its renewed file.

    Raises:
        UserError, Damaged: as `migrate`; the connection is closed then.
    """
    try:
        if not is_older(connection):
            return connection
        if (pages := pages_of(connection)) is not None:
            pages.settle()
    except BaseException:
        hang_up(connection)
        raise
    migrate(connection, place, key)
    return open_again(place, key)


def migrate(connection: Connection, place: Path, key: Key | None) -> Path | None:
    """Replaces the file by its migrated copy and gives the backup of the old one.

    The connection is closed. Nobody else writes to the file until it is replaced. Killed at any
    point, the old or the new file stands there whole.

    Returns:
        None where another program has renewed it meanwhile.

    Raises:
        UserError: the folder cannot be written, or another program is writing.
        Damaged: the copy is not what it should be; the old file stays.
    """
    place = place.resolve()  # a link to the study stays a link
    try:
        refuse_backup(place)
    except UserError:
        hang_up(connection)
        raise
    draft = draft_beside(place)
    writer: Connection | None = None
    try:
        try:
            writer = sql_connection(place, key)
            with told(place), writing(writer):
                if not (_is_of(connection, place) and _is_of(writer, place)):
                    return None
                backup = back_up_file(connection, place, key)
                copy_to(connection, draft, key, named=place)
                _upgrade(draft, place, key)
                if _head(draft, key) != _last(connection):
                    raise Damaged(place, ["its copy is not the same"])
                shutil.copymode(place, draft)
                if os.name != "nt":
                    draft.replace(place)
        finally:
            hang_up(connection)
            if writer is not None:
                hang_up(writer)
        if os.name == "nt":  # which replaces no file that is open
            draft.replace(place)
        sync_folder(place.parent)
    except OSError as error:
        what = "the study is of an older version and cannot be renewed"
        told_error = UserError(what, str(place), "copy it to a folder that you may write in")
        raise of_system(error, told_error, full=place, needed=3 * place.stat().st_size) from error
    finally:
        sweep(draft)
    return backup


def _is_of(connection: Connection, place: Path) -> bool:
    """Whether a connection has the file open that stands there now, and not one before it."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, Driver)
    return driver.has(place)


def _upgrade(draft: Path, place: Path, key: Key | None) -> None:
    """Migrates a copy in one transaction, foreign keys off, and counts before and after."""
    connection = sql_connection(draft, key, foreign_keys=False)
    try:
        with told(place), writing(connection):
            before = row_counts(connection)
            migrations.upgrade(connection, version=schema.VERSION)
            faults = _lost(before, row_counts(connection)) + reference_findings(connection)
            if not whitelist.is_current(connection):
                faults.append("the tables are not those of this version")
            faults += page_findings(connection, encrypted=key is not None)
            if faults:
                raise Damaged(place, faults)
    finally:
        hang_up(connection)
    sync(draft)


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    ).scalars()
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())  # noqa: S608
        for name in list(names)
    }


def _lost(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Tables that are there before and after, and have not as many rows."""
    return [
        f"{name} had {count} rows and has {after[name]}"
        for name, count in before.items()
        if name in after and after[name] != count and not name.endswith(_OF_INDEX)
    ]


_OF_INDEX = ("_data", "_idx", "_docsize", "_config")


def _last(connection: Connection) -> str:
    with reading(connection):
        return journal.head(connection)[1]


def _head(draft: Path, key: Key | None) -> str:
    connection = sql_connection(draft, key)
    try:
        return _last(connection)
    finally:
        hang_up(connection)
