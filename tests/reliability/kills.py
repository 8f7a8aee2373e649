"""Kill -9 at random moments: of the app's core, of its window, and of a renewal.

    python -m tests.reliability.kills --core 10000
    python -m tests.reliability.kills --window 300
    python -m tests.reliability.kills --renewals 1000
    python -m tests.reliability.kills --careless 20    # must lose

`core` kills `annotator mark` while it is fed lines; `window` the app with its window, offscreen,
while keys are pressed in it at random; `renewals` a program that opens a study of an older
version, which makes it one of today's. Afterwards each study must open, be sound, hold every
edit that was acknowledged and no half edit; a renewed one is the old file or the new, whole.
The exit code is 1 where one is not.

A kill spares what the system has in memory: for what is on the disk see `power_cuts`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.edits import added
from annotator.domain.ids import new_id
from annotator.storage import open_study as open_store
from annotator.storage import schema
from annotator.storage.backup import folder_of
from tests.reliability.kept_statements import keep_statements
from tests.reliability.killed_core import storm
from tests.reliability.parts import Kills, in_parts, working_folder
from tests.reliability.replaying import differences
from tests.storage.test_released import RELEASED, VERSIONS, known, plain, records_of

LONGEST_S = 1.0
SEED = 20261128


def core(kills: int, folder: Path, seed: int) -> Counter[str]:
    """Kills `mark`; see `killed_core`."""
    return storm(folder, seed, kills, "small")


def careless(kills: int, folder: Path, seed: int) -> Counter[str]:
    """The control: a writer that acknowledges too early, and writes one edit in two parts."""
    counts: Counter[str] = Counter()
    choose, place = random.Random(seed), make_sample(folder)
    for _ in range(kills):
        hear, say = os.pipe()
        child = os.fork()
        if child == 0:
            _write_carelessly(place, say)
        os.close(say)
        select.select([hear], [], [], 60)
        time.sleep(choose.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(hear, "rb") as stream:
            pairs = [line.split() for line in stream.read().decode().splitlines()]
        with open_store(place) as store:
            there = {each.id for each in store.view().all_moments()}
        found = [[own in there for own in pair] for pair in pairs if len(pair) == 2]
        counts["acknowledged"] += len(found)
        counts["lost"] += sum(not any(pair) for pair in found)
        counts["half"] += sum(any(pair) and not all(pair) for pair in found)
    return counts


def _write_carelessly(place: Path, say: int) -> None:
    with open_store(place) as store:
        first = next(store.view().all_moments())
        while True:
            pair = [replace(first, id=new_id()) for _ in range(2)]
            os.write(say, f"{pair[0].id} {pair[1].id}\n".encode())
            for each in pair:
                store.apply(added(each), action="mark")


def window(kills: int, folder: Path, seed: int) -> Counter[str]:
    """Kills the app with its window while it is used, and counts the same."""
    import tests.reliability.walking  # noqa: F401 (with all of Qt, once, before the forks)

    keep_statements()

    counts: Counter[str] = Counter()
    choose, place = random.Random(seed), make_sample(folder)
    for number in range(kills):
        # Every other one not before its first edit.
        acknowledged = _killed_window(place, seed + number, choose, lines=1 + number % 2)
        counts["acknowledged"] += len(acknowledged)
        counts["cut short"] += bool(acknowledged)
        counts["killed before the first edit"] += not acknowledged
        with open_store(place) as store:
            counts["unsound"] += bool(store.check())
            last = max(entry.seq for entry in store.journal())
        counts["lost"] += sum(seq > last for seq in acknowledged)
        counts["half"] += bool(differences(place))
    return counts


def _killed_window(place: Path, seed: int, choose: random.Random, *, lines: int) -> set[int]:
    """The numbers of the journal records that a window acknowledged, killed after some lines."""
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            _use(place, seed, say)
        finally:
            os._exit(1)
    os.close(say)
    heard = b""
    while heard.count(b"\n") < lines and select.select([hear], [], [], 60)[0]:
        said = os.read(hear, 4096)
        if not said:
            break
        heard += said
    time.sleep(choose.uniform(0, LONGEST_S))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hear, "rb") as stream:
        told = (heard + stream.read()).decode().splitlines(keepends=True)
    return {int(line) for line in told if line.endswith("\n")} - {0}


def _use(place: Path, seed: int, say: int) -> None:
    """The window, used at random; each edit is said once the study has told it."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from annotator.app.settings import Settings
    from annotator.ui.run import made_window
    from tests.reliability.walking import Walk

    app = QApplication([])
    shown = made_window(Settings(scheme="light"))
    shown.resize(1440, 900)
    shown.show()
    shown.activateWindow()
    QTest.qWaitForWindowActive(shown)
    study = open_study(place, coder="RA-2")
    shown.show_study(study)
    app.processEvents()

    def acknowledge(_changes: object, _origin: object) -> None:
        os.write(say, b"%d\n" % study.view.revision)

    study.listen(acknowledge)
    os.write(say, b"0\n")  # ready
    walk = Walk(shown, seed)
    while True:
        walk.act()


