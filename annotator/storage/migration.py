"""A study of an older schema becomes one of today's, on a copy; the old file stays as backup."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.errors import UserError
from annotator.storage import journal, migrations, schema, whitelist
from annotator.storage.backup import back_up_file, copy_to
from annotator.storage.connection import hang_up, reading, sql_connection, writing
from annotator.storage.creation import draft_beside, sweep, sync, sync_folder
from annotator.storage.key import Key
from annotator.storage.opening import page_findings, reference_findings
from annotator.storage.trouble import Damaged, of_system, told


def migrate(connection: Connection, place: Path, key: Key | None) -> Path:
    """Replaces the file by its migrated copy and gives the backup of the old one.

    The connection is closed. Killed at any point, the old or the new file stands there whole.

    Raises:
        UserError: the folder cannot be written, or the study was written to meanwhile.
        Damaged: the copy is not what it should be; the old file stays.
    """
    place = place.resolve()  # a link to the study stays a link
    draft = draft_beside(place)
    try:
        try:
            backup = back_up_file(connection, place, key)
            copy_to(connection, draft, key, named=place)
            _upgrade(draft, place, key)
            copied, now = _head(draft, key), _last(connection)
        finally:
            hang_up(connection)
        if copied != now:
            hint = "close it there and open it again"
            raise UserError("the study was written to while it was renewed", str(place), hint)
        shutil.copymode(place, draft)
        draft.replace(place)
        sync_folder(place.parent)
    except OSError as error:
        what = "the study is of an older version and cannot be renewed"
        told_error = UserError(what, str(place), "copy it to a folder that you may write in")
        raise of_system(error, told_error, full=place, needed=3 * place.stat().st_size) from error
    finally:
        sweep(draft)
    return backup


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
