"""Intraclass correlations of ratings: the six forms, with intervals by the F distribution.

Sources: Shrout & Fleiss (1979), Psychol. Bull. 86:420-428; intervals of the two-way random
forms: McGraw & Wong (1996), Psychol. Methods 1:30-46, table 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import TINY
from annotator.analysis.agreement.result import Result, undefined
from annotator.analysis.agreement.units import MISSING, Ratings, Units, units_of
from annotator.analysis.agreement.weights import need_order

Form = Literal["1_1", "2_1", "3_1", "1_k", "2_k", "3_k"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanSquares:
    """Two-way analysis of variance: n targets × k coders.

    Attributes:
        between, within: targets, one way.
        coders, error: two ways.
    """

    n: int
    k: int
    between: float
    within: float
    coders: float
    error: float


def icc(ratings: Ratings, form: Form = "2_1", *, level: float = 0.95) -> Result:
    """Share of the variance of ratings that lies between the targets.

    Args:
        ratings: targets × coders of numbers; targets with a gap are left out and counted.
        form: 1 each target has its own coders, 2 coders are a sample, 3 these coders only;
            `_1` of one coder, `_k` of the mean of all.
        level: of the interval.

    Raises:
        UserError: ratings that are no numbers.

    The example of Shrout & Fleiss (1979), table 2 and 4:

    >>> rows = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> [round(icc(rows, form).value, 2) for form in FORMS]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    units = units_of(ratings, unit="target")
    name = f"icc_{form}"
    if len(units.categories) and units.values is None:
        raise need_order(units)
    table = _complete(units)
    left_out = len(units.codes) - len(table)
    excluded = units.excluded + (
        (f"{left_out} of {len(units.codes)} {units.unit}s without all ratings",) if left_out else ()
    )
    squares = mean_squares(table) if min(table.shape) > 1 else None
    if squares is None or (reason := _why_undefined(squares, form)):
        return undefined(
            name,
            _too_small(units, table) if squares is None else reason,
            n=len(table),
            unit=units.unit,
            coders=units.coders,
            excluded=excluded,
        )
    low, value, high = _with_interval(squares, form, level)
    notes = []
    if units.clusters is not None:
        notes.append("the F interval takes targets as independent, whatever their document")
    if low is None:
        notes.append("no interval: the coders differ less than their errors let expect")
    return Result(
        coefficient=name,
        value=value,
        ci_low=low,
        ci_high=high,
        ci_kind="" if low is None else "F",
        n=len(table),
        unit=units.unit,
        coders=units.coders,
        coverage=len(table) / len(units.codes),
        excluded=excluded,
        notes=tuple(notes),
    )


def mean_squares(table: FloatArray) -> MeanSquares:
    """Mean squares of a complete table, targets × coders, both at least 2."""
    n, k = table.shape
    table = table - table.mean()
    targets, coders = table.mean(axis=1), table.mean(axis=0)
    rows = k * float((targets**2).sum())
    columns = n * float((coders**2).sum())
    rest = float(((table - targets[:, np.newaxis] - coders) ** 2).sum())
    return MeanSquares(
        n=n,
        k=k,
        between=rows / (n - 1),
        within=(columns + rest) / (n * (k - 1)),
        coders=columns / (k - 1),
        error=rest / ((n - 1) * (k - 1)),
    )


def _complete(units: Units) -> FloatArray:
    full = units.codes[(units.codes != MISSING).all(axis=1)] if units.codes.size else units.codes
    values = units.values if units.values is not None and len(units.values) else np.zeros(1)
    return np.asarray(values[full], dtype=np.float64)


def _too_small(units: Units, table: FloatArray) -> str:
    if len(units.coders) < 2:
        return "there is only one coder"
    if bool((units.codes == MISSING).all()):
        return "all ratings are missing"
    were = f"1 {units.unit} was" if len(table) == 1 else f"{len(table)} {units.unit}s were"
    return f"{were} rated by all coders; at least 2 are needed"


def _why_undefined(squares: MeanSquares, form: Form) -> str:
    scale = max(squares.between, squares.within, squares.coders)
    if scale <= TINY:
        return "all ratings are equal: there is no variance"
    _, whole = _parts(squares, form)
    if abs(whole) <= TINY * scale:
        return "the targets do not differ: there is no variance between them"
    if whole < 0:  # only of the form (2, k): it would give a value over 1
        return "the targets differ so little that the denominator is below zero"
    return ""


def _parts(squares: MeanSquares, form: Form) -> tuple[float, float]:
    """Numerator and denominator of a form."""
    n, k = squares.n, squares.k
    between, within, error = squares.between, squares.within, squares.error
    spread = squares.coders - error
    return {
        "1_1": (between - within, between + (k - 1) * within),
        "2_1": (between - error, between + (k - 1) * error + k * spread / n),
        "3_1": (between - error, between + (k - 1) * error),
        "1_k": (between - within, between),
        "2_k": (between - error, between + spread / n),
        "3_k": (between - error, between),
    }[form]


def _with_interval(
    squares: MeanSquares, form: Form, level: float
) -> tuple[float | None, float, float | None]:
    part, whole = _parts(squares, form)
    value = part / whole
    noise = squares.within if form[0] == "1" else squares.error
    if noise <= TINY * squares.between and squares.coders <= TINY * squares.between:
        return value, value, value  # no error at all: F is infinite
    ends = _two_way_random(squares, level) if form[0] == "2" else _by_f(squares, form, level)
    if ends is None:
        return None, value, None
    low, high = ends
    if form[-1] == "k":
        if low <= -1 / (squares.k - 1):
            return None, value, None  # no mean of ratings has such a reliability
        low, high = _of_mean(low, squares.k), _of_mean(high, squares.k)
    return low, value, high


def _by_f(squares: MeanSquares, form: Form, level: float) -> tuple[float, float] | None:
    """Ends for one coder in the forms (1, 1) and (3, 1)."""
    n, k = squares.n, squares.k
    noise, freedom = (
        (squares.within, n * (k - 1)) if form[0] == "1" else (squares.error, (n - 1) * (k - 1))
    )
    if noise <= TINY * squares.between:
        return 1.0, 1.0
    ratio = squares.between / noise
    low = ratio / _f_quantile((1 + level) / 2, n - 1, freedom)
    high = ratio * _f_quantile((1 + level) / 2, freedom, n - 1)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _two_way_random(squares: MeanSquares, level: float) -> tuple[float, float] | None:
    """Ends for one coder in the form (2, 1), with Satterthwaite's degrees of freedom."""
    n, k = squares.n, squares.k
    between, error, coders = squares.between, squares.error, squares.coders
    part, whole = _parts(squares, "2_1")
    if whole <= TINY * error:
        return None
    value = part / whole
    if abs(1 - value) <= TINY:
        return 1.0, 1.0
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    below = (a * coders) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    if below <= 0:
        return None
    freedom = (a * coders + b * error) ** 2 / below
    up = _f_quantile((1 + level) / 2, n - 1, freedom)
    down = _f_quantile((1 + level) / 2, freedom, n - 1)
    rest = k * coders + (k * n - k - n) * error
    low = n * (between - up * error) / (up * rest + n * between)
    high = n * (down * between - error) / (rest + n * down * between)
    return low, high


def _of_mean(one: float, k: int) -> float:
    """The reliability of the mean of k coders from that of one (Spearman-Brown)."""
    return k * one / (1 + (k - 1) * one)


def _f_quantile(share: float, top: float, bottom: float) -> float:
    from scipy.special import fdtri  # type: ignore[import-untyped] # late: it loads slowly

    return float(fdtri(top, bottom, share))
