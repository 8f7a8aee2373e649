"""Kills a program that edits and publishes, and looks at what stands on the share and here."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from tests.reliability.carelessly import write_over
from tests.reliability.shared_lab import Lab, left

SEED = 20261128
LONGEST_S = 0.4
SENDING_S = 0.008


def careless(count: int, folder: Path) -> Counter[str]:
    """The control: what is published is written over the study in its place."""
    return kills(count, folder, puts=write_over)


def kills(
    count: int, folder: Path, puts: Callable[[Path, Path], Path] = Path.replace
) -> Counter[str]:
    """Kills a program that edits and publishes, and counts what came of it."""
    counts: Counter[str] = Counter()
    choose = random.Random(SEED)
    lab = Lab(folder / "share", folder)
    published: set[Id] = set()
    marked: set[Id] = set()
    for number in range(count):
        # Every other one when something is just being put there, which takes the least time; of
        # the rest every other one not before something was published.
        former = _drafts(lab)
        lines = 1 + 4 * (number % 4 == 0)
        for word, record_id in _killed(lab, choose, puts, lines=lines, amid=bool(number % 2)):
            (published if word == "published" else marked).add(record_id)
        try:
            there = lab.there()
        except (UserError, AssertionError):
            counts["lost as a whole"] += 1
            return counts
        counts["lost on the share"] += len(published - there)
        store = lab.open("a", claims=False)
        here = {each.id for each in store.view().all_moments()}
        left(store)
        counts["lost here"] += len(marked - here)
        counts["amid sending"] += bool(_drafts(lab) - former)
        marked &= here
        published &= there
    counts["marked"], counts["published"] = len(marked), len(published)
    store = lab.open("a")
    store.sharing.publish_now()
    counts["strays at the end"] = len(list(lab.share.glob(".*.publishing")))
    store.sharing.leave()
    store.close()
    counts["lost at the end"] = len(marked - lab.there())
    return counts


def _drafts(lab: Lab) -> set[Path]:
    """What stands on the share to take the place of the study, or was left there."""
    return set(lab.share.glob(".*.publishing"))


def _killed(
    lab: Lab, choose: random.Random, puts: Callable[[Path, Path], Path], *, lines: int, amid: bool
) -> list[tuple[str, Id]]:
    """What a program said that it has marked and published, killed some time after some lines."""
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        Path.replace = puts  # type: ignore[method-assign,assignment]
        try:
            _work(lab, say)
        finally:
            os._exit(1)
    os.close(say)
    heard = b""
    while heard.count(b"\n") < lines and select.select([hear], [], [], 60)[0]:
        if not (said := os.read(hear, 4096)):
            break
        heard += said
    if amid:
        before, until = _drafts(lab), time.monotonic() + 10
        while not _drafts(lab) - before and time.monotonic() < until:
            time.sleep(0.0005)
        time.sleep(choose.uniform(0, SENDING_S))
    else:
        time.sleep(choose.uniform(0, LONGEST_S))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hear, "rb") as stream:
        told = (heard + stream.read()).decode().splitlines(keepends=True)
    words = [line.split() for line in told if line.endswith("\n")]
    return [(each[0], each[1]) for each in words if len(each) == 2]


def _work(lab: Lab, say: int) -> None:
    """Marks and publishes, and says each once it is done."""
    store = lab.open("a")
    os.write(say, b"ready\n")
    while True:
        some = [lab.mark(store) for _ in range(2)]
        for each in some:
            os.write(say, f"marked {each}\n".encode())
        store.sharing.publish_now()
        for each in some:
            os.write(say, f"published {each}\n".encode())
