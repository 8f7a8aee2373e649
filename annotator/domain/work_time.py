"""How long somebody was at work, by when they did something; a long pause is no work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=10)
"""A longer time between two things that were done is not counted."""


def worked_days(times: Iterable[datetime]) -> dict[str, int]:
    """Milliseconds at work by day (UTC, ISO), from when something was done, in whatever order.

    The time between two things counts for the day of the later one.

    >>> at = [datetime(2026, 3, 2, 9, minute) for minute in (0, 4, 30, 31)]
    >>> worked_days(at)
    {'2026-03-02': 300000}
    """
    found: dict[str, int] = defaultdict(int)
    former: datetime | None = None
    for time in sorted(times):
        spent = timedelta() if former is None else time - former
        found[time.date().isoformat()] += (
            spent // timedelta(milliseconds=1) if spent <= PAUSE else 0
        )
        former = time
    return dict(found)
