"""Bits of a study file turned over: is each found at open, and what does a rescue bring back?

    python -m tests.reliability.bit_flips --flips 10000 --rescues 200

One bit anywhere in the file is turned over, and the file is opened with its key, as the store
does after it was derived. Then several pages at once are damaged and the file is rescued without
a backup: of the rows on pages that are whole, at least 90 % must be in the new file. The exit
code is 1 where a flip was not found or a rescue fell short.

The control is the same study as a plain file, in which SQLite's own check finds only some.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.storage import create, open_study, rescue
from annotator.storage.connection import hang_up
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Key
from annotator.storage.opening import open_again
from tests.storage.making import make, moment_in, new_study

PASSPHRASE = "a passphrase"
LEAST = 0.9
PAGES_AT_ONCE = (1, 5, 20)


@dataclass(frozen=True, slots=True)
class Sound:
    """A study as it is before anything happens to it."""

    place: Path
    key: Key | None
    content: bytes
    moments: dict[Id, Moment]


def sound_study(folder: Path, passphrase: str | None, edits: int = 40) -> Sound:
    """A study of some hundred pages, most of them moments and what the journal has of them."""
    made, place = make(dyads=3), folder / f"{'plain' if passphrase is None else 'keyed'}.iprstudy"
    with create(place, new_study(), passphrase) as store:
        store.apply(made.edit, action="plan")
        for edit in range(edits):
            text = made.transcripts[edit % len(made.transcripts)]
            own = (moment_in(made, text, memo=f"memo {edit}.{n} " + "w " * 60) for n in range(10))
            store.apply(added(*own), action="mark")
        moments = {each.id: each for each in store.view().all_moments()}
        key = store.key
    return Sound(place, key, place.read_bytes(), moments)


def found_flips(study: Sound, flips: int, choose: random.Random) -> int:
    """How many of so many single flips are found at open."""
    place = study.place.with_name("flipped.iprstudy")
    place.write_bytes(study.content)
    found = 0
    with place.open("r+b") as file:
        for _ in range(flips):
            where = choose.randrange(len(study.content))
            byte = study.content[where] ^ 1 << choose.randrange(8)
            _put(file, where, byte)
            found += _is_refused(place, study.key)
            _put(file, where, study.content[where])
    return found


def _put(file: object, where: int, byte: int) -> None:
    file.seek(where)  # type: ignore[attr-defined]
    file.write(bytes([byte]))  # type: ignore[attr-defined]
    file.flush()  # type: ignore[attr-defined]


def _is_refused(place: Path, key: Key | None) -> bool:
    try:
        hang_up(open_again(place, key))
    except (UserError, dbapi2.Error, UnicodeDecodeError):
        return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One rescue.

    Attributes:
        on_whole_pages: moments of which no damaged page holds a part.
        brought: how many of those are in the new file as they were.
        silent: moments that are missing or different, and of which the report says nothing.
    """

    damaged: tuple[int, ...]
    on_whole_pages: int
    brought: int
    silent: int


def rescues(study: Sound, count: int, choose: random.Random) -> Iterator[Trial]:
    """Damages some pages and rescues, again and again."""
    last = len(study.content) // PAGE_BYTES
    for number in range(count):
        pages = choose.sample(range(1, last + 1), PAGES_AT_ONCE[number % len(PAGES_AT_ONCE)])
        yield one_rescue(study, tuple(sorted(pages)), choose)


def one_rescue(study: Sound, damaged: tuple[int, ...], choose: random.Random) -> Trial:
    """Damages these pages in a copy, rescues it, and compares."""
    bad = bytearray(study.content)
    for page in damaged:
        # Not the salt: what is then to be done is another story (see the rescue's tests).
        where = (page - 1) * PAGE_BYTES + choose.randrange(16, PAGE_BYTES)
        bad[where] ^= 1 << choose.randrange(8)
    place, goal = study.place.with_name("bad.iprstudy"), study.place.with_name("new.iprstudy")
    place.write_bytes(bad)
    goal.unlink(missing_ok=True)
    report = rescue(place, goal, lambda: PASSPHRASE)
    with open_study(goal, lambda: PASSPHRASE) as store:
        there = {each.id: each for each in store.view().all_moments()}
        assert store.check() == [], store.check()
    assert there.keys() <= study.moments.keys(), "a rescue has made moments"
    wrong = sum(there.get(key) != moment for key, moment in study.moments.items())
    told = sum(report.lost.values()) + sum(report.unsure.values())
    silent = 0 if report.entries_lost else max(0, wrong - told)
    whole = study.moments.keys() - touched(study, damaged)
    brought = sum(there.get(key) == study.moments[key] for key in whole)
    return Trial(damaged=damaged, on_whole_pages=len(whole), brought=brought, silent=silent)


def touched(study: Sound, damaged: tuple[int, ...]) -> set[Id]:
    """The moments of which a row stands on a damaged page, by a look through every page."""
    from annotator.storage.pages import read_pages

    held: set[Id] = set()
    wanted = {key.encode(): key for key in study.moments}
    for page in read_pages(study.place, study.key):
        if page.number in damaged and page.content is not None:
            held |= {key for raw, key in wanted.items() if raw in page.content}
    return held


def main() -> int:
    """Prints what was found and what was brought back."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--flips", type=int, default=10_000)
    wanted.add_argument("--rescues", type=int, default=200)
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args()
    choose, began = random.Random(asked.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        study = sound_study(Path(folder), PASSPHRASE)
        found = found_flips(study, asked.flips, choose)
        plain = sound_study(Path(folder), None)
        control = found_flips(plain, min(asked.flips, 500), choose)
        trials = list(rescues(study, asked.rescues, choose))
    shares = [each.brought / each.on_whole_pages for each in trials if each.on_whole_pages]
    silent = sum(each.silent for each in trials)
    print(
        f"{found} of {asked.flips} flipped bits found at open; control without encryption: "
        f"{control} of {min(asked.flips, 500)}\n"
        f"{len(trials)} rescues: of the moments on whole pages at least {min(shares):.1%} came "
        f"back, in the middle {sorted(shares)[len(shares) // 2]:.1%}; {silent} were missing and "
        f"not told of; {time.monotonic() - began:.0f} s"
    )
    return int(found < asked.flips or min(shares) < LEAST or silent > 0)


if __name__ == "__main__":
    raise SystemExit(main())
