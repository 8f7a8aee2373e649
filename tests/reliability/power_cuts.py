"""Power cuts under the study file: is what was acknowledged there afterwards, and whole?

    python -m tests.reliability.power_cuts --cuts 100000
    python -m tests.reliability.power_cuts --cuts 2000 --synchronous OFF    # must lose

Real edits are made once through the store, and the statements that it sends are kept. They are
then run again by APSW with the store's own settings on a disk in memory (`cut_disk`), and the
power is cut in front of writes, syncs and deletions drawn at random. Whatever is left of the
disk must open, be sound, and hold the state after the last acknowledged edit, or after the one
that was being committed: compared row by row. The exit code is 1 where anything was lost.

Encryption is not in it: APSW has none. It works below the pages and above the file system.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy import event

from annotator.domain.edits import Edit, Replace, Several, added
from annotator.storage import Store, create
from annotator.storage.connection import _SETTINGS
from tests.reliability.cut_disk import CutDisk, Image
from tests.storage.making import Made, driver_of, make, moment_in, new_study

NAME = "study"
EDITS = 40
EVERY = 0.03
"""How likely a cut is looked at, in front of each act."""

Statement = tuple[str, Any, bool]
"""SQL, parameters, and whether they are many."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a store did, to be done again.

    Attributes:
        start: the file before.
        edits: the statements of each edit, its COMMIT the last.
        states: the fingerprint of the content before the first edit and after each.
    """

    start: bytes
    edits: tuple[tuple[Statement, ...], ...]
    states: tuple[str, ...]


@dataclass
class Counts:
    """What the cuts did."""

    cuts: int = 0
    lost: int = 0
    half: int = 0
    damaged: int = 0
    closed: int = 0
    """Files that did not open, or could not be read."""
    examples: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """Cuts after which not all was as it must be."""
        return self.lost + self.half + self.damaged + self.closed


def recorded(folder: Path, seed: int) -> Day:
    """A day of marking, changing, deleting and renaming, through the real store."""
    choose, place = random.Random(seed), folder / "day.iprstudy"
    made, heard = make(), list[list[Statement]]()
    with create(place, new_study(), None) as store:
        store.apply(made.edit, action="plan")
        start, states = place.read_bytes(), [fingerprint(driver_of(store))]
        engine = store.connection.engine

        @event.listens_for(engine, "before_cursor_execute")
        def _hear(
            _connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool
        ) -> None:
            if sql == "BEGIN IMMEDIATE":
                heard.append([])
            if heard and (not heard[-1] or heard[-1][-1][0] != "COMMIT"):
                heard[-1].append((sql, values, many))

        for _ in range(EDITS):
            store.apply(_edit(store, made, choose), action="a day's work")
            states.append(fingerprint(driver_of(store)))
        event.remove(engine, "before_cursor_execute", _hear)
    return Day(start, tuple(tuple(each) for each in heard), tuple(states))


def _edit(store: Store, made: Made, choose: random.Random) -> Edit:
    """One of what coders and PIs do, small or large."""
    moments = list(store.view().all_moments())
    kind = choose.choice(("mark", "mark", "many", "change", "delete", "study"))
    if kind == "many":
        text = made.transcripts[0]
        return added(*(moment_in(made, text, memo=f"one of many {n}") for n in range(60)))
    if kind == "study":
        study = store.view().study
        return Replace(study, replace(study, title=f"Recall {choose.randrange(1000)}"))
    if kind == "mark" or not moments:
        return Replace(None, moment_in(made, choose.choice(made.transcripts), memo="m" * 300))
    if kind == "change":
        chosen = choose.sample(moments, min(len(moments), 5))
        return Several(tuple(Replace(m, replace(m, memo=f"changed {m.id}")) for m in chosen))
    return Replace(choose.choice(moments), None)


def run(day: Day, *, cuts: int, synchronous: str = "", seed: int = 1) -> Counts:
    """Cuts the power so often.

    Args:
        day: what is done meanwhile.
        cuts: how often at least.
        synchronous: another value of this setting than the store's, for a control.
        seed: of what is drawn.
    """
    counts, choose = Counts(), random.Random(seed)
    while counts.cuts < cuts:
        _one_run(day, counts, choose, synchronous, cuts)
    return counts


def _one_run(day: Day, counts: Counts, choose: random.Random, synchronous: str, cuts: int) -> None:
    acknowledged, busy = 0, False

    def look() -> None:
        if busy and counts.cuts < cuts and choose.random() < EVERY:
            counts.cuts += 1
            _judge(disk.after_cut(choose), day, acknowledged, counts)

    disk = CutDisk("working", {NAME: day.start}, before=look)
    connection = opened(disk, synchronous)
    busy = True
    for statements in day.edits:
        for sql, values, many in statements:
            if many:
                connection.executemany(sql, values)
            else:
                connection.execute(sql, values).fetchall()
        acknowledged += 1
    busy = False
    connection.close()
    disk.unregister()


def opened(disk: CutDisk, synchronous: str = "") -> apsw.Connection:
    """A connection with the settings of the store."""
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(NAME, vfs=disk.vfs_name, flags=flags)
    for name, value, _ in _SETTINGS:
        own = synchronous if name == "synchronous" and synchronous else value
        connection.execute(f"PRAGMA {name}={own}").fetchall()
    return connection


def _judge(image: Image, day: Day, acknowledged: int, counts: Counts) -> None:
    """Opens what a cut has left, as after the machine's next start."""
    disk = CutDisk("afterwards", image)
    try:
        connection = opened(disk)
        try:
            sound = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            found = fingerprint(connection)
        finally:
            connection.close()
    except (apsw.Error, UnicodeDecodeError) as error:  # garbage where a text was
        counts.closed += 1
        counts.examples.append(f"after {acknowledged} edits: {error}")
        return
    finally:
        disk.unregister()
    if not sound:
        counts.damaged += 1
    elif found not in day.states:
        counts.half += 1
    elif found not in day.states[acknowledged : acknowledged + 2]:
        counts.lost += 1
        counts.examples.append(f"{acknowledged} acknowledged, {day.states.index(found)} there")


def fingerprint(connection: Any) -> str:
    """Of every row of every table but those that the full-text index keeps for itself."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_words%' "
        "ESCAPE '\\' ORDER BY name"
    ).fetchall()
    digest = sha256()
    for (name,) in names:
        for row in connection.execute(f'SELECT * FROM "{name}"').fetchall():
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def main() -> int:
    """Prints what the cuts did."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--cuts", type=int, default=100_000)
    wanted.add_argument("--synchronous", default="", help="another value, for a control")
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        day = recorded(Path(folder), asked.seed)
    counts = run(day, cuts=asked.cuts, synchronous=asked.synchronous, seed=asked.seed)
    print(
        f"{counts.cuts} power cuts in {EDITS} edits, {time.monotonic() - began:.0f} s: "
        f"{counts.lost} lost an acknowledged edit, {counts.half} half an edit, "
        f"{counts.damaged} damaged, {counts.closed} could not be read"
    )
    for each in counts.examples[:5]:
        print(f"  {each}")
    return int(counts.bad > 0)


if __name__ == "__main__":
    raise SystemExit(main())
