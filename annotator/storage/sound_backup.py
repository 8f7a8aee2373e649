"""The backup that a rescue takes what is missing from: sound, and erased as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.storage import journal, schema, whitelist
from annotator.storage.backup import backups_of
from annotator.storage.connection import hang_up, pragma, reading, sql_connection
from annotator.storage.erasure.known import knows_all_of
from annotator.storage.key import Key
from annotator.storage.opening import page_findings, reference_findings
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load


@contextmanager
def sound_backup(
    rescued: Connection, place: Path, key: Key | None, beside: Sequence[Path], *, torn: bool
) -> Iterator[tuple[Path | None, Connection | None]]:
    """The newest backup of a study that is sound, of this version and erased as it is; and it open.

    The newest is the one whose journal goes furthest, whatever its name says.

    Args:
        rescued: what was read of the damaged file, in a transaction.
        place: that file.
        key: of both.
        beside: other files of the study that count as backups do.
        torn: what was read may not know of each erasure.
    """
    backups = backups_of(place)
    own = [backups[time] for time in sorted(backups, reverse=True)]
    for backup in _furthest_first((*own, *beside), key):
        try:
            connection = sql_connection(backup, key)
        except UserError:
            continue
        try:
            is_ours = False
            with suppress(DBAPIError, dbapi2.Error), reading(connection):
                is_ours = _is_ours(rescued, connection, encrypted=key is not None, torn=torn)
            if is_ours:
                with reading(connection):
                    yield backup, connection
                return
        finally:
            hang_up(connection)
    yield None, None


def _furthest_first(files: Iterable[Path], key: Key | None) -> list[Path]:
    """Those of some files whose journal has a head; of two alike the first given one."""
    heads: dict[Path, int] = {}
    for file in files:
        with suppress(UserError, DBAPIError, dbapi2.Error):
            connection = sql_connection(file, key)
            try:
                with reading(connection):
                    heads[file] = journal.head(connection)[0]
            finally:
                hang_up(connection)
    return sorted(heads, key=heads.__getitem__, reverse=True)


def _is_ours(rescued: Connection, backup: Connection, *, encrypted: bool, torn: bool) -> bool:
    """Whether a backup is sound, and its journal a beginning of the damaged study's.

    Else another study of that name, or what became of an older copy, would be mixed in. Where
    the entry in question is lost, the study's id decides. Nor is one that an erasure has not
    reached of which the damaged file still tells: it would bring back what was erased.
    """
    if pragma(backup, "user_version") != schema.VERSION or not whitelist.is_current(backup):
        return False
    if page_findings(backup, encrypted=encrypted) or reference_findings(backup):
        return False
    theirs, ours = load(backup, CODECS["study"]), load(rescued, CODECS["study"])
    if not theirs or (ours and ours[0].id != theirs[0].id):
        return False
    if not knows_all_of(backup, rescued, torn=torn):
        return False
    seq, chained = journal.head(backup)
    table = schema.journal
    here = rescued.execute(select(table.c.hash).where(table.c.seq == seq)).scalar()
    return here in (None, chained)
