"""Kill -9 at random moments: of the app's core, of its window, and of a renewal.

    python -m tests.reliability.kills --core 10000
    python -m tests.reliability.kills --window 300
    python -m tests.reliability.kills --renewals 1000
    python -m tests.reliability.kills --careless 20             # must lose
    python -m tests.reliability.kills --careless-renewals 20    # likewise

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
from pathlib import Path
from typing import Any

from annotator.app.open_study import open_study
from annotator.app.verbs.sample import make_sample
from annotator.domain.errors import UserError
from annotator.storage import open_study as open_store
from annotator.storage import schema
from annotator.storage.backup import folder_of
from annotator.storage.creation import journal_beside
from tests.reliability.carelessly import write_over
from tests.reliability.kept_statements import keep_statements
from tests.reliability.killed_core import mark_carelessly, storm
from tests.reliability.parts import Kills, in_parts, working_folder
from tests.reliability.replaying import differences
from tests.storage.test_released import RELEASED, VERSIONS, known, plain, records_of

LONGEST_S = 1.0
SEED = 20261128


def core(kills: int, folder: Path, seed: int) -> Counter[str]:
    """Kills `mark`; see `killed_core`."""
    return storm(folder, seed, kills, "small")


def careless(kills: int, folder: Path, seed: int) -> Counter[str]:
    """The control, with the same look: it acknowledges too early, and stores an edit in two."""
    return storm(folder, seed, kills, "small", mark_carelessly)


def window(kills: int, folder: Path, seed: int) -> Counter[str]:
    """Kills the app with its window while it is used, and counts the same."""
    import tests.reliability.walking  # noqa: F401 (with all of Qt, once, before the forks)

    keep_statements()

    counts: Counter[str] = Counter()
    choose, place = random.Random(seed), make_sample(folder)
    for number in range(kills):
        # Every other one not before its first edit, and of those every other one amid the next.
        waits_s = 0.0 if number % 4 == 3 else choose.uniform(0, LONGEST_S)
        acknowledged = _killed_window(place, seed + number, waits_s, lines=1 + number % 2)
        counts["amid a write"] += _is_written(place)
        counts["acknowledged"] += len(acknowledged)
        counts["cut short"] += bool(acknowledged)
        counts["killed before the first edit"] += not acknowledged
        with open_store(place) as store:
            counts["unsound"] += bool(store.check())
            last = max(entry.seq for entry in store.journal())
        counts["lost"] += sum(seq > last for seq in acknowledged)
        counts["half"] += bool(differences(place))
    return counts


def _is_written(place: Path) -> bool:
    """Whether a journal lies beside a study that takes an edit back."""
    journal = journal_beside(place)
    return journal.exists() and journal.stat().st_size > 0


def _killed_window(place: Path, seed: int, waits_s: float, *, lines: int) -> set[int]:
    """The numbers of the journal records that a window acknowledged, killed after some lines.

    So long after them; or, after no time, just when it writes again.
    """
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
    if waits_s:
        time.sleep(waits_s)
    else:
        _await(lambda: _is_written(place), 10)
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


def careless_renewals(kills: int, folder: Path, seed: int) -> Counter[str]:
    """The control: the renewed file is written over the old one in its place."""
    return renewals(kills, folder, seed, puts=write_over)


def renewals(
    kills: int, folder: Path, seed: int, puts: Callable[[Path, Path], Path] = Path.replace
) -> Counter[str]:
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
            Path.replace = puts  # type: ignore[method-assign,assignment]
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
    try:
        with open_store(place) as store:
            if store.check():
                return "unsound"
            view = store.view()
    except UserError:
        return "not to be opened"
    for table, then in held["tables"].items():
        now = [plain(each) for each in records_of(view, table)]
        if len(now) != len(then) or [*map(known, now, then)] != then:
            return f"{table} is another"
    return "old" if found == version else "new"


def _clear(place: Path) -> None:
    if place.is_dir():
        for each in place.iterdir():
            each.unlink()
        place.rmdir()
    else:
        place.unlink()


A_PART: dict[Kills, int] = {
    core: 500, careless: 500, window: 50, renewals: 110, careless_renewals: 110,
}  # fmt: skip
"""How many kills are one part."""


def main() -> int:
    """Prints what the kills did."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--core", type=int, default=0)
    wanted.add_argument("--careless", type=int, default=0, help="the control, which must fail")
    wanted.add_argument("--window", type=int, default=0)
    wanted.add_argument("--renewals", type=int, default=0)
    wanted.add_argument("--careless-renewals", type=int, default=0, help="likewise")
    wanted.add_argument("--seed", type=int, default=SEED)
    asked = wanted.parse_args()
    kinds: tuple[Kills, ...] = (core, careless, window, renewals, careless_renewals)
    if not any(getattr(asked, each.__name__) for each in kinds):
        wanted.error("say what is to be killed how often, for instance --core 10000")
    bad = 0
    with tempfile.TemporaryDirectory(dir=working_folder()) as name:
        os.environ["ANNOTATOR_HOME"] = f"{name}/settings"
        for what in kinds:
            if not (kills := getattr(asked, what.__name__)):
                continue
            began = time.monotonic()
            counts = in_parts(what, kills, A_PART[what], Path(name), asked.seed)
            wrong = counts.total() - counts["old"] - counts["new"]
            of_renewals = what in (renewals, careless_renewals)
            bad += wrong if of_renewals else counts["lost"] + counts["half"] + counts["unsound"]
            told = ", ".join(f"{count} {each}" for each, count in counts.items())
            name_of = what.__name__.replace("_", " ")
            print(f"{kills} kills of the {name_of}, {time.monotonic() - began:.0f} s: {told}")
            sys.stdout.flush()
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main())
