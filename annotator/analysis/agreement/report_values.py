"""Values as a report prints them: `.71`, `[.66, .76]`, an en dash for what is undefined."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from annotator.analysis.agreement.result import Result

NONE = "–"
_DIGITS = 2
_MOST_DIGITS = 5


def printed(value: float | None, limits: Iterable[float] = ()) -> str:
    """A coefficient in the style of the APA: two decimals, no zero before the point.

    It gets more decimals where two would put it on the other side of a limit: a value below a
    threshold must not read as if it had reached it. 1 is always a limit: only perfect
    agreement is 1.00.

    >>> printed(0.7141), printed(-0.05), printed(1.0), printed(0.9999), printed(float("nan"))
    ('.71', '−.05', '1.00', '.9999', '–')
    >>> printed(0.6652), printed(0.6652, [0.667])
    ('.67', '.665')
    """
    if value is None or isnan(value):
        return NONE
    text = f"{value:.{_DIGITS}f}"
    for digits in range(_DIGITS, _MOST_DIGITS + 1):
        text = f"{value:.{digits}f}"
        if all((float(text) >= limit) == (value >= limit) for limit in (*limits, 1.0)):
            break
    sign = "−" if float(text) < 0 else ""
    bare = text.lstrip("-")
    return sign + (bare[1:] if bare.startswith("0.") else bare)


def interval_text(result: Result, limits: Iterable[float] = ()) -> str:
    """The 95 % interval, `[.66, .76]`; an en dash where there is none."""
    if result.ci_low is None or result.ci_high is None or isnan(result.value):
        return NONE
    limits = tuple(limits)
    return f"[{printed(result.ci_low, limits)}, {printed(result.ci_high, limits)}]"


def limit_text(limit: float) -> str:
    """A threshold as the study set it.

    >>> limit_text(0.667), limit_text(0.8)
    ('.667', '.8')
    """
    return f"{limit:.3f}".rstrip("0").rstrip(".").removeprefix("0")


def share_text(share: float | None) -> str:
    """A share in percent.

    >>> share_text(0.0912), share_text(0.0004), share_text(0.0), share_text(None)
    ('9.1 %', '< 0.1 %', '0 %', '–')
    """
    if share is None or isnan(share):
        return NONE
    if share == 0:
        return "0 %"
    if share < 0.0005:
        return "< 0.1 %"
    return "100 %" if share == 1 else f"{share * 100:.1f} %"


def count_text(number: float) -> str:
    """A whole number with thin groups of three.

    >>> count_text(1234567)
    '1,234,567'
    """
    return f"{round(number):,}"


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them.

    >>> listed(["RA-1", "RA-2", "RA-3"]), listed(["RA-1"])
    ('RA-1, RA-2 and RA-3', 'RA-1')
    """
    *first, last = list(words) or [NONE]
    return f"{', '.join(first)} and {last}" if first else last


def counted(number: int, what: str) -> str:
    """A number with its noun.

    >>> counted(1, "transcript"), counted(1200, "transcript")
    ('1 transcript', '1,200 transcripts')
    """
    return f"{count_text(number)} {what if number == 1 else plural(what)}"


def n_text(result: Result, unit: str = "") -> str:
    """On how many units a value rests; an en dash where it rests on nothing."""
    if isnan(result.value) and result.n == 0:
        return NONE
    return counted(result.n, unit) if unit else count_text(result.n)


def plural(what: str) -> str:
    """More than one of a thing.

    >>> plural("boundary"), plural("character")
    ('boundaries', 'characters')
    """
    return f"{what[:-1]}ies" if what.endswith("ary") else f"{what}s"
