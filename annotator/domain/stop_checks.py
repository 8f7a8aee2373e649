"""What is odd about the stops of an account: told where they stand, never mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from annotator.domain.alignment import in_order
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.transcript import Aside, Stop
from annotator.domain.view import StudyView

Oddity = Literal[
    "before the recording",
    "after the recording",
    "backwards",
    "overlap",
    "out of order",
    "no length",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is odd, and where.

    Attributes:
        stop_id: the stop; None where it is about the session.
        oddity: what kind of thing.
        words: the same for people, without a full stop.
    """

    stop_id: Id | None
    oddity: Oddity
    words: str

    @property
    def is_fault(self) -> bool:
        """Whether it can hardly be meant; playback that jumps back is nothing wrong."""
        return self.oddity not in ("out of order", "no length")


def stop_findings(
    stops: Sequence[Stop],
    *,
    asides: Sequence[Aside] = (),
    offset_ms: int = 0,
    length_ms: int | None = None,
) -> tuple[Finding, ...]:
    """What is odd about the stops of one transcript, in the order of the text.

    A stop that runs backwards has no stretch that could overlap with another's.

    Args:
        stops: sorted by position.
        asides: of the same transcript; a stop inside one has no place in the order, as it
            stands level with nothing.
        offset_ms: added to reach the session's clock.
        length_ms: of the session; None where it is not known, which is told too.

    >>> odd = Stop(id="s", transcript_id="t", position=0, start_ms=60_000, end_ms=50_000)
    >>> [each.words for each in stop_findings([odd], length_ms=55_000)]
    ['starts at 1:00, after the session’s end at 0:55', 'ends at 0:50, before it starts']
    """
    if not stops:
        return ()
    found: list[Finding] = []
    if length_ms is None:
        words = "the session has no length, so stops after its end cannot be told"
        found.append(Finding(None, "no length", words))
    beside = _overlapping(stops)
    placed = [
        stop
        for stop in stops
        if not any(aside.start <= stop.position < aside.end for aside in asides)
    ]
    run = set(in_order([(stop.start_ms, stop.position) for stop in placed]))
    jumping = {stop.id for stop in placed if (stop.start_ms, stop.position) not in run}
    for stop in stops:
        found += _outside(stop, offset_ms, length_ms)
        if stop.end_ms is not None and stop.end_ms < stop.start_ms:
            end = clock_text(stop.end_ms + offset_ms)
            found.append(Finding(stop.id, "backwards", f"ends at {end}, before it starts"))
        if stop.id in beside:
            other = clock_text(beside[stop.id].start_ms + offset_ms)
            found.append(Finding(stop.id, "overlap", f"overlaps the stop at {other}"))
        if stop.id in jumping:
            found.append(Finding(stop.id, "out of order", "out of order"))
    return tuple(found)


def findings_of(view: StudyView, account_id: Id) -> tuple[Finding, ...]:
    """What is odd about the stops of an account's newest transcript."""
    _, session, account = view.place_of(account_id)
    transcript = view.transcript_of(account_id)
    if transcript is None or not account.is_recall:
        return ()
    return stop_findings(
        view.stops_of(transcript.id),
        asides=view.asides_of(transcript.id),
        offset_ms=account.clock_offset_ms,
        length_ms=session.length_ms,
    )


def _outside(stop: Stop, offset_ms: int, length_ms: int | None) -> Iterator[Finding]:
    """What of a stop lies outside the recording."""
    start = stop.start_ms + offset_ms
    end = None if stop.end_ms is None else stop.end_ms + offset_ms
    if start < 0:
        words = f"starts at {clock_text(start)}, before the recording"
        yield Finding(stop.id, "before the recording", words)
    if length_ms is None:
        return
    limit = clock_text(length_ms)
    if start > length_ms:
        words = f"starts at {clock_text(start)}, after the session’s end at {limit}"
        yield Finding(stop.id, "after the recording", words)
    elif end is not None and end > length_ms:
        words = f"ends at {clock_text(end)}, after the session’s end at {limit}"
        yield Finding(stop.id, "after the recording", words)


def _overlapping(stops: Sequence[Stop]) -> dict[Id, Stop]:
    """Of each stop whose stretch shares time with another's: one such other."""
    ended = [(stop.start_ms, stop.end_ms, stop) for stop in stops if stop.end_ms is not None]
    found: dict[Id, Stop] = {}
    longest: tuple[int, Stop] | None = None
    for start, end, stop in sorted(ended, key=lambda each: each[:2]):
        if end <= start:
            continue
        if longest is not None and start < longest[0]:
            found[stop.id] = longest[1]
            found.setdefault(longest[1].id, stop)
        if longest is None or end > longest[0]:
            longest = (end, stop)
    return found
