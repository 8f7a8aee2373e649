"""Kill -9 while a passphrase is changed: the old one opens the file, or the new one, whole.

    python -m tests.reliability.passphrases --count 1000
    python -m tests.reliability.passphrases --count 20 --careless    # must break

A program changes the passphrase of a study, backups and all, again and again, and is killed at a
random moment. Afterwards the study must open by the last passphrase that was acknowledged or by
the one after it, be sound, and hold what it held; so must every backup that was there. The control
writes the new file over the old one in its place. The exit code is 1 where one is not.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.storage import (
    back_up,
    change_passphrase,
    create,
    creation,
    open_study,
    opening,
    rekeying,
)
from annotator.storage.backup import backups_of
from annotator.storage.key import Profile
from tests.reliability.carelessly import write_over
from tests.reliability.kept_statements import keep_statements
from tests.reliability.parts import in_parts, working_folder
from tests.storage.making import make, new_study

SEED = 20261128
A_PART = 50
"""Kills on one study."""
CHEAP = (Profile(memory_kib=64, passes=1, lanes=1),)
"""What a passphrase costs is not what is tried here."""


File = tuple[Path, int, int, int]
"""A backup as one of the files that have stood there: made anew it is another."""


def passphrase(number: int) -> str:
    """The passphrases, one after the other."""
    return f"the passphrase number {number}"


def kill(count: int, folder: Path, seed: int, *, careless: bool = False) -> Counter[str]:
    """Kills changes of the passphrase, and counts what was acknowledged and what was not whole."""
    for module in (creation, opening, rekeying):
        module.PROFILES = CHEAP  # type: ignore[attr-defined]  # of this process and its children
    keep_statements()
    place, choose = folder / "study.iprstudy", random.Random(seed)
    with create(place, new_study(), passphrase(0)) as store:
        store.apply(make(dyads=2).edit, action="import")
        back_up(store)
        transcripts = store.view().transcripts
        began = time.perf_counter()
        change_passphrase(store, passphrase(1), backups=True)
        longest_s = 1.2 * (time.perf_counter() - began)
    counts: Counter[str] = Counter()
    number, numbers = 1, dict[File, int | None]()
    formers: dict[Path, int | None] = {}
    for each in range(count):
        # Every other one not before its first change.
        told = _killed(place, number, choose.uniform(0, longest_s), each % 2, careless=careless)
        counts["acknowledged"] += len(told)
        least = max(told, default=number)
        opened = [each for each in (least, least + 1) if _opens(place, passphrase(each))]
        counts["neither opens"] += not opened
        if not opened:
            break
        [number] = opened
        counts["the new one, not yet acknowledged"] += number > least
        with open_study(place, lambda: passphrase(number)) as store:  # noqa: B023
            counts["unsound"] += bool(store.check())
            counts["lost"] += store.view().transcripts != transcripts
        before, numbers = numbers, {}
        for backup in backups_of(place).values():
            file = backup.stat()
            stands = (backup, file.st_ino, file.st_size, file.st_mtime_ns)
            if stands not in before:  # else it is the same file as after the kill before
                numbers[stands] = _number(backup, formers.get(backup), number)
                counts["backups lost"] += numbers[stands] is None
                counts["backups looked at"] += 1
                formers[backup] = numbers[stands]
            else:
                numbers[stands] = before[stands]
    return counts


def _number(backup: Path, former: int | None, number: int) -> int | None:
    """Which passphrase opens a backup, if any: most likely the study's own, or that of before."""
    likely = [number, *([] if former is None else [former])]
    known = [*likely, *(each for each in range(number - 1, -1, -1) if each not in likely)]
    return next((each for each in known if _opens(backup, passphrase(each))), None)


def _opens(place: Path, words: str) -> bool:
    with suppress(UserError):
        open_study(place, lambda: words).close()
        return True
    return False


def _killed(place: Path, number: int, after_s: float, lines: int, *, careless: bool) -> list[int]:
    """The numbers of the passphrases that a program acknowledged, killed so long after a line."""
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            _change(place, number, say, careless=careless)
        finally:
            os._exit(1)
    os.close(say)
    heard = b""
    while heard.count(b"\n") < 1 + lines and select.select([hear], [], [], 30)[0]:
        heard += os.read(hear, 1) or b"\n"
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hear, "rb") as stream:
        said = (heard + stream.read()).decode().splitlines(keepends=True)
    whole = [int(line) for line in said if line.strip() and line.endswith("\n")]
    return [each for each in whole if each > number]


def _change(place: Path, number: int, say: int, *, careless: bool) -> None:
    if careless:
        Path.replace = write_over  # type: ignore[method-assign,assignment]
    with open_study(place, lambda: passphrase(number)) as store:
        os.write(say, f"{number}\n".encode())
        while True:
            number += 1
            change_passphrase(store, passphrase(number), backups=True)
            os.write(say, f"{number}\n".encode())


def main() -> int:
    """Prints the counts; 1 where something was not whole."""
    parser = argparse.ArgumentParser(description="kills changes of the passphrase")
    parser.add_argument("--count", type=int, default=1000, help="how many kills; 1000")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--careless", action="store_true", help="the control, which must break")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=working_folder()))
    try:
        how = partial(kill, careless=True) if arguments.careless else kill
        counts = in_parts(how, arguments.count, A_PART, folder, arguments.seed)
    finally:
        shutil.rmtree(folder)
    for name, number in counts.items():
        sys.stdout.write(f"{name}: {number}\n")
    # Where nothing was acknowledged the program that is killed has not worked at all.
    idle = not (arguments.careless or counts["acknowledged"])
    return int(idle or any(counts[each] for each in BROKEN))


BROKEN = ("neither opens", "unsound", "lost", "backups lost")


if __name__ == "__main__":
    sys.exit(main())
