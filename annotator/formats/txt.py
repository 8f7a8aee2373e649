"""Plain text: each line is a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.reading import Reading
from annotator.formats import registry
from annotator.formats.assembly import assemble
from annotator.formats.decoding import decode
from annotator.formats.lines import Line


def read_txt(content: bytes, name: str, stop_patterns: Sequence[str]) -> Reading:
    """The reading of a text file in any of the known encodings and line ends."""
    decoded = decode(content, name)
    lines = [
        Line(text=text, place=f"line {number}") for number, text in enumerate(decoded.lines, 1)
    ]
    return assemble(
        lines,
        name=name,
        reader="txt",
        encoding=decoded.encoding,
        notes=decoded.notes,
        stop_patterns=stop_patterns,
    )


def _sniff(content: bytes) -> bool:  # noqa: ARG001, no content is surely plain text
    return False


def register() -> None:
    """Makes plain text known; no content is surely plain text, so the ending decides."""
    registry.register(
        registry.Format(name="txt", endings=(".txt", ".text"), sniff=_sniff, read=read_txt)
    )
