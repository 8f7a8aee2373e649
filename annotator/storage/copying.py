"""The pages of an encrypted file copied as they stand: none is decrypted and encrypted anew.

SQLite's own backup does both to each page, which takes twice what the rest of a backup does. Its
rules hold here too: each step reads under SQLite's lock, which keeps all others from writing to
the file, and a step that finds that somebody wrote in between begins anew. What was copied is
proven as any copy is: each page by the sum that stands in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlcipher3 import dbapi2

from annotator.storage.handles import Driver, bytes_of
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import SALT_BYTES, Key

Hear = Callable[[int, int, int], None]
"""Hears after each step SQLite's status, how many pages remain, and of how many."""

PAUSE_S = 0.005
_CHUNK = 1 << 20
_OK = 0
_LOCKED_FROM = 1 << 30
"""From here on Windows lets nobody read a byte that SQLite has locked."""


def can_copy(driver: Driver) -> bool:
    """Whether the file of a connection can be read past SQLite, under its lock."""
    try:
        if driver.in_transaction or not driver.has(driver.place):
            return False
    except OSError:
        return False
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    return bool(pages * PAGE_BYTES <= _LOCKED_FROM)


def copy_pages(driver: Driver, key: Key, draft: Path, *, pages_a_step: int, hear: Hear) -> None:
    """Writes the file's state of one moment over an empty one; it is not synced yet.

    Args:
        driver: a connection to the file, with no transaction under way.
        key: of it.
        draft: the empty file.
        pages_a_step: with the file free for others in between; -1 for all at once.
        hear: hears of each step, and may raise to end it.

    Raises:
        sqlcipher3.dbapi2.Error: another program is writing; the file is shorter than it says, or
            does not begin with its salt, which the sum of no page holds.
        OSError: the disk fails or is full.
    """
    with bytes_of(driver.place, ahead=False) as source, draft.open("rb+", buffering=0) as target:
        state: tuple[int, int] | None = None
        at = total = 0
        while state is None or at < total:
            if state is not None:
                time.sleep(PAUSE_S)
            with _locked(driver) as now:
                if now != state:
                    state, at, total = now, 0, now[1]
                    _begin(source, target, key)
                until = total if pages_a_step < 0 else min(at + pages_a_step, total)
                _copy(source, target, (until - at) * PAGE_BYTES)
                at = until
            hear(_OK, total - at, total)
        target.truncate(total * PAGE_BYTES)


@contextmanager
def _locked(driver: Driver) -> Iterator[tuple[int, int]]:
    """Keeps others from writing to the file; gives what changes when one has, and its pages."""
    driver.execute("BEGIN").fetchall()
    try:
        driver.execute("SELECT count(*) FROM sqlite_master").fetchall()  # now it is locked
        (version,) = driver.execute("PRAGMA data_version").fetchone()
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        (mode,) = driver.execute("PRAGMA journal_mode").fetchone()
        if mode == "wal":  # not ours: part of the content would stand in another file
            raise dbapi2.OperationalError("database is locked")
        yield version, pages
    finally:
        driver.execute("ROLLBACK").fetchall()


def _begin(source: BinaryIO, target: BinaryIO, key: Key) -> None:
    source.seek(0)
    target.seek(0)
    if source.read(SALT_BYTES) != key.salt:
        raise dbapi2.DatabaseError("database disk image is malformed")
    source.seek(0)


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size:
        chunk = source.read(min(size, _CHUNK))
        if not chunk:
            raise dbapi2.DatabaseError("database disk image is malformed")
        size -= len(chunk)
        while chunk:
            chunk = chunk[target.write(chunk) :]
