"""Small files that this program keeps for one person on one machine, as JSON."""

from __future__ import annotations

import json
from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

_ABSENT = object()


def read_object(path: Path) -> dict[str, Any]:
    """What stands in the file; nothing where it is missing, damaged or no object."""
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def write_object(path: Path, raw: dict[str, Any]) -> bool:
    """Writes the file whole or not at all; False where the folder takes no files.

    A lab machine may have no writable home: the window works without, so this is no error.
    """
    half: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.stem}", delete=False
        ) as draft:
            half = Path(draft.name)
            json.dump(raw, draft, indent=1)
        half.replace(path)
    except OSError:
        if half is not None:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        return False
    return True


def write_merged(
    path: Path, base: dict[str, Any] | None, own: dict[str, Any], gather: Set[str] = frozenset()
) -> bool:
    """Writes as `write_object` does, and leaves what another window has changed meanwhile.

    Args:
        path: the file.
        base: what this window had read or written last; None has its own stand alone.
        own: what it writes now.
        gather: as in `merged`.
    """
    if base is not None and (theirs := read_object(path)):
        own = merged(base, own, theirs, gather)
    return write_object(path, own)


def merged(
    base: dict[str, Any],
    own: dict[str, Any],
    theirs: dict[str, Any],
    gather: Set[str] = frozenset(),
) -> dict[str, Any]:
    """What two windows keep in one file: where one has changed something, that stands.

    Values count by name, and those of an object one by one; where both have changed one it is
    the own that stands.

    Args:
        base: what was there before either changed it.
        own: what this window has.
        theirs: what stands in the file by now.
        gather: names of lists, and objects of lists, of which the entries of both are kept.

    >>> merged({"a": 1, "b": 1, "o": {}}, {"a": 2, "b": 1, "o": {"x": 1}}, {"b": 3, "o": {"y": 2}})
    {'a': 2, 'b': 3, 'o': {'x': 1, 'y': 2}}
    >>> merged({"l": [1, 2]}, {"l": [9, 1]}, {"l": [8, 1, 2]}, {"l"})
    {'l': [9, 1, 8]}
    """
    result: dict[str, Any] = {}
    for name in dict.fromkeys((*own, *theirs)):
        before, mine, other = (each.get(name, _ABSENT) for each in (base, own, theirs))
        if isinstance(mine, dict) and isinstance(other, dict):
            had = before if isinstance(before, dict) else {}
            inner = frozenset((*mine, *other)) if name in gather else frozenset()
            result[name] = merged(had, mine, other, inner)
            continue
        value = other if mine == before else mine
        both = isinstance(mine, list) and isinstance(other, list) and mine != before
        if name in gather and both:
            had_ones = before if isinstance(before, list) else []
            gone = [each for each in had_ones if each not in other]  # the other one dropped it
            kept = [each for each in mine if each not in gone]
            value = [*kept, *(each for each in other if each not in (*mine, *had_ones))]
        if value is not _ABSENT:
            result[name] = value
    return result
