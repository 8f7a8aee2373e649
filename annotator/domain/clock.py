"""The session's clock: how times are written, and which session time a passage is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from annotator.domain.transcript import Stop, Transcript

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?")

Interval = tuple[int | None, int | None]


def parse_ms(text: str) -> int | None:
    """Milliseconds of `mm:ss` or `h:mm:ss`, with fractions if any; None for anything else.

    >>> parse_ms("12:34"), parse_ms("1:02:03.5"), parse_ms("1:75:00"), parse_ms("12:75")
    (754000, 3723500, None, None)
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if hours is not None and int(minutes) > 59:
        return None
    thousandths = int((fraction or "0").ljust(3, "0"))
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + thousandths


def clock_text(time_ms: int) -> str:
    """A time as people read it, rounded down to the second.

    >>> clock_text(754_999), clock_text(3_723_000), clock_text(-5_000)
    ('12:34', '1:02:03', '-0:05')
    """
    sign = "-" if time_ms < 0 else ""
    seconds = abs(time_ms) // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{sign}{head}:{seconds % 60:02}"


def stop_at(stops: Sequence[Stop], position: int) -> Stop | None:
    """The stop that governs a position: the last one at or before it, in order of the text.

    Args:
        stops: of one transcript, sorted by position.
        position: code point in the transcript.
    """
    place = bisect_right(stops, position, key=lambda stop: stop.position)
    return stops[place - 1] if place else None


def stops_of_span(stops: Sequence[Stop], start: int, end: int) -> Sequence[Stop]:
    """The stops that govern some of `[start, end)`, in order of the text."""
    first = bisect_right(stops, start, key=lambda stop: stop.position)
    last = bisect_right(stops, end - 1, key=lambda stop: stop.position)
    return stops[max(0, first - 1) : last]


def recalled_interval(stops: Sequence[Stop], start: int, end: int) -> Interval:
    """The session time that a passage of a recall interview is about, in ms.

    A stop governs the text up to the next stop. Across several stops: the earliest start, and
    the end of the latest one (None where that stop has no end). Before the first stop the
    passage has no session time.

    Args:
        stops: of one transcript, sorted by position.
        start: first code point of the passage.
        end: the code point after its last.
    """
    governing = stops_of_span(stops, start, max(end, start + 1))
    if not governing:
        return None, None
    latest = max(governing, key=lambda stop: stop.start_ms)
    if latest.end_ms is None:
        return min(stop.start_ms for stop in governing), None
    ends = [stop.end_ms for stop in governing if stop.end_ms is not None]
    return min(stop.start_ms for stop in governing), max(ends)


def spoken_interval(transcript: Transcript, start: int, end: int) -> Interval:
    """When a passage was said on the transcript's own clock, from its turns' times, in ms."""
    first = transcript.turns[transcript.turn_at(start)]
    last = transcript.turns[transcript.turn_at(max(start, end - 1))]
    return first.start_ms, last.end_ms
