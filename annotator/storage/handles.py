"""Files read past SQLite while SQLite has them open in this process.

POSIX lets go of all locks of a process on a file as soon as any handle on it is closed, and of
SQLite's with them (sqlite.org/howtocorrupt.html, 2.2): another program could then write into what
is being read. So a handle of ours stays until no connection here has the file open.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO
from urllib.parse import quote

from sqlcipher3 import dbapi2

_Inode = tuple[int, int]

_gate = Lock()
_connections: Counter[_Inode] = Counter()
_kept: dict[_Inode, list[int]] = {}


class Driver(dbapi2.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection of the driver that says which file it has open.

    Attributes:
        place: where the file stood when it was opened.
    """

    place: Path
    _inode: _Inode | None = None

    def has(self, place: Path) -> bool:
        """Whether it is this file that it has open, and none that has taken its place."""
        return self._inode is not None and self._inode == _inode_of(place.stat())

    def hold(self, place: Path) -> None:
        """Counts it; it must not have locked anything yet."""
        self.place = place.absolute()
        inode = _inode_of(place.stat())
        with _gate:
            _connections[inode] += 1
        self._inode = inode

    def close(self) -> None:
        """Closes it for good, and with the last one of a file our own handles on it."""
        super().close()
        inode, self._inode = self._inode, None
        if inode is not None:
            _let_go(inode)


def driver_on(place: Path) -> Driver:
    """A new connection, on which nothing was done yet. SQLite makes the file where it is missing.

    Raises:
        sqlcipher3.dbapi2.Error: it cannot be opened there.
    """
    return _held(dbapi2.connect(str(place), isolation_level=None, factory=Driver), place)


def looking_driver_on(place: Path) -> Driver:
    """A connection that takes a file as its bytes are, writes none, and plays no journal back.

    Raises:
        sqlcipher3.dbapi2.Error: it cannot be opened there.
    """
    path = place.absolute().as_posix()
    named = quote(os.fsencode(path if path.startswith("/") else f"/{path}"))
    address = f"file://{named}?mode=ro&immutable=1"
    return _held(dbapi2.connect(address, uri=True, isolation_level=None, factory=Driver), place)


def _held(driver: Driver, place: Path) -> Driver:
    try:
        driver.hold(place)
    except OSError as error:
        driver.close()
        raise dbapi2.OperationalError("unable to open database file") from error
    return driver


@contextmanager
def bytes_of(place: Path, *, ahead: bool = True) -> Iterator[BinaryIO]:
    """A file's bytes from its beginning.

    Args:
        place: of the file.
        ahead: more may be read than is asked for, which is quicker. What was read ahead is told
            again later, whatever was written to the file meanwhile.

    Raises:
        OSError: it cannot be read.
    """
    inode, handle = _taken(place)
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        with open(handle, "rb", buffering=-1 if ahead else 0, closefd=False) as file:
            yield file
    finally:
        _give_back(inode, handle)


def _inode_of(found: os.stat_result) -> _Inode:
    return found.st_dev, found.st_ino


def _taken(place: Path) -> tuple[_Inode, int]:
    inode = _inode_of(place.stat())
    with _gate:
        if idle := _kept.get(inode):
            return inode, idle.pop()
    handle = os.open(place, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    return _inode_of(os.fstat(handle)), handle


def _give_back(inode: _Inode, handle: int) -> None:
    with _gate:
        if _connections[inode] > 0:
            _kept.setdefault(inode, []).append(handle)
        else:
            os.close(handle)


def _let_go(inode: _Inode) -> None:
    with _gate:
        _connections[inode] -= 1
        if _connections[inode] <= 0:
            del _connections[inode]
            for handle in _kept.pop(inode, []):
                os.close(handle)
