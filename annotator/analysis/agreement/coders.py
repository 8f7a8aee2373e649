"""How much a coefficient hangs on single coders: the jackknife over coders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.codes import Coefficient
from annotator.analysis.agreement.intervals import Resampling, intervals
from annotator.analysis.agreement.units import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutCoders:
    """A coefficient with one coder left out at a time.

    Attributes:
        values: each coder with the value of the others, NaN where that is undefined.
        low, high: jackknife interval over coders; None with fewer than three of them or where
            a value is undefined.
    """

    values: tuple[tuple[str, float], ...]
    low: float | None
    high: float | None


def without_each_coder(coefficient: Coefficient, units: Units) -> WithoutCoders:
    """A coefficient of all coders with each of them left out in turn.

    The interval takes the coders as a sample of coders (Efron & Tibshirani 1993, An
    introduction to the bootstrap, ch. 11), whereas those over documents take them as given.

    >>> from annotator.analysis.agreement.fleiss import fleiss_kappa
    >>> from annotator.analysis.agreement.units import units_of
    >>> table = [["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"], ["a", "b", "a"]]
    >>> found = without_each_coder(fleiss_kappa, units_of(table))
    >>> [(name, round(value, 3)) for name, value in found.values]
    [('A', 0.0), ('B', 0.467), ('C', 0.467)]
    """
    count = len(units.coders)
    values = tuple(
        (name, coefficient(_without(units, place)).value) for place, name in enumerate(units.coders)
    )
    whole = coefficient(units).value
    if count < 3 or isnan(whole) or any(isnan(value) for _, value in values):
        return WithoutCoders(values=values, low=None, high=None)

    left_out = np.array([value for _, value in values])

    def statistic(weights: FloatArray) -> FloatArray:
        missing = weights == 0
        return np.where(missing.any(axis=1), left_out[missing.argmax(axis=1)], whole)

    settings = Resampling(replicates=1, kind="jackknife z")
    (interval,) = intervals(statistic, np.ones(count), settings)
    return WithoutCoders(values=values, low=interval.low, high=interval.high)


def _without(units: Units, place: int) -> Units:
    return replace(
        units,
        codes=np.delete(units.codes, place, axis=1),
        coders=(*units.coders[:place], *units.coders[place + 1 :]),
    )
