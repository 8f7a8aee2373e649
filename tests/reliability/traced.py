"""A program under strace: the internet sockets that it opens, and all that it writes to files.

What stood in a file that is gone by the end is seen too. Not seen is what the system copies from
one file to another by itself, and what is written through mapped memory.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

STRACE = shutil.which("strace")
SOCKETS = "socket(AF_INET"
LONGEST = 1 << 24
"""Bytes of one write that are kept: all of any that is not huge."""
_OPTIONS = ("-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", str(LONGEST))
_CALLS = ("network", "write", "pwrite64", "writev", "pwritev", "pwritev2")
_WRITE = re.compile(r"^\d+ +(?:pwrite64|p?writev?2?)\(\d+<([^>]*)>(?:\(deleted\))?, (.*)$")
_SAID = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_NO_FILES = ("/dev/null", "/dev/tty", "/dev/pts", "/proc")


def under_strace(wanted: Sequence[str], log: Path, calls: Sequence[str] = _CALLS) -> list[str]:
    """The command that runs another, its children too, and writes down which calls they make."""
    assert STRACE is not None
    return [STRACE, *_OPTIONS, "-e", f"trace={','.join(calls)}", "-o", str(log), *wanted]


def sockets_in(log: Path) -> int:
    """How many internet sockets were opened, of both versions."""
    with log.open(encoding="utf-8") as lines:
        return sum(SOCKETS in line for line in lines)


def writes_in(log: Path) -> Iterator[tuple[str, bytes]]:
    """By the path of a file, what was written to it, in order and each call by itself."""
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            if (call := _WRITE.match(line)) is None:
                continue
            path = raw(call[1]).decode("utf-8", "replace")
            if path.startswith("/") and not path.startswith(_NO_FILES):
                yield path, b"".join(raw(said) for said in _SAID.findall(call[2]))


def raw(digits: str) -> bytes:
    """The bytes of a string as strace writes it."""
    return bytes.fromhex(digits.replace("\\x", ""))


def internet_sockets(
    wanted: Sequence[str], environment: Mapping[str, str], log: Path, *, stdin: str = ""
) -> tuple[int, int]:
    """The exit code of a program, and how many internet sockets it and its children opened."""
    done = subprocess.run(
        under_strace(wanted, log),
        env=dict(environment),
        input=stdin.encode(),
        capture_output=True,
        check=False,
    )
    return done.returncode, sockets_in(log)
