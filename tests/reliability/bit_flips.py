"""Bits of a study file turned over: is each found at open, and what does a rescue bring back?

    python -m tests.reliability.bit_flips --flips 10000 --rescues 200

One bit anywhere in the file is turned over, and the file is opened with its key, as the store
does after it was derived. Then several pages at once are damaged and the file is rescued without
a backup: of the rows on pages that are whole, of records of every kind, at least 90 % must be in
the new file, and of the moments too; what is missing or other than it was must be told. The exit
code is 1 where a flip was not found or a rescue fell short.

The controls: the same study as a plain file, in which SQLite's own check finds only some of the
flips; and the rows on whole pages that SQLite itself still reaches in the damaged files.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from annotator.domain.errors import UserError
from annotator.storage.connection import hang_up
from annotator.storage.key import Key
from annotator.storage.opening import open_again
from tests.reliability.rescued import LEAST, PASSPHRASE, Sound, Trial, rescues, sound_study


def found_flips(study: Sound, flips: int, choose: random.Random) -> int:
    """How many of so many single flips are found at open.

    Raises:
        AssertionError: the whole file is refused too, so that a refusal says nothing of a bit.
    """
    place = study.place.with_name("flipped.iprstudy")
    place.write_bytes(study.content)
    assert not _is_refused(place, study.key), "the whole file is refused"
    found = 0
    with place.open("r+b") as file:
        for _ in range(flips):
            where = choose.randrange(len(study.content))
            byte = study.content[where] ^ 1 << choose.randrange(8)
            _put(file, where, byte)
            found += _is_refused(place, study.key)
            _put(file, where, study.content[where])
    assert not _is_refused(place, study.key), "the whole file is refused"
    return found


def _put(file: object, where: int, byte: int) -> None:
    file.seek(where)  # type: ignore[attr-defined]
    file.write(bytes([byte]))  # type: ignore[attr-defined]
    file.flush()  # type: ignore[attr-defined]


def _is_refused(place: Path, key: Key | None) -> bool:
    """Whether it is refused with a sentence; any other error is one of the program."""
    try:
        hang_up(open_again(place, key))
    except UserError:
        return True
    return False


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
    print(
        f"{found} of {asked.flips} flipped bits found at open; control without encryption: "
        f"{control} of {min(asked.flips, 500)}; {time.monotonic() - began:.0f} s"
    )
    fell_short = found < asked.flips or not 0 < control < min(asked.flips, 500)
    return int(fell_short or (bool(trials) and not _hold(trials)))


def _hold(trials: list[Trial]) -> bool:
    """Prints what came back; whether that is enough, and the control fell short."""
    shares, moments = [each.share for each in trials], min(each.moments for each in trials)
    reached = min(each.reached / max(1, each.on_whole_pages) for each in trials)
    silent = sum(each.silent for each in trials)
    print(
        f"{len(trials)} rescues: of the rows on whole pages at least {min(shares):.1%} came back, "
        f"in the middle {median(shares):.1%}, of the moments at least {moments:.1%}; {silent} "
        f"records were missing or different and not told of; control: SQLite itself reaches at "
        f"least {reached:.1%} of the rows"
    )
    return min(*shares, moments) >= LEAST > reached and not silent


if __name__ == "__main__":
    raise SystemExit(main())
