"""Files broken in every way: opened and rescued, each ends with one sentence or a sound study.

    python -m tests.reliability.broken_files --count 2000

A study (encrypted, and plain) and a file of handed-out work are cut short, zeroed in the middle,
lose their first or last page, have pages doubled, exchanged or full of noise, or a journal beside
them that is not theirs; and files are given that are something else. Each is checked, shown and
rescued by the commands. The exit code is 1 where one of them fails otherwise than by one line
that names the file, takes longer than a minute, quotes a transcript, changes the file, leaves
something else behind, or makes a study that is not sound.

The control: the same commands on the whole files find nothing wrong.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from annotator.app.open_study import open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.cli import main as run_command
from annotator.domain.edits import Replace
from annotator.storage import create as create_store
from annotator.storage import creation, opening, rekeying, rescuing
from annotator.storage.creation import journal_beside
from annotator.storage.header import PAGE_BYTES, PLAIN_MAGIC
from annotator.storage.key import Profile
from tests.reliability.whole_study import whole
from tests.storage.making import moment_in, new_study

PASSPHRASE = "a passphrase"
SEED, LONGEST_S = 20261129, 60.0
CHEAP = (Profile(memory_kib=64, passes=1, lanes=1),)
SECRET = "nobodysayssuchaword"
"""A word of each moment's memo; of transcripts the turns themselves are looked for."""

_TOLD = "the text is not what its SHA-256 says"
"""A turned bit in a text of a plain file stays, and is told: nobody knows the right one."""

Break = Callable[[bytearray, random.Random], bytes | bytearray]


@dataclass(frozen=True)
class Kept:
    """A whole file to be broken.

    Attributes:
        name: with the ending that goes with it.
        content: its bytes.
    """

    name: str
    content: bytes


# The ways to break one ---------------------------------------------------------------------------


def _cut(content: bytearray, choose: random.Random) -> bytes | bytearray:
    return content[: choose.randrange(len(content))]


def _cut_at_a_page(content: bytearray, choose: random.Random) -> bytes | bytearray:
    return content[: choose.randrange(_pages(content)) * PAGE_BYTES]


def _cut_to_little(content: bytearray, choose: random.Random) -> bytes | bytearray:
    return content[: choose.choice((0, 1, 15, 16, 24, 99, 100, 511, 4095, 4096, 4097))]


def _without_the_last(content: bytearray, _: random.Random) -> bytes | bytearray:
    return content[:-PAGE_BYTES]


def _without_the_first(content: bytearray, _: random.Random) -> bytes | bytearray:
    return content[PAGE_BYTES:]


def _first_zeroed(content: bytearray, choose: random.Random) -> bytes | bytearray:
    length = choose.choice((16, 100, 512, PAGE_BYTES))
    content[:length] = bytes(length)
    return content


def _last_zeroed(content: bytearray, _: random.Random) -> bytes | bytearray:
    content[-PAGE_BYTES:] = bytes(PAGE_BYTES)
    return content


