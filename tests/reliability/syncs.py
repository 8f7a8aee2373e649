"""Files that take the place of others: on the disk before, and their names before it is said?

    python -m tests.reliability.syncs    # needs strace

Power cuts are tried on edits (`power_cuts`); a new study, a backup, a renewed study, one under
another passphrase, what is handed out, in and exported, published, rescued or erased is a whole
file that is written under a passing name and then put in its place. It survives a power cut if all
that was written to it is synced before it is renamed, and its folder before the program ends. Each
command is run under strace, and the order of its calls is judged. The control is a program that
syncs only the file, only the folder, or the file too early. The exit code is 1 where a sync is
missing, a command fails, or puts nothing in place.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.app.verbs.sample import make_sample
from tests.reliability.traced import raw, under_strace

CALLS = (
    *("write", "pwrite64", "writev", "pwritev", "pwritev2", "ftruncate", "sendfile"),
    *("copy_file_range", "fsync", "fdatasync", "rename", "renameat", "renameat2", "link", "linkat"),
    *("mkdir", "mkdirat"),
)
OLDER = Path(__file__).parents[1] / "storage" / "released"
PASSPHRASE = "a passphrase"
_CALL = re.compile(r"^\d+ +(\w+)\((.*)$")
_HANDLE = re.compile(r"\d+<([^>]*)>")
_NAME = re.compile(r'"((?:\\x[0-9a-f]{2})+)"')


@dataclass
class Disk:
    """What is surely on a disk, by the calls of one program.

    Attributes:
        where: the folder in which it runs.
        unsynced: files that were written since they were synced.
        unnamed: files that were put in place, and folders that were made, since the folder in
            which they are was synced.
        put: all files that were put in place.
        wrong: what was put in place too early.
    """

    where: Path
    unsynced: set[str] = field(default_factory=set)
    unnamed: set[str] = field(default_factory=set)
    put: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def take(self, call: str, rest: str) -> None:
        """Takes up one call that succeeded."""
        if call.startswith(("rename", "link")):
            draft, goal = (self._path(name) for name in _NAME.findall(rest)[:2])
            if draft in self.unsynced:
                self.wrong.append(f"{Path(goal).name} is put in place before it is on the disk")
            self.unsynced.discard(goal)  # what stood there before is gone
            self.put.add(goal)
            self.unnamed.add(goal)
            return
        if call.startswith("mkdir"):
            self.unnamed.add(self._path(_NAME.findall(rest)[0]))
            return
        handles = [raw(each).decode("utf-8", "replace") for each in _HANDLE.findall(rest)]
        if call in ("fsync", "fdatasync"):
            self.unsynced.discard(handles[0])
            self.unnamed -= {each for each in self.unnamed if str(Path(each).parent) == handles[0]}
        elif handles:
            self.unsynced.add(handles[-1] if call == "copy_file_range" else handles[0])

    def _path(self, digits: str) -> str:
        return str(self.where / raw(digits).decode())

    def ended(self) -> list[str]:
        """What is wrong once the program has ended."""
        needed = {each for goal in self.put for each in (goal, *map(str, Path(goal).parents))}
        late = [f"the name of {Path(e).name} is not on the disk" for e in self.unnamed & needed]
        after = [f"{Path(each).name} is written after that" for each in self.put & self.unsynced]
        return sorted({*self.wrong, *late, *after})


def seen(log: Path, where: Path) -> Disk:
    """The disk after a program in a folder, of which strace has written this."""
    disk = Disk(where)
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            found = _CALL.match(line)
            if found is not None and " = -1 E" not in line:
                disk.take(found[1], found[2])
    return disk


@dataclass(frozen=True, slots=True)
class Run:
    """A command, how often it puts a file in place at least, and what it is given."""

    command: Sequence[str]
    puts: int = 1
    more: Mapping[str, str] = field(default_factory=dict)


def runs(folder: Path) -> Iterator[Run]:
    """Every command that puts a whole file in place, with what must stand there before."""
    share, old = folder / "share", folder / "old.iprstudy"
    share.mkdir()
    plain, study, work = make_sample(folder), folder / "lab.iprstudy", folder / "RA-2.iprwork"
    shared = {"ANNOTATOR_SHARES": str(share)}
    yield Run(["new", str(study), "--title", "Lab", "--codebook", "3rs"])
    text = folder / "text.txt"
    text.write_text("I: What was it?\nP: It was quiet, and then it passed.\n" * 20, "utf-8")
    into = ["--dyad", "D01", "--session", "3", "--account", "patient", "--participant", "P07"]
    yield Run(["import", str(study), str(text), *into], 0)
    yield Run(["backup", str(study)])
    yield Run(["assign", str(study), str(work), "--round", "R1", "--coder", "RA-2"])
    yield Run(["return", str(work)], 0)
    yield Run(["merge", str(study), str(work)])
    yield Run(["export", str(plain), str(folder / "out" / "tables"), "--to", "csv"], 2)
    yield Run(["rescue", str(study), str(folder / "rescued.iprstudy")])
    [backup, *_] = sorted((folder / "lab backups").glob("*.iprstudy"))
    yield Run(["restore", str(backup), str(folder / "restored.iprstudy")])
    packed = min(OLDER.glob("*.iprstudy.gz"))
    old.write_bytes(gzip.decompress(packed.read_bytes()))
    yield Run(["journal", str(old)], 2)
    there = share / "lab.iprstudy"
    there.write_bytes(study.read_bytes())
    line = ["mark", str(there), "--coder", "RA-1"]
    yield Run(line, 1, shared)
    yield Run(["erase", str(study), "--participant", "P07", "--yes", "--certificate",
               str(folder / "P07.txt")], 2)  # fmt: skip
    yield Run(["passphrase", str(study)], 2, {"ANNOTATOR_NEW_PASSPHRASE": f"{PASSPHRASE} anew"})


FEW = ("new", "backup", "export", "mark")
"""Commands that need no other, for a short form."""


def judged(
    folder: Path, log: Path, only: Sequence[str] = ()
) -> Iterator[tuple[str, Disk, list[str]]]:
    """By command, or by some of them, what it has put in place, and what is wrong."""
    home = {"ANNOTATOR_HOME": str(folder / "home"), "ANNOTATOR_PASSPHRASE": PASSPHRASE,
            "ANNOTATOR_PACKAGE_PASSPHRASE": PASSPHRASE}  # fmt: skip
    for run in runs(folder):
        if only and run.command[0] not in only:
            continue
        wanted = [sys.executable, "-m", "annotator", *run.command]
        done = subprocess.run(
            under_strace(wanted, log, CALLS), env={**os.environ, **home, **run.more},
            input=b"", capture_output=True, check=False,
        )  # fmt: skip
        disk = seen(log, Path.cwd())
        wrong = disk.ended()
        if done.returncode:
            wrong.append(f"exit code {done.returncode}: {done.stderr.decode()[-300:]}")
        if len(disk.put) < run.puts:
            wrong.append(f"{len(disk.put)} files are put in place, not {run.puts}")
        yield run.command[0], disk, wrong


CARELESS = "from pathlib import Path; Path('a').write_text('new'); Path('a').replace('b')"


def control(folder: Path, log: Path) -> list[str]:
    """What is wrong with a program that syncs nothing."""
    command = under_strace([sys.executable, "-c", CARELESS], log, CALLS)
    subprocess.run(command, cwd=folder, check=True)
    return seen(log, folder).ended()


def main() -> int:
    """Prints what each command has put in place."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as beside:
        for command, disk, wrong in judged(Path(name), Path(beside) / "log"):
            print(f"{command}: {len(disk.put)} files put in place, {len(wrong)} wrong", flush=True)
            for each in wrong:
                print(f"  {each}")
            bad += len(wrong)
        missed = control(Path(name), Path(beside) / "log")
    print(f"control, a program that syncs nothing: {len(missed)} wrong")
    return int(bad > 0 or len(missed) != 2)


if __name__ == "__main__":
    raise SystemExit(main())
