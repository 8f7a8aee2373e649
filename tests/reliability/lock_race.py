"""Many machines want one lock: is there ever more than one owner?

    python -m tests.reliability.lock_race --count 1000
    python -m tests.reliability.lock_race --count 1000 --way settled
    python -m tests.reliability.lock_race --count 40 --way delete     # must have two owners
    python -m tests.reliability.lock_race --count 40 --way rename     # must have two owners

In each round a stale lock stands there and 24 processes look at it, wait a random moment, and
take it over; whoever has it looks again and again whether it is alone, then gives it back or
dies with it, so that the slow ones come to a lock that others have had meanwhile. In `settled`
the times after which an owner takes older locks away are as short as the rest, so that it
happens all the time. `delete` is the control: the stale lock is deleted, then a new one made.
`rename` is another: the stale lock is renamed to a name of one's own first, and whoever did that
makes the new one. The exit code is 1 where two have been owners at once.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.storage.shares import locks

PROCESSES = 24
SEED = 20261128
_TRIES = 3
LONGEST_S = 0.004


@dataclass(frozen=True)
class Taken:
    """A lock that a process has.

    Attributes:
        token: what tells it from others.
        is_held: whether it is still ours.
        release: gives it back.
    """

    token: str
    is_held: Callable[[], bool]
    release: Callable[[], object]


def race(rounds: int, folder: Path, way: str = "ours", processes: int = PROCESSES) -> Counter[str]:
    """Counts how often somebody had the lock, and how often two had it at once."""
    fork = multiprocessing.get_context("fork")
    barrier, told = fork.Barrier(processes), fork.SimpleQueue()
    running = [
        fork.Process(target=_run, args=(folder, rounds, way, number, barrier, told))
        for number in range(processes)
    ]
    for process in running:
        process.start()
    counts: Counter[str] = Counter()
    for _ in running:
        counts.update(told.get())
    for process in running:
        process.join()
    counts["rounds"] = rounds
    return counts


def _run(folder: Path, rounds: int, way: str, number: int, barrier: Barrier, told: object) -> None:
    counts: Counter[str] = Counter()
    choose = random.Random(SEED + number)
    for each in range(rounds):
        place = folder / f"{each}" / "lab.iprstudy"
        if number == 0:
            place.parent.mkdir()
            dead = WAYS[way](place, None)
            assert dead is not None
            _die(place, dead)
        barrier.wait()
        for _ in range(_TRIES):
            _try(place, way, choose, counts)
        barrier.wait()
        if number == 0:
            counts["files left"] += len(list(place.parent.glob(locks.pattern_of(place))))
    told.put(counts)  # type: ignore[attr-defined]


def _try(place: Path, way: str, choose: random.Random, counts: Counter[str]) -> None:
    """Looks who has it; where that one is dead, or nobody, takes it a moment later."""
    seen = LOOKS[way](place)
    if seen and not (place.parent / f"dead {seen}").exists():
        return
    time.sleep(choose.uniform(0, LONGEST_S))
    taken = WAYS[way](place, seen or None)
    if taken is None or not taken.is_held():
        return
    counts["owners"] += 1
    witness = place.parent / "at work"
    try:
        os.close(os.open(witness, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        counts["two at once"] += 1
    time.sleep(choose.uniform(0, LONGEST_S))
    counts["lost though alive"] += not taken.is_held()
    with suppress(FileNotFoundError):
        witness.unlink()
    if choose.random() < 0.5:
        taken.release()
    else:
        _die(place, taken)


def _die(place: Path, taken: Taken) -> None:
    """From now on everybody knows that this owner gives no sign any more."""
    (place.parent / f"dead {taken.token}").touch()


# The ways to take a lock over -------------------------------------------------------------------


def _ours(place: Path, seen: str | None) -> Taken | None:
    owner = locks.look(place)
    if (owner.token if owner else None) != seen:
        return None
    try:
        lock = locks.take(place, over=owner)
    except UserError:
        return None

    def is_held() -> bool:
        try:
            lock.check()
        except locks.Lost:
            return False
        return True

    return Taken(lock.owner.token, is_held, lock.release)


def _settled(place: Path, seen: str | None) -> Taken | None:
    """The same in thousandths of a second; half of all owners come to take older locks away."""
    locks.LISTED_S, locks.SETTLED_S = LONGEST_S / 4, LONGEST_S / 2
    with suppress(TimeoutError):  # as a share that is too slow
        return _ours(place, seen)
    return None


def _look_ours(place: Path) -> str:
    owner = locks.look(place)
    return owner.token if owner is not None else ""


def _delete(place: Path, seen: str | None) -> Taken | None:
    """The control: stale, so delete it, then create."""
    file = _one_file(place)
    if seen:
        file.unlink(missing_ok=True)
    return _create(file)


def _rename(place: Path, seen: str | None) -> Taken | None:
    """The other control: only whoever could rename the stale lock away makes the new one."""
    file = _one_file(place)
    if seen:
        own = file.with_name(f"stale {secrets.token_hex(8)}")
        try:
            file.rename(own)
        except FileNotFoundError:
            return None
    return _create(file)


def _create(file: Path) -> Taken | None:
    token = secrets.token_hex(8)
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return None
    os.write(handle, token.encode())
    os.close(handle)
    return Taken(token, lambda: True, lambda: file.unlink(missing_ok=True))


def _one_file(place: Path) -> Path:
    return place.with_name("lock")


def _look_one(place: Path) -> str:
    with suppress(FileNotFoundError):
        return _one_file(place).read_text() or "just being made"
    return ""


WAYS = {"ours": _ours, "settled": _settled, "delete": _delete, "rename": _rename}
LOOKS = {"ours": _look_ours, "settled": _look_ours, "delete": _look_one, "rename": _look_one}


def main() -> int:
    """Prints who had the lock."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--count", type=int, default=1_000, help="rounds")
    wanted.add_argument("--processes", type=int, default=PROCESSES)
    wanted.add_argument("--way", choices=tuple(WAYS), default="ours")
    asked = wanted.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts = race(asked.count, Path(folder), asked.way, asked.processes)
    print(
        f"{asked.count} rounds of {asked.processes} processes, {time.monotonic() - began:.0f} s: "
        f"{counts['owners']} times somebody had the lock, {counts['two at once']} times two, "
        f"{counts['lost though alive']} lost it at work, "
        f"{counts['files left'] / asked.count:.1f} locks left at the end of a round"
    )
    return int(bool(counts["two at once"] or counts["lost though alive"]))


if __name__ == "__main__":
    raise SystemExit(main())
