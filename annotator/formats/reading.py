"""A transcript file read: the right reader found by name, content and ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from annotator.domain.errors import UserError
from annotator.domain.reading import Note, Reading
from annotator.formats import limits, registry
from annotator.formats.registry import Format
from annotator.formats.signatures import foreign_kind
from annotator.formats.stops import DEFAULT_STOP_PATTERNS


def read(
    content: bytes,
    name: str,
    *,
    format: str | None = None,
    stop_patterns: Sequence[str] = DEFAULT_STOP_PATTERNS,
) -> Reading:
    """The turns, stops and report of a transcript file.

    Args:
        content: the file's bytes.
        name: the file's name, for its ending and for messages.
        format: name of the reader; without it content and ending decide.
        stop_patterns: templates of stop markers, `[video {time}]`; none finds no stops.

    Raises UserError, and nothing else, for whatever the bytes are.
    """
    limits.check_file_size(len(content), name)
    if (foreign := foreign_kind(content)) is not None:
        raise UserError(f"it is {foreign[0]}, which cannot be read", name, foreign[1])
    ending = PurePath(name).suffix
    chosen = registry.named(format) if format is not None else choose(content, name)
    try:
        reading = chosen.read(content, name, tuple(stop_patterns))
    except UserError:
        raise
    # Parsers of zip, XML and deflate raise far more kinds than they document.
    except Exception as error:
        raise UserError(
            f"it cannot be read as {chosen.name} ({type(error).__name__})",
            name,
            "the file is damaged or of another kind; save it again",
        ) from error
    if format is None and ending.lower() not in chosen.endings:
        note = Note(
            kind="inferred",
            place="whole file",
            what=f"the content is {chosen.name}, whatever the ending '{ending}': read as that",
        )
        reading = replace(reading, notes=(note, *reading.notes))
    return reading


def choose(content: bytes, name: str) -> Format:
    """The format of a file without a stated one: what the content surely is, else the ending."""
    ending = PurePath(name).suffix
    by_ending = registry.of_ending(ending)
    by_content = registry.of_content(content)
    if by_ending is not None and by_ending.sniff(content):
        return by_ending
    found = by_content or by_ending
    if found is None:
        endings = ", ".join(e for f in registry.FORMATS.values() for e in f.endings)
        raise UserError(
            f"there is no reader for files that end in '{ending}'" if ending else "no file ending",
            name,
            f"known are {endings}; for another ending name the format",
        )
    return found
