"""WebVTT: header and comment blocks dropped, voice tags and `Name:` beginnings as speakers."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.errors import UserError
from annotator.domain.reading import Note, Reading
from annotator.formats import registry
from annotator.formats.captions import read_captions
from annotator.formats.cues import find_cues
from annotator.formats.decoding import decode

_BLOCKS = ("NOTE", "STYLE", "REGION")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

Numbered = list[tuple[int, str]]


def read_vtt(content: bytes, name: str, stop_patterns: Sequence[str]) -> Reading:
    """The reading of a WebVTT file; UserError with the line for a broken timing line."""
    decoded = decode(content, name)
    notes: list[Note] = []
    lines = _drop_header(list(enumerate(decoded.lines, 1)), name, notes)
    lines = _drop_blocks(lines, notes)
    found = find_cues(lines, name, _is_identifier)
    notes += [
        Note(kind="dropped", place=f"line {number}", what="text before the first cue", text=text)
        for number, text in found.head
        if text.strip()
    ]
    return read_captions(
        found,
        decoded,
        name=name,
        reader="vtt",
        entities=True,
        notes=notes,
        stop_patterns=stop_patterns,
    )


def _is_header(line: str) -> bool:
    return line == "WEBVTT" or line.startswith(("WEBVTT ", "WEBVTT\t"))


def _drop_header(lines: Numbered, name: str, notes: list[Note]) -> Numbered:
    """The lines after the header; what stands in it beside WEBVTT is reported."""
    if not _is_header(lines[0][1]):
        if not any("-->" in text for _, text in lines):
            raise UserError(
                "it does not begin with WEBVTT and holds no cues",
                f"{name}, line 1",
                "export the captions again as WebVTT",
            )
        what = "the file does not begin with WEBVTT: read as WebVTT all the same"
        notes.append(Note(kind="warning", place="line 1", what=what))
        return lines
    end = 1
    while end < len(lines) and lines[end][1].strip() and "-->" not in lines[end][1]:
        end += 1
    if end < len(lines) and "-->" in lines[end][1] and end > 1:
        end -= 1  # a header without a blank line behind it: the line before the time names the cue
    texts = [lines[0][1][len("WEBVTT") :].strip(" \t-"), *(text for _, text in lines[1:end])]
    shown = [text for text in texts if text]
    if shown:
        place = "line 1" if end == 1 else f"lines 1 to {end}"
        what = "header lines of the WebVTT file"
        notes.append(Note(kind="dropped", place=place, what=what, text=" / ".join(shown)))
    return lines[end:]


def _drop_blocks(lines: Numbered, notes: list[Note]) -> Numbered:
    """The lines without NOTE, STYLE and REGION blocks, which reach to the next blank line."""
    kept: Numbered = []
    index = 0
    while index < len(lines):
        number, text = lines[index]
        opens = index == 0 or not lines[index - 1][1].strip()
        word = text.split(None, 1)[0] if text.strip() else ""
        follows = lines[index + 1][1] if index + 1 < len(lines) else ""
        if not (opens and word in _BLOCKS and "-->" not in follows):
            kept.append(lines[index])
            index += 1
            continue
        if word != "NOTE" and text.strip() != word:
            kept.append(lines[index])
            index += 1
            continue
        end = index + 1
        while end < len(lines) and lines[end][1].strip() and "-->" not in lines[end][1]:
            end += 1
        block = " / ".join(line for _, line in lines[index:end])
        what = f"a {word} block of the WebVTT file"
        notes.append(Note(kind="dropped", place=f"line {number}", what=what, text=block))
        index = end
    return kept


def _is_identifier(lines: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether the line before a timing line stands alone above it: then it names the cue."""
    if not lines[index][1].strip():
        return False
    return index == 0 or not lines[index - 1][1].strip()


def _sniff(content: bytes) -> bool:
    head = content[:64]
    for mark in _BOMS:
        head = head.removeprefix(mark)
    bare = head.replace(b"\x00", b"")
    return bare[:6] == b"WEBVTT" and bare[6:7] in (b"", b" ", b"\t", b"\r", b"\n")


def register() -> None:
    """Makes WebVTT known, by its ending and its first word."""
    registry.register(
        registry.Format(name="vtt", endings=(".vtt", ".webvtt"), sniff=_sniff, read=read_vtt)
    )
