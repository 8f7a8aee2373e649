"""Writers that are killed: run as a program of its own, which has no threads and may fork.

Prints, for each writer, the ids that it was told are stored.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from annotator.domain.edits import added
from annotator.domain.ids import new_id
from annotator.storage import open_study

LONGEST_S = 0.03


def write_for_ever(place: Path, pipe: int) -> None:
    """Each edit is two moments and a memo; their ids go down the pipe once it is applied."""
    with open_study(place) as store:
        first = next(store.view().all_moments())
        while True:
            pair = [replace(first, id=new_id(), memo="words " * 40) for _ in range(2)]
            store.apply(added(*pair), action="mark")
            os.write(pipe, f"{pair[0].id} {pair[1].id}\n".encode())


def main(place: Path, kills: int) -> None:
    """Starts a writer, waits until it has written, kills it at a random moment; again."""
    clock = random.Random(7)
    for _ in range(kills):
        end, start = os.pipe()
        child = os.fork()
        if child == 0:
            write_for_ever(place, start)
        os.close(start)
        select.select([end], [], [], 30)
        time.sleep(clock.uniform(0, LONGEST_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(end, "rb") as pipe:
            acknowledged = pipe.read().decode()
        sys.stdout.write(acknowledged)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
