"""Cues of caption files: timing lines told from text, and what belongs to each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotator.domain.errors import UserError
from annotator.domain.reading import Note

_CLOCK = r"\d{1,3}:\d{1,2}(?::(?:\d{1,2}|0\d\d))?(?:[.,]\d{1,3})?"
_TIMING = re.compile(
    rf"[ \t]*(?P<start>{_CLOCK})[ \t]*-->[ \t]*(?P<end>{_CLOCK})"
    r"(?:[ \t]+\w+:\S+)*[ \t]*"
)
# A line made of times and an arrow, whatever is wrong with it.
_LIKE_TIMING = re.compile(r"[ \t]*\d+:[\d:.,xX?]*[ \t]*[-=–—]*>?[ \t]*\d*:?[\d:.,]*[ \t]*")
_ODD_DIGITS = re.compile(r":0\d\d(?:[.,]|$)|[.,]\d{1,2}$")
TIMING_HINT = "write it like 00:01:02.000 --> 00:01:05.000"


@dataclass(slots=True, kw_only=True)
class Cue:
    """One cue: its number in the file, the line of its timing, times, and text lines."""

    number: int
    line: int
    start_ms: int
    end_ms: int | None
    text: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CueFile:
    """The cues of a file, the lines before the first one, and the report on both."""

    head: tuple[tuple[int, str], ...]
    cues: tuple[Cue, ...]
    notes: tuple[Note, ...]


IsIdentifier = Callable[[Sequence[tuple[int, str]], int], bool]


def find_cues(lines: Sequence[tuple[int, str]], name: str, is_identifier: IsIdentifier) -> CueFile:
    """The cues among numbered lines.

    Args:
        lines: pairs (line number, text); comments are taken out before.
        name: the file's name, for messages.
        is_identifier: whether the line at an index, right before a timing line, names that cue.

    Raises UserError for a timing line that is broken: nothing after it could be trusted.
    """
    head: list[tuple[int, str]] = []
    cues: list[Cue] = []
    notes: list[Note] = []
    for index, (number, text) in enumerate(lines):
        timing = _TIMING.fullmatch(text)
        if timing is None:
            _check_broken(lines, index, name)
            (cues[-1].text if cues else head).append((number, text))
            continue
        before = cues[-1].text if cues else head
        if before and is_identifier(lines, index - 1):
            before.pop()
        cues.append(_open(timing, number, len(cues) + 1, name, notes))
    for cue in cues:
        _close(cue, notes)
    return CueFile(head=tuple(head), cues=tuple(cues), notes=tuple(notes))


def _open(timing: re.Match[str], line: int, number: int, name: str, notes: list[Note]) -> Cue:
    start_ms, end_ms = _milliseconds(timing["start"]), _milliseconds(timing["end"])
    if start_ms is None or end_ms is None:
        raise UserError(
            "the cue's time has more than 59 minutes or seconds",
            f"{name}, line {line}",
            TIMING_HINT,
        )
    place = f"cue {number} (line {line})"
    if _ODD_DIGITS.search(timing["start"]) or _ODD_DIGITS.search(timing["end"]):
        what = "odd digits in the cue's time: read as seconds and a decimal fraction"
        notes.append(Note(kind="inferred", place=place, what=what, text=timing[0].strip()))
    if end_ms < start_ms:
        what = "the cue ends before it starts: its end is left out"
        notes.append(Note(kind="warning", place=place, what=what, text=timing[0].strip()))
        return Cue(number=number, line=line, start_ms=start_ms, end_ms=None)
    return Cue(number=number, line=line, start_ms=start_ms, end_ms=end_ms)


def _close(cue: Cue, notes: list[Note]) -> None:
    """Takes the blank lines off a cue's end and reports those inside, and a cue without text."""
    while cue.text and not cue.text[-1][1].strip():
        cue.text.pop()
    place = f"cue {cue.number} (line {cue.line})"
    if not cue.text:
        notes.append(Note(kind="dropped", place=place, what="a cue without text"))
    elif any(not text.strip() for _, text in cue.text):
        what = "a blank line inside the cue: the text after it kept with the cue"
        notes.append(Note(kind="joined", place=place, what=what))
        cue.text = [(number, text) for number, text in cue.text if text.strip()]


def _check_broken(lines: Sequence[tuple[int, str]], index: int, name: str) -> None:
    """Raises for a line that was meant as a timing line and is none."""
    number, text = lines[index]
    opens_block = index == 0 or not lines[index - 1][1].strip()
    second = index > 0 and (index == 1 or not lines[index - 2][1].strip())
    arrow = text.find("-->")
    if arrow >= 0:
        meant = opens_block or second or text[:arrow].strip()[:1].isdigit()
    else:
        meant = (opens_block or second) and _is_like_timing(text)
    if meant:
        raise UserError("the cue's timing line is broken", f"{name}, line {number}", TIMING_HINT)


def _is_like_timing(text: str) -> bool:
    """Whether a line holds two times and nothing else but the remains of an arrow."""
    if len(text) > 80 or _LIKE_TIMING.fullmatch(text) is None:
        return False
    return len(re.findall(r"\d+:\d+", text)) >= 2


def _milliseconds(text: str) -> int | None:
    """Milliseconds of a cue's time; unpadded parts and minutes without hours are allowed."""
    clock, _, part = text.replace(",", ".").partition(".")
    fields = [int(field) for field in clock.split(":")]
    if len(fields) == 2:
        fields.insert(0, 0)
        fields[0], fields[1] = divmod(fields[1], 60)
    hours, minutes, seconds = fields
    if minutes > 59 or seconds > 59:
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((part or "0").ljust(3, "0"))
