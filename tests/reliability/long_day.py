"""Eight hours at the window in a few minutes: memory, times, and the study beside its journal.

    python -m tests.reliability.long_day --actions 20000

Prints figures; the exit code is 1 where the study is not what its journal leads to, a slot has
raised, nothing was edited, or memory has grown by 50 MB or more. Times are told, not judged: a
shared machine's clock says little. `work` is the time of the window's own thread.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.ui.collecting import Collecting
from annotator.ui.run import application, made_window
from annotator.ui.window import Window
from tests.benchmarks.material import CODERS, GIANT, MANY, SMALL, make_study
from tests.reliability.replaying import content, differences
from tests.reliability.walking import SLOW_MS, Times, Walk

ALLOWED_MB = 50
SETTLED_AFTER = 1_000
"""So many actions on every screen was seen once; memory is counted from there."""
SIZES = {"small": SMALL, "many": MANY, "giant": GIANT}


def main() -> int:
    """The figures of one long day."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--actions", type=int, default=20_000)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--size", choices=SIZES, default="many")
    wanted.add_argument("--encrypted", action="store_true")
    asked = wanted.parse_args()
    raised: list[str] = []

    def keep(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append("".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = keep
    app = application()
    Collecting(app)
    passphrase = "a passphrase" if asked.encrypted else None
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_HOME"] = str(Path(folder) / "settings")
        place = make_study(Path(folder) / "day.iprstudy", SIZES[asked.size], passphrase)
        window = made_window(Settings(scheme="light"))
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        study = open_study(place, lambda: passphrase, CODERS[0])
        window.show_study(study)
        before = study.view.revision
        grown = walked(window, asked.actions, asked.seed)
        edits = study.view.revision - before
        wrong = unlike(window, place, passphrase)
        window.close()
        app.processEvents()
    for each in raised:
        print(each)
    for each in wrong:
        print(f"NOT AS THE JOURNAL HAS IT: {each}")
    print(
        f"{edits} edits, memory grown by {grown:.0f} MB, {len(wrong)} differences, "
        f"{len(raised)} errors"
    )
    return int(bool(wrong) or bool(raised) or not edits or grown >= ALLOWED_MB)


def walked(window: Window, actions: int, seed: int) -> float:
    """Walks, prints the times, and gives by how many MB memory has grown since it settled."""
    walk, settled = Walk(window, seed), min(SETTLED_AFTER, actions // 2)
    first = since = memory_mb()
    for number in range(actions):
        if number == settled:
            since = memory_mb()
        walk.act()
        if number % 1000 == 999:
            print(f"{number + 1} actions, {memory_mb():.0f} MB", flush=True)
    last = memory_mb()
    slow = ", ".join(f"{name} {count}" for name, count in walk.slow.most_common())
    print(f"over {SLOW_MS} ms of work: {walk.slow.total()} of {actions}: {slow}")
    print(f"memory: {first:.0f} MB at first, {since:.0f} MB settled, {last:.0f} MB at the end")
    for kind, times in sorted(walk.times.items()):
        print(line(kind, times))
    every = Times()
    for times in walk.times.values():
        every.clock += times.clock
        every.work += times.work
    print(line("all", every))
    print("slowest: " + ", ".join(f"{name} {took:.0f}" for took, name in walk.slowest))
    return last - since


def unlike(window: Window, place: Path, passphrase: str | None = None) -> list[str]:
    """Where window, file and journal are not one; empty where they are."""
    assert window.desk is not None
    window.desk.leave()
    shown, seen_by = content(window.desk.study.view), window.desk.study.seen_by
    with open_study(place, lambda: passphrase, seen_by=seen_by) as again:
        stale = [] if content(again.view) == shown else ["the view of the window"]
    return stale + differences(place, passphrase)


def line(kind: str, times: Times) -> str:
    """Number, median, 99th percentile and the longest."""
    return (
        f"{kind:14} {len(times.clock):6}   clock {part(times.clock, 0.5):6.1f}"
        f" {part(times.clock, 0.99):6.1f} {max(times.clock):6.1f}"
        f"   work {part(times.work, 0.5):6.1f}"
        f" {part(times.work, 0.99):6.1f} {max(times.work):6.1f} ms"
    )


def part(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def memory_mb() -> float:
    """Memory that this process holds now, after what nothing reaches was let go."""
    gc.collect()
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 0.0
    return int(statm.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
