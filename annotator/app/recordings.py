"""Finds the files of recordings, and knows one again by what is in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.app.recording_names import distinct, folded, meant_by, parts_of, shared
from annotator.app.recording_places import Stamp
from annotator.app.stopping import Stop, Stopped
from annotator.domain.errors import UserError
from annotator.domain.ids import Id

SUFFIXES = (".wav", ".mp3", ".m4a", ".mp4", ".mov", ".webm")
CHUNK = 1 << 20
MOST_ENTRIES = 20_000
DEEPEST = 4

Told = Callable[[float], object]
"""Hears which share of a file is read, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which recording is looked for, and where.

    Attributes:
        name: as the study has it.
        sha256: what is in it, where that is known; None takes what the name alone means.
        others: names of other sessions' recordings that a file of this name may be as well.
        known: where this machine had it last.
        size: of that file, in bytes.
    """

    session_id: Id
    name: str
    sha256: str | None
    folders: tuple[Path, ...]
    others: tuple[str, ...] = ()
    known: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be it; what is in it is not yet known. `unclear`: a person must say which."""

    sought: Sought
    file: Path | None
    unclear: bool = False


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


def stamp_of(file: Path, told: Told | None = None, stopped: Stop | None = None) -> Stamp:
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


def at_once(
    name: str, folders: Iterable[Path], known: str | None = None, others: Sequence[str] = ()
) -> Path | None:
    """The file of a name, where it was or directly in one of the folders; None for nowhere.

    Args:
        name: as the study has it; a plan may have it with a folder before it, which counts first.
        folders: the first one beside the study; of two files in the others neither is taken.
        known: where it was.
        others: names of other sessions' recordings, where nothing else tells whose a file is.
    """
    if known is not None and _is_file(Path(known)):
        return Path(known)
    written = parts_of(name)
    if not written or folded(name) in map(folded, others):
        return None
    places = list(folders)
    exact = [each.joinpath(*written) for each in places if _is_file(each.joinpath(*written))]
    if exact and (len(written) > 1 or exact[0].parent == places[0]):
        return exact[0]
    bare = distinct(each / written[-1] for each in places if _is_file(each / written[-1]))
    return bare[0] if len(bare) == 1 and not others else None


def below(folders: Sequence[Path], stopped: Stop | None = None) -> Iterator[Path]:
    """Every recording in and below the folders; so far down and so many that it ends soon.

    Raises:
        Stopped: nobody wants the answer any more.
    """
    seen = 0
    for top in folders:
        for place, inner, names in os.walk(top, onerror=None):
            if stopped is not None and stopped():
                raise Stopped
            depth = len(Path(place).relative_to(top).parts)
            inner[:] = [] if depth >= DEEPEST else sorted(n for n in inner if n[:1] != ".")
            for name in sorted(names):
                seen += 1
                if seen > MOST_ENTRIES:
                    return
                if name.lower().endswith(SUFFIXES):
                    yield Path(place) / name


def seek(sought: Sought, stamp: Callable[[Path], Stamp], stopped: Stop | None = None) -> Found:
    """Where a recording is: at once where it should be, else somewhere below its folders.

    Args:
        sought: which one.
        stamp: reads a file through, or knows it already.
        stopped: True ends the work.

    Raises:
        Stopped: nobody wants the answer any more.
    """
    others = sought.others if sought.sha256 is None else ()
    file = at_once(sought.name, sought.folders, sought.known, others)
    if file is not None:
        return Found(sought, file)
    files = list(dict.fromkeys(below(sought.folders, stopped)))
    if sought.sha256 is None:
        return Found(sought, *meant_by(sought.name, files, others))
    return Found(sought, find_again(sought.name, sought.sha256, sought.size, files, stamp))


def look_through(
    all_sought: Iterable[Sought],
    folder: Path,
    stamp: Callable[[Path], Stamp],
    stopped: Stop | None = None,
) -> dict[Id, Path]:
    """By session the recording in and below a folder: the only one of its name, or the right one.

    Args, errors: as in `seek`. A file is read through where several sessions or files share a name.
    """
    files = list(below([folder], stopped))
    found: dict[Id, Path] = {}
    for each in all_sought:
        named = distinct(file for file in files if shared(file, each.name))
        if each.sha256 is None:
            here = meant_by(each.name, files, each.others)[0]
        elif len(named) == 1 and not each.others:
            here = named[0]
        else:
            here = find_again(each.name, each.sha256, each.size, files, stamp)
        if here is not None:
            found[each.session_id] = here
    return found


def find_again(
    name: str,
    sha256: str,
    size: int | None,
    files: Sequence[Path],
    stamp: Callable[[Path], Stamp],
) -> Path | None:
    """A recording that was moved or renamed: by its name, else by its size and what is in it.

    Args:
        name: as the study has it.
        sha256: what is in it; a file of another content is passed over.
        size: in bytes, where this machine has seen the file before.
        files: those that come into question.
        stamp: reads a file through, or knows it already.
    """
    named = sorted((each for each in files if shared(each, name)), key=lambda e: -shared(e, name))
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
