"""What the intervals covered when studies were simulated, so that a weak one says so.

Of 2,000 simulated studies each, with three coders, several ways in which codes are spread and
four coefficients, `tests/oracles/coverage.py` counted in how many the 95 % interval held the
true value. Of each kind and size: the lowest and the highest share, in percent.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

Series = Literal["documents", "passages", "units"]
"""Units within documents, passages within documents, units without documents."""

Shares = dict[int, tuple[float, float]]

LOWEST_GOOD, HIGHEST_GOOD = 93.0, 97.0

COVERED: dict[Series, dict[str, Shares]] = {
    "documents": {
        "bootstrap percentile": {
            12: (88.2, 91.8),
            24: (91.2, 93.2),
            47: (93.0, 94.2),
            100: (93.5, 95.3),
        },
        "BCa": {12: (88.9, 91.9), 24: (92.0, 93.7), 47: (93.1, 94.0), 100: (94.0, 95.4)},
        "jackknife": {12: (90.6, 95.2), 24: (92.1, 95.2), 47: (93.7, 94.8), 100: (94.2, 95.8)},
        "jackknife, Fisher z": {
            12: (94.3, 96.9),
            24: (94.4, 96.1),
            47: (94.2, 95.1),
            100: (94.3, 95.6),
        },
    },
    "units": {
        "bootstrap percentile": {
            12: (30.9, 98.9),
            24: (62.4, 99.6),
            47: (90.5, 99.2),
            100: (94.2, 95.8),
        },
        "BCa": {12: (77.0, 98.8), 24: (87.5, 99.1), 47: (94.2, 98.3), 100: (94.7, 99.2)},
        "jackknife": {12: (86.5, 100.0), 24: (91.1, 100.0), 47: (93.5, 99.8), 100: (87.5, 96.1)},
        "jackknife, Fisher z": {
            12: (86.3, 97.6),
            24: (90.7, 97.8),
            47: (92.6, 97.5),
            100: (93.1, 96.4),
        },
    },
    "passages": {
        "bootstrap percentile": {
            12: (85.4, 90.4),
            24: (89.2, 94.0),
            47: (91.6, 94.4),
            100: (93.4, 94.1),
        },
        "BCa": {12: (87.0, 91.2), 24: (90.0, 94.2), 47: (92.7, 94.4), 100: (93.8, 94.0)},
        "jackknife": {12: (88.6, 93.5), 24: (90.5, 95.6), 47: (92.6, 95.6), 100: (94.2, 94.8)},
        "jackknife, Fisher z": {
            12: (88.9, 94.8),
            24: (91.2, 96.1),
            47: (92.6, 95.6),
            100: (94.2, 94.8),
        },
    },
}


@cache  # asked again for each of hundreds of results
def coverage_note(kind: str, clusters: int, series: Series = "documents") -> str:
    """A sentence where an interval of this kind misses 93 to 97 %; "" where it keeps them.

    >>> coverage_note("bootstrap percentile", 30)
    'with 24 documents such an interval held the true value in 91.2 to 93.2 % of simulated studies'
    """
    shares = COVERED[series].get(kind)
    if shares is None:
        return ""
    size = max((each for each in shares if each <= clusters), default=min(shares))
    low, high = shares[size]
    what = "units" if series == "units" else "documents"
    few = f"{clusters} {what} are fewer than any that were simulated; " * (clusters < size)
    if not few and low >= LOWEST_GOOD and high <= HIGHEST_GOOD:
        return ""
    return (
        f"{few}with {size} {what} such an interval held the true value in "
        f"{low:.1f} to {high:.1f} % of simulated studies"
    )
