"""A study made of one of its backups, where the study's own file may know of erasures."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage import schema
from annotator.storage.backup import backups_of, restore
from annotator.storage.connection import hang_up, looking_connection, pragma, reading
from annotator.storage.erasure.known import erasures
from annotator.storage.erasure.rescued import SINCE
from annotator.storage.erasure.rows import ACTION
from annotator.storage.key import SALT_BYTES, Key
from annotator.storage.opening import Ask


class Unreached(UserError):
    """An erasure that a study knows of has not reached its backup."""


def restore_for(place: Path, backup: Path, goal: Path, ask: Ask | None) -> bool:
    """The same as `restore`, beside a study; whether all that was erased is known to be gone.

    That is not known where its file cannot tell, since it is damaged or under another passphrase,
    and the backup is none of those beside it under the same one, which each erasure reaches.

    Args:
        place: the study, which is read alone.
        backup: of it.
        goal: a new file.
        ask: gives the passphrase.

    Raises:
        Unreached: an erasure that the study knows of has not reached the backup.
        UserError, Damaged: as in `restore`.
    """
    is_known = True

    def see(connection: Connection, key: Key | None) -> None:
        nonlocal is_known
        seen = _erasures_in(place, key)
        is_own = backup in backups_of(place).values() and _has_key_of(backup, place)
        is_known = seen is not None or is_own
        with reading(connection):
            held = _erasures_of(connection)
            if is_own and not _has_tables(connection):  # nothing tells how it was erased
                return
        if seen is not None and seen - held:
            raise Unreached(
                "an erasure has not reached this backup, which would bring back what was erased",
                str(backup),
                "erase again in the study, which reaches its backups; of a damaged one rescue what "
                "can be read",
            )

    restore(backup, goal, ask, see)
    return is_known


def _has_key_of(backup: Path, place: Path) -> bool:
    """Whether a backup is under the study's own passphrase: else an erasure need not reach it.

    An encrypted file begins with its salt, a plain one with what it is.
    """
    with suppress(OSError), backup.open("rb") as one, place.open("rb") as other:
        return one.read(SALT_BYTES) == other.read(SALT_BYTES)
    return False


def _erasures_in(place: Path, key: Key | None) -> frozenset[Id] | None:
    """The erasures that a damaged file knows of; None where it cannot tell them."""
    try:
        connection = looking_connection(place, key)
        try:
            with reading(connection):
                return _erasures_of(connection)
        finally:
            hang_up(connection)
    except (OSError, UserError, SQLAlchemyError, dbapi2.Error):
        return None


def _erasures_of(connection: Connection) -> frozenset[Id]:
    """Those that a file of any version knows of; an old one has them in its journal, by hash."""
    if _has_tables(connection):
        return erasures(connection)
    own = schema.journal
    chosen = select(own.c.hash).where(own.c.action == ACTION, own.c.actor.is_(None))
    return frozenset(connection.execute(chosen).scalars())


def _has_tables(connection: Connection) -> bool:
    return int(pragma(connection, "user_version") or 0) >= SINCE
