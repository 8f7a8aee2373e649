"""SRT captions: as lenient about indices and blank lines as real files are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotator.domain.errors import UserError
from annotator.domain.reading import Note, Reading
from annotator.formats import registry
from annotator.formats.captions import read_captions
from annotator.formats.cues import TIMING_HINT, find_cues
from annotator.formats.decoding import decode

_FIRST_CUE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:\d{1,6}[ \t]*(?:\r\n|\r|\n))?"
    rb"[ \t]*\d{1,3}:\d{1,2}:\d{1,2}[.,]\d{1,3}[ \t]*-->[ \t]*\d{1,3}:\d{1,2}:\d{1,2}[.,]\d{1,3}"
)


def read_srt(content: bytes, name: str, stop_patterns: Sequence[str]) -> Reading:
    """The reading of an SRT file; UserError with the line for a broken timing line."""
    decoded = decode(content, name)
    found = find_cues(list(enumerate(decoded.lines, 1)), name, _is_index)
    shown = [(number, text) for number, text in found.head if text.strip()]
    if not found.cues and shown:
        raise UserError(
            "there is no cue in it", f"{name}, line {shown[0][0]}", f"a timing line, {TIMING_HINT}"
        )
    notes = [
        Note(kind="dropped", place=f"line {number}", what="text before the first cue", text=text)
        for number, text in shown
    ]
    return read_captions(
        found,
        decoded,
        name=name,
        reader="srt",
        entities=False,
        notes=notes,
        stop_patterns=stop_patterns,
    )


def _is_index(lines: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether the line before a timing line is the cue's number: digits and nothing else."""
    return lines[index][1].strip().lstrip("\ufeff").isdigit()


def _sniff(content: bytes) -> bool:
    return _FIRST_CUE.match(content[:400]) is not None


def register() -> None:
    """Makes SRT known, by its ending and its first cue."""
    registry.register(registry.Format(name="srt", endings=(".srt",), sniff=_sniff, read=read_srt))
