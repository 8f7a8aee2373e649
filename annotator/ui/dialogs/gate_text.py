"""A round's gate in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import isnan

from annotator.analysis.agreement import Result
from annotator.analysis.agreement.meanings import MEANINGS
from annotator.domain.consensus import Gate
from annotator.ui.figures import NONE, interval_text, value_text


def against_text(value: float, threshold: float) -> tuple[str, str]:
    """A value and its threshold, with as many digits as the threshold has and as tell them apart.

    >>> against_text(0.53, 0.7), against_text(0.6996, 0.7), against_text(0.66, 0.667)
    (('.53', '.70'), ('.6996', '.7000'), ('.660', '.667'))
    """
    digits = max(2, _decimals(threshold))
    while value != threshold and digits < 6 and round(value, digits) == round(threshold, digits):
        digits += 1
    return _digits(value, digits), _digits(threshold, digits)


def standing(result: Result, threshold: float) -> str:
    """Whether a round passes its gate now."""
    if isnan(result.value):
        return f"It does not pass: the value is undefined, {result.reason.rstrip('.')}."
    value, limit = against_text(result.value, threshold)
    if result.value >= threshold:
        return f"It passes: {value} reaches {limit}."
    return f"It does not pass: {value} is below {limit}."


def value_now(result: Result) -> str:
    """The value with interval and n."""
    if isnan(result.value):
        return f"{sign_of(result.coefficient)} {NONE}"
    interval = interval_text(result)
    told = f" (95 % {interval})" if interval else ""
    units = result.unit if result.n == 1 else f"{result.unit}s"
    return (
        f"{sign_of(result.coefficient)} {value_text(result.value)}{told}, n = {result.n:,} {units}"
    )


def record_lines(gates: list[Gate]) -> Iterator[str]:
    """What was recorded, one a line."""
    for each in gates:
        value = f"{NONE} ({each.reason})" if each.value is None else ""
        limit = threshold_text(each.threshold)
        if each.value is not None:
            value, limit = against_text(each.value, each.threshold)
        passed = "passed" if each.passed else "not passed"
        yield (
            f"{_when(each.decided_at)}  {sign_of(each.coefficient)} {value} against {limit}: "
            f"{passed}, by {each.decided_by or 'somebody'} ({each.code_set})"
        )


def sign_of(coefficient: str) -> str:
    """A coefficient as it is printed."""
    meaning = MEANINGS.get(coefficient)
    return meaning.sign if meaning is not None else coefficient


def threshold_text(threshold: float) -> str:
    """A threshold with two digits or more.

    >>> threshold_text(0.667), threshold_text(0.7), threshold_text(-0.1)
    ('.667', '.70', '−.10')
    """
    return _digits(threshold, max(2, _decimals(threshold)))


def _decimals(number: float) -> int:
    return len(f"{number:g}".partition(".")[2])


def _digits(number: float, digits: int) -> str:
    text = f"{abs(number):.{digits}f}".removeprefix("0")
    return f"−{text}" if round(number, digits) < 0 else text


def _when(at: str) -> str:
    """A UTC time as people of this place read it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M") if at else ""
