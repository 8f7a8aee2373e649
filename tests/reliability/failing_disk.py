"""A disk whose writes and syncs fail at times: is what was acknowledged there, and whole?

    python -m tests.reliability.failing_disk --commits 20000
    python -m tests.reliability.failing_disk --commits 2000 --blind    # must lose

The statements of real edits (see `power_cuts`) run on a disk in memory on which a share of the
writes, truncations, syncs and deletions fails: with an I/O error, half of the writes torn, or
for want of room. After a failure the connection is dropped and the file opened anew, as the
store does; it must then hold the state before the edit or after it, and never less than what
was acknowledged. The exit code is 1 where it does not.

`--blind` is the control: a writer that takes a failed commit for done.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw

from tests.reliability.cut_disk import CutDisk, CutFile, Held
from tests.reliability.power_cuts import NAME, Day, fingerprint, opened, recorded

SHARE = 0.004
"""How likely each act on the disk fails."""


class FailingDisk(CutDisk):
    """A disk on which acts fail while `fails` is on."""

    def __init__(self, name: str, content: bytes, choose: random.Random) -> None:
        self.choose, self.fails, self.failures = choose, False, 0
        super().__init__(name, {NAME: content}, before=self._perhaps_fail)

    def xOpen(  # type: ignore[override]  # noqa: N802 (APSW takes any object with the methods)
        self, name: Any, flags: list[int]
    ) -> CutFile:
        """An open file, whose writes may be torn."""
        super().xOpen(name, flags)
        own = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return _TearingFile(self, self.files[own])

    def lot(self) -> bool:
        """Whether this act fails."""
        failing = self.fails and self.choose.random() < SHARE
        self.failures += failing
        return failing

    def _perhaps_fail(self) -> None:
        if self.lot():
            raise self.choose.choice((apsw.IOError, apsw.FullError))("as drawn")


class _TearingFile(CutFile):
    def __init__(self, disk: FailingDisk, held: Held) -> None:
        super().__init__(disk, held)
        self._failing = disk

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Whole; or, where it fails, sometimes in part."""
        if not self._failing.lot():
            self._held.write(data, offset)
            return
        if self._failing.choose.random() < 0.5:
            self._held.write(data[: self._failing.choose.randrange(len(data) + 1)], offset)
        raise apsw.IOError("torn")


def run(day: Day, *, commits: int, seed: int = 1, blind: bool = False) -> Counter[str]:
    """So many acknowledged edits on a failing disk.

    Args:
        day: the edits, from the first again once all are done.
        commits: how many at least.
        seed: of what fails.
        blind: takes every edit for done, for a control.
    """
    counts: Counter[str] = Counter()
    choose = random.Random(seed)
    while counts["acknowledged"] < commits:
        _one_day(day, counts, choose, blind=blind)
    return counts


def _one_day(day: Day, counts: Counter[str], choose: random.Random, *, blind: bool) -> None:
    disk = FailingDisk("failing", day.start, choose)
    connection, done = opened(disk), 0
    while done < len(day.edits):
        disk.fails = True
        try:
            for sql, values, many in day.edits[done]:
                if many:
                    connection.executemany(sql, values)
                else:
                    connection.execute(sql, values).fetchall()
        except apsw.Error:
            counts["failed"] += 1
            disk.fails = False
            _closed(connection)
            connection = opened(disk)
            if blind:
                done += 1
                counts["acknowledged"] += 1
            done = _judged(connection, day, done, counts)
            if done < 0:
                break
        else:
            done += 1
            counts["acknowledged"] += 1
    disk.fails = False
    if done >= 0:
        _judged(connection, day, done, counts)
    connection.close()
    disk.unregister()


def _closed(connection: apsw.Connection) -> None:
    """Drops a connection whose disk has failed."""
    with suppress(apsw.Error):
        connection.close(force=True)


def _judged(connection: apsw.Connection, day: Day, done: int, counts: Counter[str]) -> int:
    """How many edits the file holds; -1 where that is none of the states it may be in."""
    if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
        counts["damaged"] += 1
        return -1
    found = fingerprint(connection)
    if found not in day.states:
        counts["half"] += 1
        return -1
    there = day.states.index(found)
    if there < done:
        counts["lost"] += 1
        return -1
    if there > done:
        counts["there though refused"] += 1
    return there


def main() -> int:
    """Prints what the failures did."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--commits", type=int, default=20_000)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--blind", action="store_true", help="the control, which must lose")
    asked = wanted.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        day = recorded(Path(folder), asked.seed)
    counts = run(day, commits=asked.commits, seed=asked.seed, blind=asked.blind)
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    print(f"edits on a failing disk, {time.monotonic() - began:.0f} s: {told}")
    return int(counts["lost"] + counts["half"] + counts["damaged"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
