"""Several programs of this machine on one working copy: who publishes, who may replace it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_BINARY = getattr(os, "O_BINARY", 0)


class Use:
    """Holds a working copy as used, from opening to closing, against being replaced.

    Several programs may use one copy; only one of them, the keeper, publishes it. The system
    gives these locks back where a program is killed. On Windows an open file cannot be replaced
    anyway, so that only the keeper needs a lock there.

    Args:
        folder: of the working copy.

    Attributes:
        when_ended: called once it is not used any more.
    """

    def __init__(self, folder: Path) -> None:
        names = ("in-use", "in-use-gate", "in-use-kept")
        self._used, self._gate, self._kept = (_opened(folder / f".{name}") for name in names)
        self.keeps = False
        self.when_ended: Callable[[], object] | None = None
        with self._at_gate():
            _flock(self._used, "shared")

    def keep(self) -> bool:
        """Whether we are the one program that publishes; tried anew where we are not yet."""
        self.keeps = self.keeps or _locked(self._kept)
        return self.keeps

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other program uses it, and none begins to in here."""
        with self._at_gate():  # a lock that is made stricter is lost for a moment
            try:
                yield _flock(self._used, "alone")
            finally:
                _flock(self._used, "shared")

    def end(self) -> None:
        """It is not used any more."""
        for each in (self._kept, self._used, self._gate):
            each.close()
        if self.when_ended is not None:
            self.when_ended()

    @contextmanager
    def _at_gate(self) -> Iterator[None]:
        """One program at a time changes its lock, which takes no time."""
        _flock(self._gate, "alone", waits=True)
        try:
            yield
        finally:
            _flock(self._gate, "none")


def _opened(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | _BINARY, 0o600), "rb+", buffering=0)


def _flock(file: IO[bytes], how: str, *, waits: bool = False) -> bool:
    """Locks a file of this machine where the system has such locks; whether it did."""
    if os.name == "nt":
        return True
    import fcntl

    kinds = {"shared": fcntl.LOCK_SH, "alone": fcntl.LOCK_EX, "none": fcntl.LOCK_UN}
    try:
        fcntl.flock(file, kinds[how] | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _locked(file: IO[bytes]) -> bool:
    """Whether a file could be locked for good."""
    if os.name != "nt":
        return _flock(file, "alone")
    import msvcrt

    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True
