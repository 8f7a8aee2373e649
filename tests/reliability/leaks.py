"""A whole working day at an encrypted study, and every byte that it wrote outside the file.

    python -m tests.reliability.leaks --count 20 --actions 2000
    python -m tests.reliability.leaks --control        # a program that logs words: must be found
    python -m tests.reliability.leaks --sockets

A day is a process of its own with a home, a temporary folder and settings of its own. Words that
stand nowhere else are in texts, names that were spoken, memos, codes and filters, and are typed
into search and palette; a file with them is imported, tables are exported without words, and the
day ends by closing, or after an error in a slot, by abort or by a fault in memory, with core dumps
allowed. Then all files but the study, its backups and the transcripts that were read are
searched for the words, the passphrase and the key, with the streams and the window's titles; so
is what is new in the system's temporary folders. `--sockets` runs commands and the window, off
screen and on a display of its own, under strace, and counts internet sockets. The exit code is 1
where anything is found.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.storage.header import read_header
from annotator.storage.key import PROFILES, Key, derive

ENDS = ("close", "error", "abort", "fault")
SYSTEM_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
ROOT = Path(__file__).resolve().parents[2]
KINDS = ("text", "name", "memo", "typed", "filter", "code", "passphrase")
EXPORTS = "exported"
SOCKETS = "socket(AF_INET"


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
        return derive(self.words["passphrase"], read_header(self.study).salt, PROFILES[0])

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


def made_day(folder: Path, seed: int) -> Day:
    """A folder with the transcript that will be imported; the study is made by the day itself."""
    chance = random.Random(seed)
    words = {kind: "Zq" + "".join(chance.choices(string.ascii_lowercase, k=12)) for kind in KINDS}
    day = Day(folder, words)
    for name in ("study", "read", EXPORTS, "work"):
        (folder / name).mkdir()
    said = f"I: What was it, {words['name']}?\nP: It was {words['text']} and then it passed.\n"
    (folder / "read" / "transcript.txt").write_text(said * 40, encoding="utf-8")
    return day


def lived(day: Day, *, actions: int, end: str, seed: int, logs: bool = False) -> int:
    """Lives the day in a process of its own; gives its exit code, negative for a signal."""
    words = [f"{kind}={word}" for kind, word in day.words.items()]
    wanted = [sys.executable, "-m", "tests.reliability.leaks_day", str(day.folder), end]
    wanted += [str(actions), str(seed), "logs" if logs else "quiet", *words]
    with (day.folder / "stdout").open("wb") as out, (day.folder / "stderr").open("wb") as err:
        done = subprocess.run(
            wanted,
            env=day.environment,
            cwd=day.folder / "work",
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    return done.returncode


def written(day: Day, since: float) -> Iterator[Path]:
    """All files of the day but the encrypted ones and what it read, and new ones of the system."""
    for place in sorted(day.folder.rglob("*")):
        inside = place.relative_to(day.folder).parts[0]
        if place.is_file() and inside not in ("study", "read"):
            yield place
    for place in day.study.parent.iterdir():  # beside the study stand it and its backups only
        if place.is_file() and place != day.study:
            yield place
    for folder in map(Path, SYSTEM_FOLDERS):
        for place in folder.glob("*") if folder.is_dir() else ():
            try:
                if place.is_file() and place.stat().st_mtime >= since:
                    yield place
            except OSError:
                continue


def found(day: Day, since: float) -> list[str]:
    """Where words of the study stand in what was written; empty as it must be."""
    hits: list[str] = []
    key = day.key() if day.study.exists() else None
    for place in written(day, since):
        try:
            content = place.read_bytes()
        except OSError:
            continue
        if key is not None and (key.raw in content or key.raw.hex().encode() in content.lower()):
            hits.append(f"the key in {place.name}")
        content = content.lower()
        exported = EXPORTS in place.parts
        for kind, word in day.words.items():
            if exported and kind == "code":
                continue  # names of codes are what an export is of
            plain = word.lower()
            if plain.encode() in content or plain.encode("utf-16-le") in content:
                hits.append(f"{kind} in {place.name}")
        if any(word.lower() in place.name.lower() for word in day.words.values()):
            hits.append("a word in the name of a file")
    return hits


def tried(count: int, actions: int, *, logs: bool = False, seed: int = 1) -> list[str]:
    """Lives so many days, each with another end; what was found in any."""
    hits: list[str] = []
    for number in range(count):
        end = ENDS[number % len(ENDS)]
        with tempfile.TemporaryDirectory(prefix="leaks-") as folder:
            day, since = made_day(Path(folder), seed + number), time.time()
            code = lived(day, actions=actions, end=end, seed=seed + number, logs=logs)
            hits += [f"{end}: {each}" for each in [*found(day, since), *odd_of(day, end, code)]]
    return hits


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
    return odd


# Sockets ---------------------------------------------------------------------------------------


def internet_sockets(
    wanted: Sequence[str], environment: Mapping[str, str], *, stdin: str = ""
) -> tuple[int, int]:
    """The exit code of a program, and how many internet sockets it and its children opened."""
    with tempfile.TemporaryDirectory(prefix="strace-") as folder:
        log = Path(folder) / "log"
        done = subprocess.run(
            ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), *wanted],
            env=dict(environment),
            input=stdin.encode(),
            capture_output=True,
            check=False,
        )
        calls = log.read_text("utf-8", "replace") if log.exists() else ""
    return done.returncode, calls.count(SOCKETS)


def networked(actions: int = 100) -> list[str]:
    """What of the program opened an internet socket; empty as it must be."""
    hits: list[str] = []
    with tempfile.TemporaryDirectory(prefix="sockets-") as folder:
        day = made_day(Path(folder), 7)
        lived(day, actions=0, end="close", seed=7)
        environment, study = day.environment, str(day.study)
        annotator = [sys.executable, "-m", "annotator"]
        out = str(day.folder / EXPORTS / "more")
        line = '{"dyad": "D01", "session": 3, "account": "patient", "start": 0, "end": 3, '
        runs: list[tuple[list[str], str]] = [
            ([*annotator, "mark", study, "--coder", "RA-1"], line + '"codes": []}\n'),
            ([*annotator, "show", study], ""),
            ([*annotator, "export", study, out, "--to", "csv", "--with-text"], ""),
            ([*annotator, "journal", study], ""),
        ]
        for wanted, stdin in runs:
            code, sockets = internet_sockets(wanted, environment, stdin=stdin)
            hits += [f"{wanted[3]}: {sockets} sockets"] if sockets else []
            hits += [f"{wanted[3]}: exit code {code}"] if code else []
        window = [sys.executable, "-m", "tests.reliability.leaks_day", str(day.folder), "close"]
        window += [str(actions), "8", "again", *(f"{k}={w}" for k, w in day.words.items())]
        for platform, more in _displays():
            _, sockets = internet_sockets(window, {**environment, **more})
            hits += [f"the window, {platform}: {sockets} sockets"] if sockets else []
    return hits


def _displays() -> Iterator[tuple[str, dict[str, str]]]:
    """Off screen, and a display of its own where the system has one to give."""
    yield "off screen", {}
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
        yield f"display {number}", {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
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
    what = "runs" if asked.sockets else f"{asked.count} days of {asked.actions} actions"
    print(f"{what}: {len(hits)} findings")
    return int(bool(hits))


if __name__ == "__main__":
    sys.exit(main())
