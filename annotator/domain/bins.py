"""Time bins: a session's clock cut into stretches of one length, to be judged one by one."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True)
class Bin:
    """The stretch `[start_ms, end_ms)` of a session's clock."""

    start_ms: int
    end_ms: int

    @property
    def words(self) -> str:
        """Its times as people read them, `5:00 – 10:00`."""
        return f"{clock_text(self.start_ms)} – {clock_text(self.end_ms)}"


@dataclass(frozen=True, slots=True)
class Extent:
    """How long a session is, in ms, and whether that is its length or the last known time."""

    length_ms: int
    known: bool


def extent_of(view: StudyView, session_id: Id) -> Extent:
    """A session's length, else the last time that its stops, ranges and turns know.

    No moment counts: the bins of one coder must be those of another.
    """
    length_ms = view.sessions[session_id].length_ms
    if length_ms is not None and length_ms > 0:
        return Extent(length_ms, known=True)
    last_ms = 0
    for account in view.accounts_of(session_id).values():
        text = view.transcript_of(account.id)
        if text is None:
            continue
        times: list[int | None] = []
        if account.is_recall:
            for stop in view.stops_of(text.id):
                times += [stop.start_ms, stop.end_ms]
            for aside in view.asides_of(text.id):
                times += [aside.start_ms, aside.end_ms]
            offset = account.clock_offset_ms
        else:
            times = [time for turn in text.turns for time in (turn.start_ms, turn.end_ms)]
            offset = 0
        last_ms = max([last_ms, *(time + offset for time in times if time is not None)])
    return Extent(last_ms, known=False)


def bins_of(extent: Extent, bin_ms: int) -> tuple[Bin, ...]:
    """The bins of a session from 0 on, half-open.

    The last one ends with the session, so it may be shorter. Where only the last known time is
    there, the bin that holds it is the last, and is whole: nobody knows where the session ends.

    >>> [each.words for each in bins_of(Extent(12 * 60_000, known=True), 5 * 60_000)]
    ['0:00 – 5:00', '5:00 – 10:00', '10:00 – 12:00']
    >>> [each.words for each in bins_of(Extent(10 * 60_000, known=False), 5 * 60_000)]
    ['0:00 – 5:00', '5:00 – 10:00', '10:00 – 15:00']
    """
    if bin_ms <= 0 or extent.length_ms <= 0:
        return ()
    if extent.known:
        ends = range(bin_ms, extent.length_ms + bin_ms, bin_ms)
        return tuple(Bin(end - bin_ms, min(end, extent.length_ms)) for end in ends)
    return tuple(Bin(start, start + bin_ms) for start in range(0, extent.length_ms + 1, bin_ms))


def bin_at(bins: tuple[Bin, ...], time_ms: int) -> int | None:
    """Which bin holds a time; the last one for times after it, None where there is no bin.

    >>> bin_at(bins_of(Extent(12 * 60_000, known=True), 5 * 60_000), 10 * 60_000)
    2
    """
    if not bins or time_ms < 0:
        return None
    return min(time_ms // (bins[0].end_ms - bins[0].start_ms), len(bins) - 1)
