"""Finds the files of recordings, and knows one again by what is in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from annotator.app.recording_places import Stamp
from annotator.domain.errors import UserError

SUFFIXES = (".wav", ".mp3", ".m4a", ".mp4", ".mov", ".webm")
CHUNK = 1 << 20
MOST_ENTRIES = 20_000
DEEPEST = 4

Told = Callable[[float], object]
"""Hears which share of a file is read, 0 to 1."""


class Stopped(Exception):  # no error: nobody wants the answer any more
    """The work was no longer wanted."""


def refuse_strange(file: Path) -> None:
    """Refuses what cannot be a recording.

    Raises:
        UserError: it is no file, it is empty, or its name is none of a recording's.
    """
    if not file.is_file():
        raise UserError("there is no such file", file.name, "choose the recording")
    if file.suffix.lower() not in SUFFIXES:
        known = ", ".join(each.lstrip(".") for each in SUFFIXES)
        raise UserError("this is no recording that can be played", file.name, f"choose {known}")
    if file.stat().st_size == 0:
        raise UserError("the file is empty", file.name, "choose the recording")


def stamp_of(
    file: Path, told: Told | None = None, stopped: Callable[[], bool] | None = None
) -> Stamp:
    """Reads a file through and gives what it is; memory does not grow with its size.

    Args:
        file: a local file.
        told: hears how far it is.
        stopped: asked after each MiB; True ends the work.

    Raises:
        UserError: the file cannot be read.
        Stopped: nobody wants the answer any more.
    """
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            before = os.fstat(opened.fileno())
            done = 0
            while chunk := opened.read(CHUNK):
                if stopped is not None and stopped():
                    raise Stopped
                digest.update(chunk)
                done += len(chunk)
                if told is not None:
                    told(min(1.0, done / max(before.st_size, 1)))
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise UserError(
            f"the recording cannot be read: {reason}", file.name, "see to the file, then try again"
        ) from None
    return Stamp(before.st_size, before.st_mtime_ns, digest.hexdigest())


def at_once(name: str, folders: Iterable[Path], known: str | None = None) -> Path | None:
    """The file of a name, where it was or directly in one of the folders; None for nowhere."""
    if known is not None and _is_file(Path(known)):
        return Path(known)
    wanted = Path(name).name  # a plan may have it with a folder before it
    return next((folder / wanted for folder in folders if _is_file(folder / wanted)), None)


def below(folders: Sequence[Path]) -> Iterator[Path]:
    """Every recording in and below the folders; so far down and so many that it ends soon."""
    seen = 0
    for top in folders:
        for place, inner, names in os.walk(top, onerror=None):
            depth = len(Path(place).relative_to(top).parts)
            inner[:] = [] if depth >= DEEPEST else sorted(n for n in inner if n[:1] != ".")
            for name in sorted(names):
                seen += 1
                if seen > MOST_ENTRIES:
                    return
                if name.lower().endswith(SUFFIXES):
                    yield Path(place) / name


def find_again(
    name: str,
    sha256: str | None,
    size: int | None,
    folders: Sequence[Path],
    stamp: Callable[[Path], Stamp],
) -> Path | None:
    """A recording that was moved or renamed: by its name, else by its size and what is in it.

    Args:
        name: as the study has it.
        sha256: what is in it, where that is known; a file of another content is passed over.
        size: in bytes, where this machine has seen the file before.
        folders: looked through with what lies below them.
        stamp: reads a file through, or knows it already.
    """
    wanted = Path(name).name.casefold()
    files = list(dict.fromkeys(below(folders)))
    named = [each for each in files if each.name.casefold() == wanted]
    if sha256 is None:
        return named[0] if named else None
    sized = [] if size is None else [each for each in files if _size(each) == size]
    for file in dict.fromkeys((*named, *sized)):
        try:
            if stamp(file).sha256 == sha256:
                return file
        except UserError:  # that one cannot be read; another may be it
            continue
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
