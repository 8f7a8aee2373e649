"""A whole working day at an encrypted study, and every byte that it wrote anywhere.

    python -m tests.reliability.leaks --count 20 --actions 2000
    python -m tests.reliability.leaks --control        # a program that logs words: must be found
    python -m tests.reliability.leaks --sockets

A day is a process of its own with a home, a temporary folder and settings of its own. Words that
stand nowhere else are in texts, names that were spoken, memos, codes and filters, and are typed
into search and palette; a file with them is imported, tables are exported without words, and the
day ends by closing, or after an error in a slot, by abort or by a fault in memory, with core dumps
allowed. Then all files but the transcripts that were read are searched for the words, the
passphrase and the key (`searching` says in which forms): the study and its backups as they lie
there, the streams with the window's titles, and what is new in the system's temporary folders and
in the home of the account. Every other day is lived under strace, and so is all searched that was
written to any file, of which nothing may be left. That the words were there to be found is seen in
the study's decrypted pages.

The control logs memos and lets the system keep its memory when it dies. `--sockets` runs commands
and the window, off screen and on a display of its own, under strace, and counts internet sockets.
The exit code is 1 where anything is found; with `--control` only where each day left just what it
must.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from annotator.storage.header import read_header
from annotator.storage.key import PROFILES, Key, derive
from annotator.storage.pages import read_pages
from tests.reliability.searching import OVERLAP, Words, kinds_in, kinds_in_file
from tests.reliability.traced import STRACE, internet_sockets, under_strace, writes_in

ENDS = ("close", "error", "abort", "fault")
SYSTEM_FOLDERS = tuple(map(Path, ("/tmp", "/var/tmp", "/dev/shm")))
ROOT = Path(__file__).resolve().parents[2]
KINDS = ("text", "name", "memo", "typed", "filter", "code", "passphrase")
HELD = ("text", "name", "memo", "filter", "code")
"""Kinds that stand in the study by the end of each day."""
EXPORTS = "exported"
COARSE_S = 1.0
"""A file that is written just now may have a time from before: the system's is a coarse one."""
CORES = Path("/proc/sys/kernel/core_pattern")


@dataclass(frozen=True, slots=True)
class Day:
    """One day.

    Attributes:
        folder: all that it may write into.
        words: what must be found nowhere, by where it stands in the study.
    """

    folder: Path
    words: Mapping[str, str]

    @property
    def study(self) -> Path:
        """The encrypted study."""
        return self.folder / "study" / "day.iprstudy"

    def key(self) -> Key:
        """That of the study; a program of its own has made it, at the usual cost."""
        return _derived(self.words["passphrase"], read_header(self.study).salt)

    @property
    def environment(self) -> dict[str, str]:
        """That of a person whose home is this folder."""
        home = {
            name: str(self.folder / name)
            for name in (
                *("HOME", "TMPDIR", "ANNOTATOR_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"),
                *("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"),
            )
        }
        for place in home.values():
            Path(place).mkdir(exist_ok=True, mode=0o700)
        kept = {name: each for name, each in os.environ.items() if not name.startswith("XDG_")}
        return {
            **kept,
            **home,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "ANNOTATOR_PASSPHRASE": self.words["passphrase"],
        }


@cache
def _derived(passphrase: str, salt: bytes) -> Key:
    return derive(passphrase, salt, PROFILES[0])


def made_day(folder: Path, seed: int) -> Day:
    """A folder with the transcript that will be imported; the study is made by the day itself."""
    chance = random.Random(seed)
    words = {kind: "Zq" + "".join(chance.choices(string.ascii_lowercase, k=12)) for kind in KINDS}
    day = Day(folder, words)
    for name in ("study", "read", EXPORTS, "work"):
        (folder / name).mkdir(parents=True)
    said = f"I: What was it, {words['name']}?\nP: It was {words['text']} and then it passed.\n"
    (folder / "read" / "transcript.txt").write_text(said * 40, encoding="utf-8")
    return day


