"""What the name of a recording means among files: nothing where it could mean several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path


def parts_of(name: str) -> tuple[str, ...]:
    r"""A name as the study has it, folder by folder: no drive, no root, no way up.

    >>> parts_of("rec/D08/session.wav"), parts_of(r"C:\rec\..\D08.wav")
    (('rec', 'D08', 'session.wav'), ('rec', 'D08.wav'))
    """
    parts = name.replace("\\", "/").split("/")
    return tuple(each for each in parts if each not in ("", ".", "..") and each[-1] != ":")


def meant_by(
    name: str, files: Iterable[Path], others: Sequence[str] = ()
) -> tuple[Path | None, bool]:
    """The file that a name alone means, and whether a person must say which it is.

    The more of the folders that are written before the name stand before a file, the better it
    fits. One of several that fit as well is never taken, nor one that fits the recording of
    another session as well.

    >>> two = [Path("x/D07/session.wav"), Path("x/D08/session.wav")]
    >>> meant_by("rec/D08/session.wav", two)[0] == two[1]
    True
    >>> meant_by("session.wav", two), meant_by("session.wav", two[:1], ["session.wav"])
    ((None, True), (None, True))
    """
    fits = {each: own for each in files if (own := shared(each, name))}
    theirs = {each: max((shared(each, other) for other in others), default=0) for each in fits}
    own_ones = [each for each in fits if fits[each] >= theirs[each]]
    best = max((fits[each] for each in own_ones), default=0)
    found = distinct(each for each in own_ones if fits[each] == best)
    if len(found) == 1 and fits[found[0]] > theirs[found[0]]:
        return found[0], False
    return None, bool(found)


def folded(name: str) -> tuple[str, ...]:
    """The parts of a name, case aside."""
    return tuple(each.casefold() for each in parts_of(name))


def shared(file: Path, name: str) -> int:
    """How many parts of a name stand at a file's end, the file's own name first; case aside."""
    pairs = zip(reversed(file.parts), reversed(folded(name)), strict=False)
    count = 0
    for own, written in pairs:
        if own.casefold() != written:
            break
        count += 1
    return count


def distinct(files: Iterable[Path]) -> list[Path]:
    """Each file once, however its folder is reached."""
    found: dict[str, Path] = {}
    for each in files:
        found.setdefault(os.path.realpath(each), each)
    return list(found.values())
