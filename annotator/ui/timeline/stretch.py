"""The stretch of the session that is on the screen: time to pixels and back, zoom and pan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

SHORTEST_MS = 5_000
STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 240, 600, 1200, 1800, 3600, 7200, 14400, 43200)

Times = TypeVar("Times", float, npt.NDArray[np.float64])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`[start_ms, end_ms]` of a session drawn between two places of the screen.

    Never beyond the session, never shorter than SHORTEST_MS (nor than the session itself).
    """

    length_ms: float
    start_ms: float
    end_ms: float
    left_px: float
    right_px: float

    @property
    def px_per_ms(self) -> float:
        """How many pixels a millisecond takes."""
        return (self.right_px - self.left_px) / max(self.end_ms - self.start_ms, 1.0)

    def x_of(self, time_ms: Times) -> Times:
        """Where a time stands, or an array of times, in pixels."""
        return (time_ms - self.start_ms) * self.px_per_ms + self.left_px

    def ms_at(self, x_px: float) -> int:
        """The time at a place, inside the session."""
        time_ms = (x_px - self.left_px) / self.px_per_ms + self.start_ms
        return round(min(max(time_ms, 0.0), self.length_ms))

    def holds(self, time_ms: float) -> bool:
        """Whether a time is on the screen."""
        return self.start_ms <= time_ms <= self.end_ms

    def placed(self, left_px: float, right_px: float) -> Stretch:
        """The same stretch between other places."""
        return replace(self, left_px=left_px, right_px=max(right_px, left_px + 1))

    def zoomed(self, factor: float, about_ms: float) -> Stretch:
        """`factor` times as close, the time `about_ms` staying where it is."""
        span = self.end_ms - self.start_ms
        shortest = min(SHORTEST_MS, self.length_ms)
        wanted = min(max(span / factor, shortest), self.length_ms)
        share = (about_ms - self.start_ms) / max(span, 1.0)
        return self.moved_to(about_ms - share * wanted, wanted)

    def panned(self, by_px: float) -> Stretch:
        """Moved along with a pull of so many pixels to the right."""
        return self.moved_to(self.start_ms - by_px / self.px_per_ms)

    def centred(self, time_ms: float) -> Stretch:
        """With a time in the middle, as far as the session reaches."""
        return self.moved_to(time_ms - (self.end_ms - self.start_ms) / 2)

    def fitted(self, length_ms: float) -> Stretch:
        """For a session that is now of another length; what showed all of it still does."""
        if self.start_ms <= 0 and self.end_ms >= self.length_ms:
            return replace(self, length_ms=length_ms, start_ms=0.0, end_ms=length_ms)
        span = min(self.end_ms - self.start_ms, length_ms)
        return replace(self, length_ms=length_ms).moved_to(self.start_ms, span)

    def moved_to(self, start_ms: float, span_ms: float | None = None) -> Stretch:
        """Beginning at a time, as near to it as the session allows."""
        span = self.end_ms - self.start_ms if span_ms is None else span_ms
        start = min(max(start_ms, 0.0), max(self.length_ms - span, 0.0))
        return replace(self, start_ms=start, end_ms=start + span)


def whole(length_ms: float, left_px: float = 0, right_px: float = 1) -> Stretch:
    """The stretch that shows all of a session."""
    return Stretch(
        length_ms=length_ms,
        start_ms=0.0,
        end_ms=length_ms,
        left_px=left_px,
        right_px=max(right_px, left_px + 1),
    )


def grid_ms(stretch: Stretch, least_px: float) -> range:
    """The times of the grid's lines: even steps that stand at least so far apart.

    >>> [time // 60_000 for time in grid_ms(whole(48 * 60_000, 120, 1637), 90)]
    [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48]
    """
    if stretch.length_ms <= 0:
        return range(0)
    wanted = least_px / stretch.px_per_ms
    step = next((each * 1000 for each in STEPS_S if each * 1000 >= wanted), 86_400_000)
    first = -int(-stretch.start_ms // step) * step
    return range(first, int(stretch.end_ms) + 1, step)
