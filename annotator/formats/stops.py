"""Stop markers found by stated templates: `[video {time}]`, `(stopper video ved {time})`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.domain.errors import UserError
from annotator.formats.times import parse_time

DEFAULT_STOP_PATTERNS = ("[video {time}]", "[stop {time}]")

_TIME = r"\d{1,4}[:.]\d{1,3}(?:[:.]\d{1,3})?"
_PLACEHOLDER = re.compile(r"\{(time|end)\}|[ \t]+")
_DASH = r"[ \t\u00a0]*[-\u2010-\u2015\u2212][ \t\u00a0]*"
_BLANK = " \t"
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStop:
    """A marker taken out of a line: where it stood in what is left, and its session time."""

    offset: int
    start_ms: int
    end_ms: int | None
    marker: str

    @property
    def is_backwards(self) -> bool:
        """Whether it ends before it starts: told, never mended."""
        return self.end_ms is not None and self.end_ms < self.start_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """A line without its markers.

    Attributes:
        text: what is left.
        stops: the markers, offsets into `text`.
        odd: markers left in the text because their time is none.
        removed: pairs (offset in `text`, code points taken out there), ascending.
    """

    text: str
    stops: tuple[FoundStop, ...] = ()
    odd: tuple[str, ...] = ()
    removed: tuple[tuple[int, int], ...] = ()


def compile_stops(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """One expression for all templates, None for no template.

    A template is plain text with `{time}` once and `{end}` at most once. Without `{end}` the
    time may be followed by a hyphen or dash and an end. Case does not matter, a blank stands
    for any number of them. Raises UserError for a template without `{time}`.
    """
    return _compile(tuple(patterns))


@lru_cache(maxsize=32)
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{_expression(p)})" for p in patterns), re.IGNORECASE)


@lru_cache(maxsize=32)
def _compile_near(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """What a typing slip makes of the templates: their first word and a number in brackets."""
    found = (_WORD.search(_PLACEHOLDER.sub(" ", pattern)) for pattern in patterns)
    words = "|".join(sorted({re.escape(match[0]) for match in found if match is not None}))
    if not words:
        return None
    inside = r"[^\[\]()]{0,40}"
    return re.compile(rf"[\[(][ \t]*(?:{words})\b{inside}\d{inside}[\])]", re.IGNORECASE)


def find_near_misses(text: str, patterns: Sequence[str]) -> list[str]:
    """Remarks in a text that look like a marker and match none of the templates."""
    near = _compile_near(tuple(patterns))
    return [] if near is None else [match[0] for match in near.finditer(text)]


def _expression(pattern: str) -> str:
    if pattern.count("{time}") != 1 or pattern.count("{end}") > 1:
        raise UserError(
            f"the stop pattern '{pattern}' does not hold {{time}} exactly once",
            "",
            "write it like [video {time}]",
        )
    if not pattern.replace("{time}", "").replace("{end}", "").strip():
        raise UserError(
            f"the stop pattern '{pattern}' has nothing beside the time",
            "",
            "write it like [video {time}], so that no other time is taken for a stop",
        )
    parts, at = [], 0
    for match in _PLACEHOLDER.finditer(pattern):
        parts.append(re.escape(pattern[at : match.start()]))
        parts.append(_placeholder(match, with_end="{end}" in pattern))
        at = match.end()
    return "".join(parts) + re.escape(pattern[at:])


def _placeholder(match: re.Match[str], *, with_end: bool) -> str:
    if match[1] is None:
        return r"[ \t\u00a0]+"
    if match[1] == "end" or with_end:
        return f"({_TIME})"
    return rf"({_TIME})(?:{_DASH}({_TIME}))?"


def stop_time(text: str) -> int | None:
    """Milliseconds of a stop's time: `mm:ss`, `h:mm:ss`, also with dots throughout.

    >>> stop_time("12.34"), stop_time("1:02:03"), stop_time("12:75")
    (754000, 3723000, None)
    """
    if ":" not in text:
        text = text.replace(".", ":")
    if "." in text or any(len(part) != 2 for part in text.split(":")[1:]):
        return None
    return parse_time(text)


def extract_stops(text: str, pattern: re.Pattern[str] | None) -> Extracted:
    """A line without its stop markers; words that stood apart stay apart by one blank."""
    if pattern is None or (match := pattern.search(text)) is None:
        return Extracted(text=text)
    left: list[str] = []
    length = at = 0
    stops: list[FoundStop] = []
    odd: list[str] = []
    removed: list[tuple[int, int]] = []
    while match is not None:
        times = [stop_time(group) for group in match.groups() if group is not None]
        kept = None in times
        end = match.end() if kept else _end_of_gap(text, match.end(), _last(left, text, at, match))
        begin = match.end() if kept else match.start()
        left.append(text[at:begin])
        length += begin - at
        if kept:
            odd.append(match[0])
        elif times[0] is not None:
            gap = _gap(left, text[end : end + 1])
            if gap < 0:
                left[-1] = left[-1][:gap]
            elif gap > 0:
                left.append(" ")
            length += gap
            stops.append(
                FoundStop(
                    offset=length,
                    start_ms=times[0],
                    end_ms=times[1] if len(times) > 1 else None,
                    marker=match[0],
                )
            )
            removed.append((length, end - begin - gap))
        at = end
        match = pattern.search(text, max(end, match.end()))
    left.append(text[at:])
    return Extracted(text="".join(left), stops=tuple(stops), odd=tuple(odd), removed=tuple(removed))


def _last(left: list[str], text: str, at: int, match: re.Match[str]) -> str:
    """The character before a marker in what is left, empty at the start."""
    before = text[at : match.start()] or (left[-1] if left else "")
    return before[-1:]


def _end_of_gap(text: str, at: int, before: str) -> int:
    """Where the text goes on: past one blank when a blank, or nothing, stands before too."""
    follows = text[at : at + 1]
    return at + 1 if follows and follows in _BLANK and (not before or before in _BLANK) else at


def _gap(left: list[str], follows: str) -> int:
    """What the seam needs: -1 a blank too many, +1 one too few, else 0."""
    before = left[-1][-1:] if left else ""
    if before and before in _BLANK and follows and not follows.isalnum() and follows in ".,;:?!)":
        return -1
    return 1 if before.isalnum() and follows.isalnum() else 0
