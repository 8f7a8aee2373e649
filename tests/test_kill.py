"""Kill -9 at random moments while `annotator mark` is fed lines: nothing acknowledged is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.cli import main

KILLS = 200
LINES_A_RUN = 150

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="kill -9 and fork are POSIX; Windows has neither"
)


def lines(choose: random.Random) -> bytes:
    """Moments of random ends on one interview of the sample."""
    made = []
    for number in range(LINES_A_RUN):
        start = choose.randrange(1000)
        moment = {"dyad": "D03", "session": 3, "account": "patient", "start": start}
        more = {"end": start + choose.randrange(1, 200), "codes": ["Shame"], "memo": f"{number}"}
        made.append(json.dumps({**moment, **more}))
    return ("\n".join(made) + "\n").encode()


def marked_and_killed(place: Path, choose: random.Random) -> list[str]:
    """Ids that `mark` acknowledged before it was killed."""
    into, feed = os.pipe()
    hear, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(into, 0)
        os.dup2(out, 1)
        for end in (into, feed, hear, out):
            os.close(end)
        sys.stdin = os.fdopen(0, "r", closefd=False)
        sys.stdout = os.fdopen(1, "w", closefd=False)
        os._exit(main(["mark", str(place), "--coder", "RA-7"]))
    os.close(into)
    os.close(out)
    os.write(feed, lines(choose))  # fits the pipe's buffer; the input stays open
    # A quarter falls anywhere from the start on, the rest into the work however slow the machine.
    heard = b"" if choose.random() < 0.25 else os.read(hear, 1)
    time.sleep(choose.uniform(0, 0.12))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(feed)
    with os.fdopen(hear, "rb") as stream:
        said = (heard + stream.read()).decode("ascii")
    return [line for line in said.splitlines(keepends=False) if len(line) == 36]


def storm(place: Path, seed: int, kills: int, tell: multiprocessing.Queue[dict[str, int]]) -> None:
    """Kills `mark` again and again; counts what was acknowledged, lost, half done, unsound."""
    choose = random.Random(seed)
    with open_study(place) as study:  # everything is loaded before the first fork
        before = {moment.id for moment in study.view.all_moments()}
    acknowledged: set[str] = set()
    cut_short = unsound = 0
    for _ in range(kills):
        acknowledged.update(got := marked_and_killed(place, choose))
        cut_short += 0 < len(got) < LINES_A_RUN
        with open_study(place) as study:
            unsound += bool(study.check())
            found = {moment.id: moment for moment in study.view.all_moments()}
    tell.put(
        {
            "acknowledged": len(acknowledged),
            "lost": len(acknowledged - found.keys()),
            "cut short": cut_short,
            "unsound": unsound,
            "half": sum(not m.memo or not m.codes for m in found.values() if m.id not in before),
            "unacknowledged": len(found.keys() - before - acknowledged),
        }
    )


def test_no_acknowledged_moment_is_lost(tmp_path: Path) -> None:
    place = make_sample(tmp_path)
    spawn = multiprocessing.get_context("spawn")  # a process of its own, free of threads
    tell: multiprocessing.Queue[dict[str, int]] = spawn.Queue()
    process = spawn.Process(target=storm, args=(place, 20261123, KILLS, tell))
    process.start()
    counted = tell.get(timeout=240)
    process.join()
    print(counted)
    assert (counted["lost"], counted["half"], counted["unsound"]) == (0, 0, 0)
    # The kills must have fallen into the work, or the test shows nothing.
    assert counted["cut short"] > KILLS / 2
    assert counted["acknowledged"] > KILLS
