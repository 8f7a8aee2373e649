"""Times as transcripts write them, read into integer milliseconds."""

from __future__ import annotations

import re

_TIME = re.compile(
    r"(?P<first>\d{1,3}):(?P<second>\d{1,2})(?::(?P<third>\d{1,2}|0\d\d))?(?:[.,](?P<part>\d{1,3}))?"
)


def parse_time(text: str) -> int | None:
    """Milliseconds of `mm:ss` or `h:mm:ss`, with `.mmm` or `,mmm`; None where it is no time.

    Minutes may go to 999 in `mm:ss` and to 59 after hours; seconds go to 59. Fewer than three
    digits after the seconds are a decimal fraction; seconds of three digits (`00:09:025`, seen
    in real files) count when they begin with 0.

    >>> parse_time("12:34"), parse_time("1:02:03,5"), parse_time("12:75"), parse_time("1:75:00")
    (754000, 3723500, None, None)
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second"])
    if second > 59:
        return None
    if match["third"] is None:
        seconds = first * 60 + second
    else:
        third = int(match["third"])
        if third > 59:
            return None
        seconds = (first * 60 + second) * 60 + third
    return seconds * 1000 + int((match["part"] or "0").ljust(3, "0"))
