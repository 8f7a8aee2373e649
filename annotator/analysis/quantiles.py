"""Quantiles of Student's t and of F, from the incomplete beta function.

SciPy has them too, but holds twenty megabytes for them, in a window that needs nothing else of it.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, isfinite, lgamma, log, log1p, nan, sqrt

_FURTHEST = 700.0  # e to this power is still a number
_HALVINGS = 62  # of twice that: less than the last digit is left
_TINY = 1e-300
_SAME = 1e-16


@lru_cache
def t_quantile(share: float, freedom: float) -> float:
    """The value that Student's t stays below with this probability; NaN without freedom.

    >>> round(t_quantile(0.975, 10), 9)  # as in the tables: 2.228
    2.228138852
    >>> round(t_quantile(0.025, 10), 9)
    -2.228138852
    """
    if not (0 < share < 1 and freedom > 0 and isfinite(freedom)):
        return nan
    if share < 0.5:
        return -t_quantile(1 - share, freedom)
    return sqrt(freedom * exp(-_logit(2 * (1 - share), freedom / 2, 0.5)))


@lru_cache
def f_quantile(share: float, top: float, bottom: float) -> float:
    """The value that F stays below with this probability; NaN without freedom.

    Args:
        share: the probability.
        top: degrees of freedom of the numerator; need not be whole.
        bottom: of the denominator.

    >>> round(f_quantile(0.95, 3, 10), 9)  # as in the tables: 3.71
    3.708264819
    """
    if not (0 < share < 1 and 0 < top < float("inf") and 0 < bottom < float("inf")):
        return nan
    return bottom / top * exp(_logit(share, top / 2, bottom / 2))


def _logit(share: float, a: float, b: float) -> float:
    """The logit of the x at which the regularised incomplete beta function is `share`."""
    low, high = -_FURTHEST, _FURTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _incomplete_beta(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _incomplete_beta(logit: float, a: float, b: float) -> float:
    """The regularised incomplete beta function (DLMF 8.17.22, modified Lentz).

    Args:
        logit: of x, so that neither x nor 1 − x loses digits.
        a: the first parameter.
        b: the second.
    """
    log_x = -log1p(exp(-logit)) if logit > 0 else logit - log1p(exp(logit))
    log_rest = log_x - logit
    if exp(log_x) > (a + 1) / (a + b + 2):  # beyond it the fraction is slow, and its mirror fast
        return 1 - _incomplete_beta(-logit, b, a)
    front = exp(a * log_x + b * log_rest + lgamma(a + b) - lgamma(a) - lgamma(b) - log(a))
    return front * _fraction(exp(log_x), a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function."""
    ratio, fraction = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    inverse = fraction
    for m in range(1, 100_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            inverse = 1 / _not_zero(1 + term * inverse)
            ratio = _not_zero(1 + term / ratio)
            fraction *= inverse * ratio
        if abs(inverse * ratio - 1) < _SAME:
            break
    return fraction


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
