"""Times of the journal as people read them, in the clock of this machine, and days of rounds."""

from __future__ import annotations

from datetime import date, datetime


def when_text(utc: str) -> str:
    """A time in UTC, ISO 8601, in local time; as it stands where it is none.

    >>> when_text("2026-11-28T10:05:00+00:00") in {
    ...     f"{at:%d %b %Y, %H:%M}".lstrip("0")
    ...     for at in [datetime.fromisoformat("2026-11-28T10:05:00+00:00").astimezone()]
    ... }
    True
    >>> when_text("soon")
    'soon'
    """
    try:
        at = datetime.fromisoformat(utc).astimezone()
    except ValueError:
        return utc
    return f"{at.day} {at:%b %Y, %H:%M}"


def day_text(day: date, today: date) -> str:
    """A day as people say it; with its year where that is another one.

    >>> day_text(date(2026, 3, 3), date(2026, 12, 4)), day_text(date(2027, 1, 8), date(2026, 12, 4))
    ('3 March', '8 January 2027')
    """
    return f"{day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
