"""A new study file: whole or not at all."""

from __future__ import annotations

import errno
import glob
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.study import Study
from annotator.storage import journal, migrations, schema
from annotator.storage.connection import hang_up, sql_connection, writing
from annotator.storage.key import PROFILES, SALT_BYTES, Key, derive
from annotator.storage.trouble import of_system, told
from annotator.storage.work import study_key
from annotator.storage.writing import write

_STRAY_AFTER_S = 24 * 3600


def write_new(place: Path, study: Study, passphrase: str | None, *, actor: str) -> Key | None:
    """Writes a new study file and gives its key; None where it is plain by choice.

    Raises:
        UserError: a file stands there, the folder cannot be written, or the study holds what
            cannot be stored. Nothing is left behind.
    """

    def fill(connection: Connection) -> None:
        begin(connection, study, action="new study", actor=actor or None)
        study_key(connection)

    return write_file(place, passphrase, fill, application_id=schema.APPLICATION_ID)


def write_file(
    place: Path,
    passphrase: str | None,
    fill: Callable[[Connection], None],
    *,
    application_id: int,
) -> Key | None:
    """Writes a new file with today's tables and gives its key; None where it is plain.

    Args and errors as `drafted`.
    """
    with drafted(place, passphrase, fill, application_id=application_id) as (draft, key):
        put_new(draft, place)
    return key


@contextmanager
def drafted(
    place: Path,
    passphrase: str | None,
    fill: Callable[[Connection], None],
    *,
    application_id: int,
) -> Iterator[tuple[Path, Key | None]]:
    """A whole new file on the disk, under another name in its folder, and its key.

    `put_new` gives it its name; what has none at the end is taken away, so that a failure
    leaves nothing behind.

    Args:
        place: where no file stands yet.
        passphrase: None for a plain file.
        fill: puts the content in, inside the one transaction.
        application_id: what kind of file it is.

    Raises:
        UserError: as `write_new`.
    """
    refuse_taken(place)
    if not place.parent.is_dir():
        raise UserError("no such folder", str(place.parent), "make it first")
    if passphrase == "":
        raise UserError("the passphrase is empty", str(place), "give one, or make a plain study")
    key = (
        None
        if passphrase is None
        else derive(passphrase, secrets.token_bytes(SALT_BYTES), PROFILES[0])
    )
    draft = draft_beside(place)
    try:
        reserve(draft)
        connection = sql_connection(draft, key, foreign_keys=False)
        try:
            with told(place), writing(connection):
                name_as(connection, application_id)
                migrations.upgrade(connection, version=schema.VERSION)
                fill(connection)
        finally:
            hang_up(connection)
        sync(draft)
        yield draft, key
    except OSError as error:
        hint = "choose a folder that you may write in and that has room"
        told_error = UserError("the file cannot be made there", str(place), hint)
        raise of_system(error, told_error, full=place) from error
    finally:
        sweep(draft)


def begin(connection: Connection, study: Study, *, action: str, actor: Id | None) -> None:
    """Puts the study into a new file, as the first record of its journal."""
    change = Replace(None, study)
    journal.append(
        connection,
        [change],
        [write(connection, change)],
        action=action,
        actor=actor,
        device=journal.device_of(study.id),
    )


def refuse_taken(place: Path) -> None:
    """Stops a new file where one stands, or where one has left its journal.

    Raises:
        UserError: it stands there.
    """
    if place.exists():
        raise UserError("there is a file of this name", str(place), "choose another name")
    left = journal_beside(place)
    if left.is_file() and left.stat().st_size:
        # SQLite would take it for the new file's own and play it back.
        raise UserError("it belongs to a study that was here", str(left), "move it away first")


def name_as(connection: Connection, application_id: int) -> None:
    """Writes into a new file's header what kind of file it is."""
    connection.exec_driver_sql(f"PRAGMA application_id={application_id}")


def journal_beside(place: Path) -> Path:
    """Where SQLite keeps what it needs to undo an unfinished transaction."""
    return place.with_name(f"{place.name}-journal")


def draft_beside(place: Path) -> Path:
    """A name beside a file for what is not finished yet; drafts left by a killed run go."""
    for stray in place.parent.glob(f".*{glob.escape(place.suffix)}.????????.new"):
        with suppress(OSError):
            if time.time() - stray.stat().st_mtime > _STRAY_AFTER_S:
                sweep(stray)
    return place.with_name(f".{place.name}.{secrets.token_hex(4)}.new")


def reserve(draft: Path) -> None:
    """Makes an empty file, with the rights that any program's new file gets there."""
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))


def sweep(draft: Path) -> None:
    """Takes away a draft and the journals beside it."""
    draft.unlink(missing_ok=True)
    journal_beside(draft).unlink(missing_ok=True)


def put_new(draft: Path, place: Path) -> None:
    """Gives a finished draft its name, unless a file of that name stands there.

    Raises:
        UserError: a file stands there.
        OSError: the disk fails; there is then no file of that name.
    """
    try:
        os.link(draft, place)
    except FileExistsError:
        hint = "choose another name"
        raise UserError("there is a file of this name", str(place), hint) from None
    except OSError:  # a file system without links
        if place.exists():
            hint = "choose another name"
            raise UserError("there is a file of this name", str(place), hint) from None
        draft.replace(place)
    try:
        sync_folder(place.parent)
    except OSError:
        place.unlink(missing_ok=True)  # what is said not to be made must not stand there
        raise


def sync(place: Path) -> None:
    """Waits until a file's content is on the disk."""
    with place.open("rb+") as file:
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Makes a folder, with those that it lies in, and waits until their names are on the disk."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in made:
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Waits until a folder's names are on the disk, where the system can."""
    if os.name == "nt":  # which opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot sync a folder; the file itself is on disk.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)
