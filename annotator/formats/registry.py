"""The formats that can be read: each file of this room registers its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.domain.errors import UserError
from annotator.domain.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    Attributes:
        name: how `--format` and the report call it.
        endings: file endings in lower case, with the dot.
        sniff: whether content is surely of this format; False where it may be anything.
        read: content, file name for messages and stop templates → reading; UserError for
            what a person must mend.
    """

    name: str
    endings: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str, Sequence[str]], Reading]


FORMATS: dict[str, Format] = {}


def register(reader: Format) -> None:
    """Makes a format known; called once by the module that holds its reader."""
    FORMATS[reader.name] = reader


def named(name: str) -> Format:
    """The format of a name; UserError with the known names for any other."""
    if (found := FORMATS.get(name.lower())) is None:
        raise UserError(
            f"there is no reader for the format '{name}'",
            "",
            f"choose one of {', '.join(sorted(FORMATS))}",
        )
    return found


def of_ending(ending: str) -> Format | None:
    """The format that a file ending stands for, None for an unknown ending."""
    return next((f for f in FORMATS.values() if ending.lower() in f.endings), None)


def of_content(content: bytes) -> Format | None:
    """The format that content surely has, None where content does not tell."""
    return next((f for f in FORMATS.values() if f.sniff(content)), None)
