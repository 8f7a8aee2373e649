"""From families of values over documents to results: value, interval, reason and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from annotator.analysis.agreement.estimates import interval_notes
from annotator.analysis.agreement.intervals import Interval, Resampling, Statistic, intervals
from annotator.analysis.agreement.meanings import is_beyond_chance
from annotator.analysis.agreement.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What one value of a family is about; the fields are those of `Result`.

    Attributes:
        reason: why the value is undefined, should it be.
    """

    coefficient: str
    reason: str
    n: int
    unit: str
    coders: tuple[str, ...]
    code: str | None = None
    coverage: float | None = None
    prevalence: float | None = None
    excluded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Values that follow from the same sums.

    Attributes:
        statistic: all values from weights of documents.
        about: what each of them is; all beyond chance, or none.
    """

    statistic: Statistic
    about: tuple[About, ...]


def results_of(family: Family, n_documents: int, resampling: Resampling | None) -> list[Result]:
    """The results of a family, in its order, with intervals over documents."""
    ones = np.ones(n_documents)
    values = np.asarray(family.statistic(ones[np.newaxis])[0], dtype=np.float64)
    found: Sequence[Interval | None] = [None] * len(values)
    if resampling is not None and not all(is_beyond_chance(a.coefficient) for a in family.about):
        resampling = replace(resampling, thresholds=())
    if resampling is not None and resampling.replicates > 0:
        found = intervals(family.statistic, ones, resampling)
    return [
        result_of(about, float(value), interval, resampling)
        for about, value, interval in zip(family.about, values, found, strict=True)
    ]


def result_of(
    about: About, value: float, interval: Interval | None, resampling: Resampling | None
) -> Result:
    """One value with its meaning."""
    known = not isnan(value)
    return Result(
        coefficient=about.coefficient,
        value=value,
        reason="" if known else about.reason,
        ci_low=interval.low if interval else None,
        ci_high=interval.high if interval else None,
        ci_kind=interval.kind if interval else "",
        n=about.n,
        unit=about.unit,
        code=about.code,
        coders=about.coders,
        coverage=about.coverage,
        prevalence=about.prevalence,
        excluded=about.excluded,
        below=interval.below if interval else (),
        notes=(*about.notes, *(interval_notes(interval, "document", False) if known else ())),
        seed=resampling.seed if interval and resampling else None,
    )