def renewals(kills: int, folder: Path, seed: int) -> Counter[str]:
    """Kills the opening of older studies; counts how many are old, new, and neither."""
    counts: Counter[str] = Counter()
    keep_statements()
    choose = random.Random(seed)
    longest = _renewal_s(folder)
    for number in range(kills):
        version = VERSIONS[number % len(VERSIONS)]
        place = _older(folder, version)
        child = os.fork()
        if child == 0:
            try:
                open_store(place).close()
            finally:
                os._exit(0)
        if number % 4 == 1:  # amid it: the backup is begun
            _await(folder_of(place).is_dir)
        elif number % 4 == 3:  # just when the renewed file stands there
            _await(lambda: _version(place) == schema.VERSION)  # noqa: B023 (called at once)
        else:
            time.sleep(choose.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        counts[_what_stands_there(place, version)] += 1
        for each in (*place.parent.glob(".older*"), *place.parent.glob("older*")):
            _clear(each)
    return counts


def _renewal_s(folder: Path) -> float:
    """How long an undisturbed renewal takes, once all is loaded, and a little more."""
    began = 0.0
    for _ in range(2):
        began = time.perf_counter()
        open_store(_older(folder, VERSIONS[0])).close()
        for each in folder.glob("older*"):
            _clear(each)
    return 1.2 * (time.perf_counter() - began)


def _older(folder: Path, version: int) -> Path:
    place = folder / "older.iprstudy"
    place.write_bytes(gzip.decompress((RELEASED / f"version_{version}.iprstudy.gz").read_bytes()))
    return place


def _version(place: Path) -> int:
    with place.open("rb") as file:
        file.seek(60)
        return int.from_bytes(file.read(4), "big")


def _await(is_so: Callable[[], bool], longest_s: float = 60) -> None:
    until = time.monotonic() + longest_s
    while not is_so() and time.monotonic() < until:
        time.sleep(0.0005)


def _what_stands_there(place: Path, version: int) -> str:
    """`old`, `new`, or what is wrong with the file."""
    found = _version(place)
    if found not in (version, schema.VERSION):
        return f"of version {found}"
    held: dict[str, Any] = json.loads((RELEASED / f"version_{version}.json").read_text("utf-8"))
    with open_store(place) as store:
        if store.check():
            return "unsound"
        view = store.view()
    for table, then in held["tables"].items():
        now = [plain(each) for each in records_of(view, table)]
        if [known(own, former) for own, former in zip(now, then, strict=True)] != then:
            return f"{table} is another"
    return "old" if found == version else "new"


def _clear(place: Path) -> None:
    if place.is_dir():
        for each in place.iterdir():
            each.unlink()
        place.rmdir()
    else:
        place.unlink()


A_PART: dict[Kills, int] = {core: 500, careless: 500, window: 50, renewals: 110}
"""How many kills are one part."""


def main() -> int:
    """Prints what the kills did."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--core", type=int, default=0)
    wanted.add_argument("--careless", type=int, default=0, help="the control, which must fail")
    wanted.add_argument("--window", type=int, default=0)
    wanted.add_argument("--renewals", type=int, default=0)
    wanted.add_argument("--seed", type=int, default=SEED)
    asked = wanted.parse_args()
    if not (asked.core or asked.careless or asked.window or asked.renewals):
        wanted.error("say what is to be killed how often, for instance --core 10000")
    bad = 0
    with tempfile.TemporaryDirectory(dir=working_folder()) as name:
        os.environ["ANNOTATOR_HOME"] = f"{name}/settings"
        for what, kills in (
            (core, asked.core),
            (careless, asked.careless),
            (window, asked.window),
            (renewals, asked.renewals),
        ):
            if not kills:
                continue
            began = time.monotonic()
            counts = in_parts(what, kills, A_PART[what], Path(name), asked.seed)
            wrong = counts.total() - counts["old"] - counts["new"]
            bad += wrong if what is renewals else counts["lost"] + counts["half"]
            bad += counts["unsound"] if what is not renewals else 0
            told = ", ".join(f"{count} {each}" for each, count in counts.items())
            print(f"{kills} kills of the {what.__name__}, {time.monotonic() - began:.0f} s: {told}")
            sys.stdout.flush()
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main())
