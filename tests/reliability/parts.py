"""Many kills in parts, each in a process of its own that is free of threads and may fork."""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from tempfile import mkdtemp

AT_ONCE = 2
"""Parts that go on side by side."""
MEMORY = Path("/dev/shm")
"""A kill spares what the system holds in memory: there no time is lost in waiting for a disk."""

Kills = Callable[[int, Path, int], "Counter[str]"]
"""Kills so many times in an empty folder, with a seed, and counts what was seen."""


def in_parts(what: Kills, kills: int, a_part: int, folder: Path, seed: int) -> Counter[str]:
    """What so many kills did; how far they are is told on stderr.

    Where they are one part this process does it, which must have no threads either.
    """
    if kills <= a_part:
        return what(kills, Path(mkdtemp(dir=folder)), seed)
    counts: Counter[str] = Counter()
    parts = [(start, min(a_part, kills - start)) for start in range(0, kills, a_part)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, mp_context=spawn, max_tasks_per_child=1) as pool:
        running = []
        for start, some in parts:
            own = Path(mkdtemp(dir=folder))
            running.append(pool.submit(what, some, own, seed + start))
        for number, each in enumerate(as_completed(running), 1):
            counts.update(each.result())
            told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
            print(f"{number} of {len(parts)} parts: {told}", file=sys.stderr, flush=True)
    return counts


def working_folder() -> str | None:
    """Where to work: in memory where the system has such a place."""
    return str(MEMORY) if MEMORY.is_dir() else None
