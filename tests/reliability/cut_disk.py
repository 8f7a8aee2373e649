"""A disk in memory whose power can be cut, as a file system for APSW.

What a program has written is on the disk only after a sync. At a cut each 512-byte sector that
was written since the last sync of its file is kept, lost, or garbage; a size that changed since
is the old or the new one; files that were made or deleted without a sync of their folder are
as they were, or not, from some point of their order on.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import apsw

SECTOR = 512
KEPT, GARBAGE = 0.5, 0.1
"""How often an unsynced sector is kept, and how often it is garbage; else it is lost."""

Image = dict[str, bytes]
"""What stands on a disk: content by name."""


@dataclass
class Held:
    """One file: what programs see of it, what is surely on the disk, and where they differ."""

    live: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    dirty: set[int] = field(default_factory=set)

    def write(self, data: bytes, offset: int) -> None:
        """Writes, for programs at once and for the disk some day."""
        end = offset + len(data)
        if len(self.live) < end:
            self.live.extend(bytes(end - len(self.live)))
        self.live[offset:end] = data
        self.dirty.update(range(offset // SECTOR, (end + SECTOR - 1) // SECTOR))

    def cut(self, size: int) -> None:
        """Makes it shorter."""
        del self.live[size:]

    def sync(self) -> None:
        """From here on all of it is on the disk."""
        self.durable[:] = self.live
        self.dirty.clear()

    def after_cut(self, choose: random.Random) -> bytes:
        """What a power cut now would leave of it."""
        left = bytearray(self.durable)
        size = choose.choice((len(self.durable), len(self.live)))
        if len(left) < len(self.live):
            left.extend(bytes(len(self.live) - len(left)))
        for sector in sorted(self.dirty):
            start = sector * SECTOR
            lot = choose.random()
            if lot < KEPT:
                left[start : start + SECTOR] = self.live[start : start + SECTOR]
            elif lot < KEPT + GARBAGE:
                left[start : start + SECTOR] = choose.randbytes(len(left[start : start + SECTOR]))
        return bytes(left[:size])


class CutDisk(apsw.VFS):
    """The file system of one machine.

    Args:
        name: under which SQLite knows it.
        image: what stands on it at the start.
        before: called before each act that a power cut may fall in front of.
    """

    def __init__(self, name: str, image: Image, before: Callable[[], None] = lambda: None) -> None:
        self.files: dict[str, Held] = {
            each: Held(bytearray(content), bytearray(content)) for each, content in image.items()
        }
        self.before = before
        self._named: dict[str, Held] = dict(self.files)
        """The folder as it surely is on the disk."""
        self._acts: list[tuple[str, Held | None]] = []
        """Names given and taken since the folder was synced, in order."""
        self.vfs_name = name
        super().__init__(name, base="")

    def after_cut(self, choose: random.Random) -> Image:
        """What a power cut now would leave."""
        folder = dict(self._named)
        for name, held in self._acts[: choose.randint(0, len(self._acts))]:
            _put(folder, name, held)
        return {name: held.after_cut(choose) for name, held in folder.items()}

    def sync_folder(self) -> None:
        """From here on the names are on the disk."""
        self._named = dict(self.files)
        self._acts.clear()

    # What SQLite asks of a file system ----------------------------------------------------

    def xOpen(  # type: ignore[override]  # noqa: N802 (APSW takes any object with the methods)
        self, name: Any, flags: list[int]
    ) -> CutFile:
        """An open file; a missing one is made."""
        own = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if own not in self.files:
            self.before()
            self.files[own] = Held()
            self._acts.append((own, self.files[own]))
        flags[1] = flags[0]
        return CutFile(self, self.files[own])

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        """Takes a name away; with `syncdir` the disk is waited for."""
        self.before()
        if self.files.pop(name, None) is not None:
            self._acts.append((name, None))
        if syncdir:
            self.before()
            self.sync_folder()

    def xAccess(self, name: str, flags: int) -> bool:  # noqa: N802
        """Whether a file is there."""
        return name in self.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        """Names are whole as they are."""
        return name


def _put(folder: dict[str, Held], name: str, held: Held | None) -> None:
    if held is None:
        folder.pop(name, None)
    else:
        folder[name] = held


class CutFile:
    """One open file, as APSW wants it."""

    def __init__(self, disk: CutDisk, held: Held) -> None:
        self._disk, self._held = disk, held
        self._is_named = False

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        """What programs see."""
        return bytes(self._held.live[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Into the system's memory only."""
        self._disk.before()
        self._held.write(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        """Likewise."""
        self._disk.before()
        self._held.cut(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Waits for the disk; with the first sync of a new file its name is there too."""
        self._disk.before()
        self._held.sync()
        if not self._is_named:
            self._is_named = True
            self._disk.sync_folder()

    def xFileSize(self) -> int:  # noqa: N802
        """In bytes."""
        return len(self._held.live)

    def xLock(self, level: int) -> None:  # noqa: N802
        """Nobody else is there."""

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """Likewise."""

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        """Likewise."""
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:  # noqa: N802
        """Nothing is known here."""
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        """As SQLite's own file system for Unix says."""
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        """Likewise: writing some bytes spoils none beside them."""
        return int(apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE)

    def xClose(self) -> None:  # noqa: N802
        """Closing syncs nothing."""
