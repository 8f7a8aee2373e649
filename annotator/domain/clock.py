"""The session's clock: how times are written, and which session time a passage is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from annotator.domain.transcript import Aside, Stop, Transcript

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?")

_position = attrgetter("position")

Interval = tuple[int | None, int | None]

Origin = Literal[
    "by hand",
    "stop",
    "stops",
    "stop and range",
    "stops and range",
    "range",
    "turns",
    "before the first stop",
    "not about this moment",
    "no times",
]
"""Where a moment's session time comes from, or why it has none; a range is one with a time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text `[start, end)` that one stop or one aside governs; nothing does before the first stop.

    Attributes:
        source: what governs it.
    """

    start: int
    end: int
    source: Stop | Aside | None

    @property
    def interval(self) -> Interval:
        """Its session time in ms; None where it has none."""
        return (None, None) if self.source is None else (self.source.start_ms, self.source.end_ms)


@dataclass(frozen=True, slots=True)
class SessionTime:
    """The session time that a moment is about, in ms, and where that comes from."""

    start_ms: int | None
    end_ms: int | None
    origin: Origin


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


def parse_offset_ms(text: str) -> int | None:
    """Milliseconds of a time with or without a sign before it; None for anything else.

    >>> parse_offset_ms("0:12"), parse_offset_ms("-1:05"), parse_offset_ms("−0:05")
    (12000, -65000, -5000)
    """
    bare = text.strip()
    found = parse_ms(bare.lstrip("+-−") if bare[1:2].isdigit() else bare)
    return -found if found is not None and bare[0] in "-−" else found


def stop_at(stops: Sequence[Stop], position: int) -> Stop | None:
    """The stop that governs a position: the last one at or before it, in order of the text.

    Args:
        stops: of one transcript, sorted by position.
        position: code point in the transcript.
    """
    place = bisect_right(stops, position, key=_position)
    return stops[place - 1] if place else None


def stops_of_span(stops: Sequence[Stop], start: int, end: int) -> Sequence[Stop]:
    """The stops that govern some of `[start, end)`, in order of the text."""
    first = bisect_right(stops, start, key=_position)
    last = first
    while last < len(stops) and stops[last].position < end:  # few: a passage is short
        last += 1
    return stops[max(0, first - 1) : last]


def pieces(stops: Sequence[Stop], asides: Sequence[Aside], start: int, end: int) -> list[Piece]:
    """`[start, end)` cut where another stop or aside begins to govern, in order of the text.

    A stop governs the text up to the next stop; an aside takes its range out of that, and
    after it the stop governs again. Of asides that overlap the one that begins later governs.

    Args:
        stops: of one transcript, sorted by position.
        asides: of the same transcript, sorted by start.
        start: first code point.
        end: the code point after the last.
    """
    cuts = {start, end}
    cuts.update(stop.position for stop in stops if start < stop.position < end)
    for aside in asides:
        cuts.update(cut for cut in (aside.start, aside.end) if start < cut < end)
    ordered = sorted(cuts)
    found: list[Piece] = []
    for first, last in pairwise(ordered):
        source = governing_at(stops, asides, first)
        if found and found[-1].source is source:
            found[-1] = Piece(found[-1].start, last, source)
        else:
            found.append(Piece(first, last, source))
    return found


def governing_at(
    stops: Sequence[Stop], asides: Sequence[Aside], position: int
) -> Stop | Aside | None:
    """What governs a position: the aside that holds it, else the last stop at or before it."""
    holding = [each for each in asides if each.start <= position < each.end]
    return holding[-1] if holding else stop_at(stops, position)


def recalled_interval(
    stops: Sequence[Stop], start: int, end: int, asides: Sequence[Aside] = ()
) -> Interval:
    """The session time that a passage of a recall interview is about, in ms.

    Across several stops, and asides with a time of their own: the earliest start, and the end
    of the latest one (None where that has no end). Before the first stop, and in an aside that
    is not about this moment, the passage has no session time.

    Args:
        stops: of one transcript, sorted by position.
        start: first code point of the passage.
        end: the code point after its last.
        asides: of the same transcript, sorted by start.
    """
    end = max(end, start + 1)
    if asides:
        return hull([piece.interval for piece in pieces(stops, asides, start, end)])
    governing = stops_of_span(stops, start, end)
    if len(governing) == 1:  # as most are: tables ask for thousands
        return governing[0].start_ms, governing[0].end_ms
    return hull([(stop.start_ms, stop.end_ms) for stop in governing])


def hull(intervals: Iterable[Interval]) -> Interval:
    """From the earliest start to the end of the latest one; None where that has no end.

    Those without a start have no session time and do not count. Of several latest ones that
    start together none may be without an end, in whatever order they stand.

    >>> hull([(600_000, 618_000), (400_000, None)]), hull([(1, 5), (3, None)]), hull([])
    ((400000, 618000), (1, None), (None, None))
    >>> hull([(None, None), (700_000, 710_000)])
    (700000, 710000)
    >>> hull([(5, None), (5, 9)]), hull([(5, 9), (5, None)])
    ((5, None), (5, None))
    """
    first = latest = last = None
    is_open = False
    for start, end in intervals:
        if start is None:
            continue
        if first is None or start < first:
            first = start
        if latest is None or start > latest:
            latest, is_open = start, end is None
        elif start == latest:
            is_open = is_open or end is None
        if end is not None and (last is None or end > last):
            last = end
    return first, None if is_open else last


def origin_of(
    stops: Sequence[Stop], asides: Sequence[Aside], start: int, end: int, interval: Interval
) -> Origin:
    """Where the session time of a passage of a recall interview comes from, or why it has none."""
    sources = [piece.source for piece in pieces(stops, asides, start, max(end, start + 1))]
    if interval[0] is None:
        away = any(isinstance(each, Aside) for each in sources)
        return "not about this moment" if away else "before the first stop"
    stop_ids = {each.id for each in sources if isinstance(each, Stop)}  # one goes on after a range
    ranged = any(isinstance(each, Aside) and each.start_ms is not None for each in sources)
    if not stop_ids:
        return "range"
    if len(stop_ids) == 1:
        return "stop and range" if ranged else "stop"
    return "stops and range" if ranged else "stops"


def spoken_interval(transcript: Transcript, start: int, end: int) -> Interval:
    """When a passage was said on the transcript's own clock, from its turns' times, in ms."""
    first = transcript.turns[transcript.turn_at(start)]
    last = transcript.turns[transcript.turn_at(max(start, end - 1))]
    return first.start_ms, last.end_ms
