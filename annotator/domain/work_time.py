"""How long somebody was at work, by when they did something; a long pause is no work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from annotator.domain.counted import counted

PAUSE = timedelta(minutes=10)
"""A longer time between two things that were done is not counted."""

_CLOCKS_DIFFER = timedelta(minutes=10)
_UNITS = ((365, "year"), (1, "day"))


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


def clock_fault(at: str | None, since: str, now: datetime) -> str:
    """What a time tells of the clock of the machine that noted it; empty where it may be right.

    It is told and never set right: by how much at least is all that is known, and not whose of
    the two clocks was wrong.

    Args:
        at: when something was done, by that clock (UTC, ISO 8601); None for never.
        since: when it can have been done at the earliest: when the work was handed out.
        now: the time here.

    >>> now = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
    >>> clock_fault("2036-03-02T10:00:00+00:00", "2026-02-01T08:00:00+00:00", now)
    'its clock was 10 years ahead or more, or this one is behind'
    >>> clock_fault("2026-01-30T08:00:00+00:00", "2026-02-01T08:00:00+00:00", now)
    'its clock was 2 days behind or more, or the one at hand-out ahead'
    >>> clock_fault("2026-03-02T09:05:00+00:00", "2026-02-01T08:00:00+00:00", now)
    ''
    """
    if at is None:
        return ""
    time, earliest = _in_utc(at), _in_utc(since)
    if time is None or earliest is None:
        return ""
    if time - now > _CLOCKS_DIFFER:
        return f"its clock was {_span(time - now)} ahead or more, or this one is behind"
    if earliest - time > _CLOCKS_DIFFER:
        return (
            f"its clock was {_span(earliest - time)} behind or more, or the one at hand-out ahead"
        )
    return ""


def _in_utc(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _span(time: timedelta) -> str:
    """A span in the largest unit that it fills.

    >>> [_span(timedelta(days=days)) for days in (800, 3, 0.5, 0.01)]
    ['2 years', '3 days', '12 hours', '14 minutes']
    """
    for days, unit in _UNITS:
        if time.days >= days:
            return counted(time.days // days, unit)
    hours, minutes = time // timedelta(hours=1), time // timedelta(minutes=1)
    return counted(hours, "hour") if hours else counted(minutes, "minute")
