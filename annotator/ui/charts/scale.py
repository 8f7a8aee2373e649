"""Values to pixels and back, and the round values at which a scale is labelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

_NICE = (1.0, 2.0, 5.0, 10.0)
_CLOCK_STEPS_S = (10, 15, 30, 60, 120, 240, 300, 600, 1200, 1800, 3600, 7200)
_EVEN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A stretch of values drawn between two places of the picture.

    Attributes:
        start_px: where `low` stands; above `end_px` for a scale that goes up.
    """

    low: float
    high: float
    start_px: float
    end_px: float

    def px(self, value: float) -> float:
        """Where a value stands."""
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return self.start_px + share * (self.end_px - self.start_px)

    def value(self, px: float) -> float:
        """The value that stands at a place."""
        share = (px - self.start_px) / (self.end_px - self.start_px)
        return self.low + share * (self.high - self.low)


def ticks(low: float, high: float, most: int = 5, *, whole: bool = False) -> tuple[float, ...]:
    """Round values from `low` to `high`, about `most` of them at the most.

    Args:
        low: the least that is needed.
        high: likewise the greatest.
        most: how many steps.
        whole: whole numbers only.

    >>> ticks(0, 13), ticks(0, 3, whole=True), ticks(0.02, 0.31)
    ((0.0, 5.0, 10.0), (0.0, 1.0, 2.0, 3.0), (0.1, 0.2, 0.3))
    """
    step = tick_step(low, high, most, whole=whole)
    first, last = ceil(low / step - _EVEN), floor(high / step + _EVEN)
    return tuple(round(place * step, 10) for place in range(first, last + 1))


def tick_step(low: float, high: float, most: int = 5, *, whole: bool = False) -> float:
    """1, 2 or 5 times a power of ten, so that `most` steps reach over the stretch."""
    rough = max(high - low, _EVEN) / max(most, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in _NICE if power * each >= rough - _EVEN * power)
    return max(step, 1.0) if whole else step


def reach(
    values: Iterable[float | None], *, whole: bool = False, least: float = 0.0
) -> tuple[float, float]:
    """From 0 to a round value above all of them; for values below 0 from a round one under them.

    Args:
        values: None and what is no number are left out.
        whole: of whole numbers.
        least: how far it reaches at least.

    >>> reach([3, None, 13]), reach([], whole=True), reach([-0.2, 0.31])
    ((0.0, 15.0), (0.0, 1.0), (-0.2, 0.4))
    """
    known = [each for each in values if each is not None and isfinite(each)]
    low, high = min([0.0, *known]), max([0.0, least, *known])
    if high == low:
        high = 1.0
    step = tick_step(low, high, whole=whole)
    return (
        round(floor(low / step + _EVEN) * step, 10),
        round(ceil(high / step - _EVEN) * step, 10),
    )


def clock_ticks(length_ms: float, most: int) -> tuple[int, ...]:
    """Times of the session to label, from its start, at most so many steps.

    >>> [time // 60_000 for time in clock_ticks(2_892_000, 12)]
    [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48]
    """
    steps = (step * 1000 for step in _CLOCK_STEPS_S)
    step = next((each for each in steps if length_ms // each <= max(most, 1)), None)
    step = step or ceil(length_ms / max(most, 1) / 3_600_000) * 3_600_000
    return tuple(range(0, int(length_ms) + 1, step))


def number_text(value: float, step: float = 0.0) -> str:
    """A number as pictures write it: a true minus, digits as the scale's step needs them.

    >>> number_text(-0.5, 0.1), number_text(3.0, 1), number_text(0.25, 0.05), number_text(1.25)
    ('−0.5', '3', '0.25', '1.25')
    """
    if step:
        digits = max(0, -floor(log10(step) + _EVEN))
        text = f"{value:.{digits}f}"
    else:
        text = f"{value:g}"
    return text.replace("-", "−")


def percent_text(share: float, step: float = 0.0) -> str:
    """A share as percent.

    Args:
        share: 0 to 1.
        step: of the scale that it labels; without one, a digit behind the point below 10 %.

    >>> percent_text(0.05, 0.05), percent_text(0.125, 0.005), percent_text(0.0312)
    ('5 %', '12.5 %', '3.1 %')
    """
    if step:
        return f"{number_text(100 * share, 100 * step)} %"
    return f"{number_text(100 * share, 0.1 if 0 < abs(share) < 0.1 else 1)} %"


def runs(values: Sequence[float | None]) -> list[list[int]]:
    """Places of neighbouring values without a gap between them.

    >>> runs([1.0, 2.0, None, 3.0])
    [[0, 1], [3]]
    """
    found: list[list[int]] = []
    for place, value in enumerate(values):
        if value is None or not isfinite(value):
            continue
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found