def _middle_zeroed(content: bytearray, choose: random.Random) -> bytes | bytearray:
    start = 512 * choose.randrange(8, len(content) // 512)
    length = min(512 * choose.randrange(1, 200), len(content) - start)
    content[start : start + length] = bytes(length)
    return content


def _noise(content: bytearray, choose: random.Random) -> bytes | bytearray:
    for _ in range(choose.randrange(1, 6)):
        _put(content, choose.randrange(_pages(content)), choose.randbytes(PAGE_BYTES))
    return content


def _bits(content: bytearray, choose: random.Random) -> bytes | bytearray:
    for _ in range(choose.randrange(1, 40)):
        content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
    return content


def _header_bits(content: bytearray, choose: random.Random) -> bytes | bytearray:
    for _ in range(choose.randrange(1, 4)):
        content[choose.randrange(108)] = choose.randrange(256)
    return content


def _doubled(content: bytearray, choose: random.Random) -> bytes | bytearray:
    page = choose.randrange(_pages(content)) * PAGE_BYTES
    return content[: page + PAGE_BYTES] + content[page:]


def _copied_over(content: bytearray, choose: random.Random) -> bytes | bytearray:
    pages = range(_pages(content))
    for _ in range(choose.randrange(1, 4)):
        _put(content, choose.choice(pages), _page(content, choose.choice(pages)))
    return content


def _exchanged(content: bytearray, choose: random.Random) -> bytes | bytearray:
    one, two = choose.sample(range(_pages(content)), 2)
    first, second = _page(content, one), _page(content, two)
    _put(content, one, second)
    _put(content, two, first)
    return content


def _twice(content: bytearray, _: random.Random) -> bytes | bytearray:
    return content + content


def _longer(content: bytearray, choose: random.Random) -> bytes | bytearray:
    return content + choose.choice((b"\n", bytes(PAGE_BYTES), choose.randbytes(PAGE_BYTES)))


def _filled(content: bytearray, choose: random.Random) -> bytes | bytearray:
    return bytes([choose.choice((0, 255, 32))]) * len(content)


def _something_else(_content: bytearray, choose: random.Random) -> bytes | bytearray:
    start = choose.choice(
        (b"PK\x03\x04", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"<html>", b"{}")
    )
    rest = choose.choice((choose.randbytes(PAGE_BYTES), b"some words " * 1000, bytes(PAGE_BYTES)))
    size = choose.choice((len(start) + len(rest), 2 * PAGE_BYTES))
    return (start + rest + rest)[:size]


def _another_database(_content: bytearray, choose: random.Random) -> bytes | bytearray:
    head = bytearray(b"SQLite format 3\x00\x10\x00\x01\x01\x00\x40\x20\x20" + bytes(76))
    return head + choose.randbytes(choose.choice((0, 10, PAGE_BYTES - 100, 3 * PAGE_BYTES - 100)))


BREAKS: dict[str, Break] = {
    each.__name__.strip("_").replace("_", " "): each
    for each in (
        *(_cut, _cut_at_a_page, _cut_to_little, _without_the_last, _without_the_first),
        *(_first_zeroed, _last_zeroed, _middle_zeroed, _noise, _bits, _header_bits),
        *(_doubled, _copied_over, _exchanged, _twice, _longer, _filled),
        *(_something_else, _another_database),
    )
}


def _pages(content: bytearray) -> int:
    return len(content) // PAGE_BYTES


def _page(content: bytearray, number: int) -> bytes:
    return bytes(content[number * PAGE_BYTES : (number + 1) * PAGE_BYTES])


def _put(content: bytearray, number: int, page: bytes) -> None:
    content[number * PAGE_BYTES : (number + 1) * PAGE_BYTES] = page


# What the commands say ----------------------------------------------------------------------------


class _HangingError(BaseException):
    """A command takes too long; nothing is to catch it on the way."""


@contextmanager
def _in_time() -> Iterator[None]:
    """Ends what takes too long, where the system can."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _HangingError

    if os.name == "nt":
        yield
        return
    former = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def said(*arguments: object) -> tuple[int, str, str]:
    """Exit code and both streams of a command; whatever else ends it is raised."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with _in_time(), redirect_stdout(out), redirect_stderr(err):
        try:
            code = run_command([str(each) for each in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
    out.flush()
    return code, out.buffer.getvalue().decode(), err.getvalue()


def faults_of(place: Path, words: tuple[str, ...], *, harmed: bool = False) -> list[str]:
    """What is wrong with how the commands take a file; empty where each ends as it should.

    Args:
        place: the file.
        words: what nobody is to quote.
        harmed: that a check must find something.
    """
    faults: list[str] = []
    before = None if not place.is_file() else place.read_bytes()
    there = set(place.parent.rglob("*"))
    goal = place.with_name(f"rescued{place.suffix}")
    for command in _commands(place, goal):
        faults += _faults_of_one(command, place, words, fails=harmed and command[0] == "check")
    if goal.exists():
        code, out, err = said("check", goal)
        told = [each for each in out.splitlines() if _TOLD not in each]
        if code not in (0, 1) or (code and told):
            faults.append(f"what was rescued is not sound: {out}{err}")
        goal.unlink()
    if before is not None and place.read_bytes() != before:
        faults.append("the file is changed")
    if left := set(place.parent.rglob("*")) - there:
        faults.append(f"left behind: {sorted(each.name for each in left)}")
    return faults


def _commands(place: Path, goal: Path) -> list[list[object]]:
    return [["check", place], ["show", place], ["rescue", place, goal]]


def refusals_of_whole(place: Path) -> int:
    """How many of the commands do not do their work on a whole file."""
    goal = place.with_name(f"rescued{place.suffix}")
    refused = sum(said(*command)[0] != 0 for command in _commands(place, goal))
    goal.unlink(missing_ok=True)
    return refused


def _faults_of_one(
    command: Sequence[object], place: Path, words: tuple[str, ...], *, fails: bool
) -> Iterator[str]:
    name = str(command[0])
    try:
        code, out, err = said(*command)
    except _HangingError:
        yield f"{name} hangs"
        return
    except Exception as error:  # noqa: BLE001 (that it is none is what is looked for)
        yield f"{name}: {type(error).__name__} {error}"
        return
    if code not in (0, 1, 2) or "Traceback" in err:
        yield f"{name} ends with {code}: {err[-200:]}"
    if code == 2 and (out or err.count("\n") != 1 or place.name not in err):
        yield f"{name} says not one line that names the file: {out!r} {err!r}"
    if any(word in out + err for word in words):
        yield f"{name} quotes"
    if fails and code == 0:
        yield f"{name} finds nothing"


# The files ----------------------------------------------------------------------------------------


def whole_files(folder: Path) -> tuple[list[Kept], tuple[str, ...]]:
    """A study, encrypted and plain, handed-out work; and words that nobody is to quote."""
    study = whole()
    own = [moment_in(study.made, study.made.transcripts[0], memo=SECRET) for _ in range(30)]
    kept = []
    for name, passphrase in (("keyed.iprstudy", PASSPHRASE), ("plain.iprstudy", None)):
        with create_store(folder / name, new_study(), passphrase) as store:
            store.apply(study.made.edit, action="plan")
            store.apply(study.edit, action="plan")
            for moment in own:
                store.apply(Replace(None, moment), action="mark")
        kept.append(Kept(name, (folder / name).read_bytes()))
    with open_study(folder / "keyed.iprstudy", lambda: PASSPHRASE) as opened:
        coder = study.made.coders[0].name
        work = folder / "work.iprwork"
        hand_out(opened, AssignWish(round_name="R9", coder=coder), work, PASSPHRASE)
    kept.append(Kept(work.name, work.read_bytes()))
    lines = (line for each in study.made.transcripts for line in each.text.split("\n"))
    return kept, (SECRET, *{line for line in lines if len(line) > 12})


def broken(kept: Kept, way: str, folder: Path, choose: random.Random) -> Path:
    """The file, broken in a way; now and then with a journal beside it that is not its own."""
    place = folder / kept.name
    place.write_bytes(BREAKS[way](bytearray(kept.content), choose))
    if choose.random() < 0.15:
        magic = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
        rest = choose.choice((b"", choose.randbytes(600), bytes(5_000), kept.content[:9_000]))
        journal_beside(place).write_bytes(choose.choice((magic, b"")) + rest)
    return place


def trial(kept: list[Kept], words: tuple[str, ...], number: int, seed: int = SEED) -> list[str]:
    """The faults of one broken file, each with what was done to it."""
    choose = random.Random(f"{seed}.{number}")
    way = list(BREAKS)[number % len(BREAKS)]
    own = choose.choice(kept)
    with tempfile.TemporaryDirectory() as folder:
        place = broken(own, way, Path(folder), choose)
        # No page of a plain file can tell that it is not as it was written.
        is_plain = own.content.startswith(PLAIN_MAGIC)
        harmed = not is_plain and not place.read_bytes().startswith(own.content)
        faults = faults_of(place, words, harmed=harmed)
        return [f"{number}, {own.name}, {way}: {each}" for each in faults]


@contextmanager
def surroundings(folder: Path) -> Iterator[None]:
    """Cheap keys, the passphrase, and a home of one's own."""
    own = {"ANNOTATOR_HOME": str(folder / "home"), "ANNOTATOR_PASSPHRASE": PASSPHRASE}
    before = {name: os.environ.get(name) for name in own}
    profiles = {each: each.PROFILES for each in (creation, opening, rekeying, rescuing)}
    os.environ.update(own)
    for each in profiles:
        each.PROFILES = CHEAP  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for each, usual in profiles.items():
            each.PROFILES = usual  # type: ignore[attr-defined]
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def main() -> int:
    """Prints what went wrong, by how it was broken."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--count", type=int, default=2_000)
    wanted.add_argument("--first", type=int, default=0, help="number of the first file")
    wanted.add_argument("--seed", type=int, default=SEED)
    asked = wanted.parse_args()
    began, found = time.monotonic(), Counter[str]()
    with tempfile.TemporaryDirectory() as name, surroundings(Path(name)):
        kept, words = whole_files(Path(name))
        for each in kept:
            place = Path(name) / each.name
            found["whole files"] += len(faults_of(place, words)) + refusals_of_whole(place)
        for number in range(asked.first, asked.first + asked.count):
            for fault in trial(kept, words, number, asked.seed):
                print(fault, file=sys.stderr)
                found["faults"] += 1
    print(
        f"{asked.count} broken files, each checked, shown and rescued, "
        f"{time.monotonic() - began:.0f} s: {found['faults']} faults; "
        f"{found['whole files']} on whole ones"
    )
    return int(bool(found["faults"] or found["whole files"]))


if __name__ == "__main__":
    raise SystemExit(main())