def lived(
    day: Day, *, actions: int, end: str, seed: int, logs: bool = False, log: Path | None = None
) -> int:
    """Lives the day in a process of its own, with a log under strace.

    Gives its exit code, negative for a signal.
    """
    words = [f"{kind}={word}" for kind, word in day.words.items()]
    wanted = [sys.executable, "-m", "tests.reliability.leaks_day", str(day.folder), end]
    wanted += [str(actions), str(seed), "logs" if logs else "quiet", *words]
    with (day.folder / "stdout").open("wb") as out, (day.folder / "stderr").open("wb") as err:
        done = subprocess.run(
            wanted if log is None else under_strace(wanted, log),
            env=day.environment,
            cwd=day.folder / "work",
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    return done.returncode


def written(day: Day, since: float, log: Path | None = None) -> Iterator[Path]:
    """All files of the day but what it read, and new ones of the system and of the account."""
    for place in sorted(day.folder.rglob("*")):
        if place.is_file() and place.relative_to(day.folder).parts[0] != "read":
            yield place
    for folder in (*SYSTEM_FOLDERS, _account_home()):
        yield from _new_in(folder, since, (day.folder, log))


def _account_home() -> Path:
    """The home of whoever runs this, whatever the environment says."""
    if sys.platform == "win32":
        return Path.home()
    import pwd

    return Path(pwd.getpwuid(os.getuid()).pw_dir)


def _new_in(folder: Path, since: float, but: Sequence[Path | None]) -> Iterator[Path]:
    """Files that were changed since then, but in some folders and what those lie in.

    Into folders that were not changed it does not go: all of a system's are too many.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for each in entries:
            with suppress(OSError):
                place = Path(each.path)
                is_new = each.stat(follow_symlinks=False).st_mtime >= since - COARSE_S
                if not is_new or any(own and own.is_relative_to(place) for own in but):
                    continue
                if each.is_file(follow_symlinks=False):
                    yield place
                elif each.is_dir(follow_symlinks=False):
                    yield from _new_in(place, since, but)


def found(day: Day, since: float, log: Path | None = None) -> list[str]:
    """Where words of the study stand in what was written; empty as it must be.

    Args:
        day: that was lived.
        since: when it began, in the system's time.
        log: what strace wrote down of it.
    """
    hits: list[str] = []
    sought = _sought(day)
    for place in written(day, since, log):
        with suppress(OSError):
            hits += _hits(kinds_in_file(place, sought), EXPORTS in place.parts, f"in {place.name}")
        own = place.is_relative_to(day.folder)
        name = str(place.relative_to(day.folder) if own else place)
        if kinds_in(name.encode(), day.words):
            hits.append("a word in the name of a file")
    ends: dict[str, bytes] = {}
    for path, content in writes_in(log) if log is not None else ():
        said = ends.get(path, b"") + content
        hits += _hits(kinds_in(said, sought), EXPORTS in Path(path).parts, f"written to {path}")
        ends[path] = said[-OVERLAP:]
    return sorted(set(hits))


def _sought(day: Day) -> Words:
    """The words and the key."""
    return {**day.words, "the key": day.key().raw} if day.study.exists() else day.words


def _hits(kinds: set[str], exported: bool, where: str) -> list[str]:
    """What an export is of is no finding: names of codes."""
    return [f"{kind} {where}" for kind in sorted(kinds) if not (exported and kind == "code")]


def tried(count: int, actions: int, *, logs: bool = False, seed: int = 1) -> list[str]:
    """Lives so many days, each with another end; what was found in any, or missing in a control."""
    hits: list[str] = []
    for number in range(count):
        end = ENDS[number % len(ENDS)]
        with (
            tempfile.TemporaryDirectory(prefix="leaks-") as folder,
            tempfile.TemporaryDirectory(prefix="strace-") as beside,
        ):
            day, since = made_day(Path(folder), seed + number), time.time()
            is_traced = STRACE is not None and (number // len(ENDS) + number) % 2 == 0
            log = Path(beside) / "log" if is_traced else None
            code = lived(day, actions=actions, end=end, seed=seed + number, logs=logs, log=log)
            own = found(day, since, log)
            if logs:
                own = [f"not found: {each}" for each in sorted(left_by(day, end, log) - {*own})]
            hits += [f"{end}: {each}" for each in [*own, *odd_of(day, end, code)]]
        print(f"{number + 1} days, {len(hits)} findings", file=sys.stderr, flush=True)
    return hits


def left_by(day: Day, end: str, log: Path | None) -> set[str]:
    """What a program that logs memos, and forbids no core dump, leaves of a day."""
    left = {"memo in debug.log"}
    if log is not None:
        left.add(f"memo written to {day.folder / 'ANNOTATOR_HOME' / 'debug.log'}")
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    kept_here = CORES.exists() and CORES.read_text("ascii").strip() == "core" and most
    if end in ("abort", "fault") and kept_here:
        core = next((each.name for each in (day.folder / "work").glob("core*")), "core")
        left |= {f"{kind} in {core}" for kind in ("text", "memo", "the key")}
    return left


def odd_of(day: Day, end: str, code: int) -> list[str]:
    """What shows that the day was not lived as it was meant."""
    wanted = {"abort": -signal.SIGABRT, "fault": -signal.SIGSEGV}.get(end, 0)
    odd = [] if code == wanted else [f"the day ended with {code}, not {wanted}"]
    lines = (day.folder / "stdout").read_text("utf-8", "replace").splitlines()
    if "lived" not in lines:
        odd.append(f"the day broke off: {lines[-1] if lines else 'without a word'}")
    if not any((day.folder / EXPORTS).iterdir()):
        odd.append("nothing was exported")
    if end != "close" and not (day.folder / "ANNOTATOR_HOME" / "crash.log").exists():
        odd.append("the error was not noted")
    pages = b"".join(page.content or b"" for page in read_pages(day.study, day.key()))
    missing = {*HELD} - kinds_in(pages, day.words)
    return [*odd, *(f"no {kind} stands in the study" for kind in sorted(missing))]


# Sockets ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A program that is to open no internet socket, and what it is given."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stdin: str = ""


def networked(actions: int = 100) -> list[str]:
    """What of the program opened an internet socket, or did not run; empty as it must be."""
    hits: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="sockets-") as folder,
        tempfile.TemporaryDirectory(prefix="strace-") as beside,
    ):
        day, log = made_day(Path(folder), 7), Path(beside) / "log"
        control = "import os, socket; os.fork() and os.wait() or socket.socket()"
        if internet_sockets([sys.executable, "-c", control], os.environ, log)[1] != 1:
            hits.append("the socket of a program's child is not seen")
        lived(day, actions=0, end="close", seed=7)
        for run in chain(commands(day), windows(day, actions)):
            code, sockets = internet_sockets(run.command, run.environment, log, stdin=run.stdin)
            hits += [f"{run.name}: {sockets} sockets"] if sockets else []
            hits += [f"{run.name}: exit code {code}"] if code else []
            print(f"{run.name}: {sockets} sockets", file=sys.stderr, flush=True)
    return hits


def commands(day: Day) -> Iterator[Run]:
    """Work at a study by the command line, from a transcript to what is handed in and exported."""
    study, work = str(day.study), str(day.folder / "work" / "RA-2.iprwork")
    text, out = str(day.folder / "read" / "transcript.txt"), str(day.folder / EXPORTS / "more")
    line = '{"dyad": "D01", "session": 3, "account": "patient", "start": 0, "end": 3, "codes": []}'
    environment = {
        **day.environment, "ANNOTATOR_PACKAGE_PASSPHRASE": day.words["passphrase"],
    }  # fmt: skip
    into = ("--dyad", "D04", "--session", "3", "--account", "patient")
    for wanted, stdin in (
        (["inspect", text], ""),
        (["import", study, text, *into], ""),
        (["mark", study, "--coder", "RA-1"], f"{line}\n"),
        (["show", study], ""),
        (["assign", study, work, "--round", "R1", "--coder", "RA-2"], ""),
        (["mark", work, "--coder", "RA-2"], f"{line}\n"),
        (["return", work], ""),
        (["merge", study, work], ""),
        (["matrix", study], ""),
        (["export", study, out, "--to", "csv", "--with-text"], ""),
        (["journal", study], ""),
        (["check", study], ""),
        (["backup", study], ""),
    ):
        yield Run(wanted[0], [sys.executable, "-m", "annotator", *wanted], environment, stdin)


def windows(day: Day, actions: int) -> Iterator[Run]:
    """The window, off screen, and on a display of its own where the system has one to give."""
    window = [sys.executable, "-m", "tests.reliability.leaks_day", str(day.folder), "close"]
    window += [str(actions), "8", "again", *(f"{k}={w}" for k, w in day.words.items())]
    yield Run("the window, off screen", window, day.environment)
    if shutil.which("Xvfb") is None:
        return
    hear, say = os.pipe()
    shown = subprocess.Popen(
        ["Xvfb", "-displayfd", str(say), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(say,),
        stderr=subprocess.DEVNULL,
    )
    os.close(say)
    try:
        with os.fdopen(hear) as stream:
            number = stream.readline().strip()
        on_it = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        yield Run(f"the window, display {number}", window, {**day.environment, **on_it})
    finally:
        shown.terminate()
        shown.wait()


def main() -> int:
    """Prints what was found."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--count", type=int, default=4, help="days")
    wanted.add_argument("--actions", type=int, default=500, help="of each day")
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--control", action="store_true", help="with a program that logs words")
    wanted.add_argument("--sockets", action="store_true", help="internet sockets instead")
    asked = wanted.parse_args()
    if asked.sockets:
        hits = networked(asked.actions)
    else:
        hits = tried(asked.count, asked.actions, logs=asked.control, seed=asked.seed)
    for each in hits:
        print(each)
    if asked.control:
        print(f"{asked.count} days of a program that logs: {len(hits)} times not found as it must")
        return int(not hits)
    what = "runs" if asked.sockets else f"{asked.count} days of {asked.actions} actions"
    print(f"{what}: {len(hits)} findings")
    return int(bool(hits))


if __name__ == "__main__":
    sys.exit(main())
