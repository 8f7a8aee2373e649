"""What encryption costs, and whether a study of 100,000 moments keeps its times.

The plain study and the encrypted one hold the same, and each thing is measured on the two by
turns, so that whatever else the machine does falls on both. Clocks and work (of all threads of
the process) are reported. Asserted is the ratio of the clocks, for which people wait: the pages of
an encrypted file are seen to on another core, so that it needs one that is free.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.domain.edits import Replace, added
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.storage import back_up, journal, opening
from annotator.storage import open_study as open_store
from annotator.storage.bulk import write_new_records
from annotator.storage.key import Key, Profile, derive
from tests.benchmarks.material import CODERS, Size, make_study

MOMENTS = int(os.environ.get("ENCRYPTED_MOMENTS", "100000"))
SIZE = Size(interviews=24, words_each=5_000, moments=24)
AT_ONCE = 200
"""How many moments one edit writes."""
WORDS = "one passphrase of some words"
MOST = 1.3
"""So many times what it takes without encryption it may take with it."""


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same study, plain and encrypted."""
    folder = tmp_path_factory.mktemp("twins")
    plain = make_study(folder / "plain.iprstudy", SIZE)
    encrypted = make_study(folder / "encrypted.iprstudy", SIZE, WORDS)
    for place in (plain, encrypted):
        _fill(place)
    return plain, encrypted


def _fill(place: Path) -> None:
    chance = random.Random(7)
    with open_store(place, lambda: WORDS) as store:
        texts = list(store.view().transcripts.values())
        book = store.view().codebook
        codes = [code.id for _, code in book.codes()]
        for at in range(0, MOMENTS, AT_ONCE):
            some = [
                Moment(
                    id=new_id(),
                    transcript_id=texts[each % len(texts)].id,
                    coder_id=CODERS[each % 3],
                    round_id="round",
                    codebook_id=book.id,
                    start=(start := chance.randrange(len(texts[each % len(texts)].text) - 400)),
                    end=start + chance.randrange(15, 160),
                    codes=(chance.choice(codes),),
                    memo="" if each % 10 else "a memo of some words on this moment",
                )
                for each in range(at, at + AT_ONCE)
            ]
            with store.writing() as connection:
                touched = write_new_records(connection, some)
                changes = [Replace(None, each) for each in some]
                journal.append(
                    connection, changes, touched, action="Mark", actor=None, device=store.device
                )


@pytest.fixture
def known_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of each file is derived once: what Argon2id takes is not opening."""
    derived: dict[bytes, Key] = {}

    def once(passphrase: str, salt: bytes, profile: Profile) -> Key:
        if salt not in derived:
            derived[salt] = derive(passphrase, salt, profile)
        return derived[salt]

    monkeypatch.setattr(opening, "derive", once)


@dataclass(frozen=True, slots=True)
class Taken:
    """What something took, in seconds, or in times of something else."""

    clock: float
    work: float


def taken(do: Callable[[], object]) -> Taken:
    began, worked = perf_counter(), process_time()
    do()
    return Taken(perf_counter() - began, process_time() - worked)


def by_turns(
    twins: tuple[Path, Path], do: Callable[[Path], list[Taken]], rounds: int
) -> tuple[list[Taken], list[Taken]]:
    """What it took of the plain study and of the encrypted one."""
    found: tuple[list[Taken], list[Taken]] = ([], [])
    for each in range(rounds):
        for which in (0, 1) if each % 2 else (1, 0):
            found[which].extend(do(twins[which]))
    return found


def told(what: str, plain: list[Taken], encrypted: list[Taken]) -> Taken:
    """Prints the medians; gives how many times the clock and the work of none encryption takes."""
    print(f"\n{what}, {MOMENTS:,} moments, medians:")
    ratios = {}
    for name in ("clock", "work"):
        first, second = (median(getattr(e, name) for e in each) for each in (plain, encrypted))
        ratios[name] = second / first
        print(
            f"  {name}: {first * 1000:.1f} ms, encrypted {second * 1000:.1f} ms, "
            f"{ratios[name]:.2f} times"
        )
    return Taken(**ratios)


@pytest.mark.usefixtures("known_keys")
def test_opening_after_the_passphrase(twins: tuple[Path, Path]) -> None:
    def opens(place: Path, coder: str | None) -> list[Taken]:
        return [taken(lambda: open_study(place, lambda: WORDS, coder).close())]

    coder = told("open for a coder", *by_turns(twins, lambda place: opens(place, "RA-1"), 5))
    everyone = told("open with everyone's work", *by_turns(twins, lambda p: opens(p, None), 5))
    assert max(coder.clock, everyone.clock, everyone.work) < MOST


@pytest.mark.usefixtures("known_keys")
def test_checking_and_backing_up(twins: tuple[Path, Path]) -> None:
    def checks(place: Path) -> list[Taken]:
        with open_store(place, lambda: WORDS) as store:
            found: list[str] = []
            times = taken(lambda: found.extend(store.check()))
            assert not found
        return [times]

    def backs_up(place: Path) -> list[Taken]:
        with open_store(place, lambda: WORDS) as store:
            made: list[Path] = []
            times = taken(lambda: made.append(back_up(store)))
        made[0].unlink()
        return [times]

    check = told("check", *by_turns(twins, checks, 5))
    backup = told("backup", *by_turns(twins, backs_up, 5))
    assert max(check.clock, backup.clock) < MOST


@pytest.mark.usefixtures("known_keys")
def test_one_moment_to_disk(twins: tuple[Path, Path], tmp_path: Path) -> None:
    def marks(place: Path) -> list[Taken]:
        with open_study(place, lambda: WORDS, "RA-1") as study:
            return [taken(_marking(study, number)) for number in range(60)]

    plain, encrypted = by_turns(twins, marks, 6)
    moment = told("one moment, committed", plain, encrypted)
    bare = [taken(lambda: _sync_bare(tmp_path / "bare")) for _ in range(300)]
    for name, times in (("plain", plain), ("encrypted", encrypted), ("a bare fsync", bare)):
        clocks = sorted(each.clock for each in times)
        print(f"  p99 {name}: {clocks[round(len(clocks) * 0.99) - 1] * 1000:.1f} ms")
    assert max(moment.clock, moment.work) < MOST


def _marking(study: OpenStudy, number: int) -> Callable[[], None]:
    view = study.view
    moment = Moment(
        id=new_id(),
        transcript_id=next(iter(view.transcripts)),
        coder_id=study.seen_by or "",
        round_id="round",
        codebook_id=view.codebook.id,
        start=number,
        end=number + 30,
    )
    return lambda: study.do(added(moment), "Mark")


def _sync_bare(place: Path) -> None:
    with place.open("ab") as file:
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())
