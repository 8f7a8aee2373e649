"""From a coefficient's formula to its results: value, interval, reason, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.coverage import Series, coverage_note
from annotator.analysis.agreement.intervals import Interval, Resampling, Statistic, intervals
from annotator.analysis.agreement.meanings import is_beyond_chance
from annotator.analysis.agreement.patterns import Patterns, patterns_of
from annotator.analysis.agreement.result import Result, undefined
from annotator.analysis.agreement.units import MISSING, Units

TINY = 1e-12
_LISTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A coefficient, or a family of them, as a function of weights.

    Attributes:
        statistic: values from weights of the rows of `Patterns.gather`.
        codes: what each value is about, None for all codes.
        reason: why a value is NaN, where it is.
        n: units that the values rest on.
        lowest: no interval goes below it.
        notes: what a reader must know.
        excluded: what the formula leaves out.
    """

    statistic: Statistic
    codes: tuple[str | None, ...] = (None,)
    reason: str = "all ratings are of one category"
    n: int
    lowest: float = -1.0
    notes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def estimate(
    coefficient: str,
    units: Units,
    formula: Callable[[Units, Patterns], Formula],
    resampling: Resampling | None,
    *,
    codes: Sequence[str | None] = (None,),
    single: bool = False,
) -> tuple[Result, ...]:
    """The results of a coefficient: one for each of its values.

    Args:
        coefficient: name in the contract.
        units: documents with fewer than two coders are left out and listed.
        formula: made only where something can be compared.
        resampling: of the intervals; None for no intervals. Thresholds have a meaning only for
            what is beyond chance.
        codes: what the values are about, for the case that nothing can be compared.
        single: whether units with one rating have a say, so that they are resampled too.
    """
    compared = compared_units(units)
    patterns = patterns_of(compared)
    if reason := nothing_to_compare(compared, patterns):
        return tuple(
            undefined(
                coefficient,
                reason,
                unit=units.unit,
                coders=units.coders,
                excluded=compared.excluded,
                code=code,
            )
            for code in codes
        )
    if patterns.clusters is None:
        patterns = patterns.rated(1 if single else 2)
    made = formula(compared, patterns)
    multiplicity = patterns.multiplicity()
    values = np.asarray(made.statistic(multiplicity[np.newaxis]), dtype=np.float64).ravel()
    found: Sequence[Interval | None] = [None] * len(values)
    if resampling is not None and not is_beyond_chance(coefficient):
        resampling = replace(resampling, thresholds=())
    if resampling is not None and resampling.replicates > 0:
        found = intervals(made.statistic, multiplicity, resampling, lowest=made.lowest)
    shares = _shares(patterns) if any(code is not None for code in made.codes) else {}
    places = {name: number for number, name in enumerate(compared.categories)}
    return tuple(
        _result(
            coefficient,
            compared,
            made,
            len(units.codes),
            float(value),
            code,
            None if code is None else shares.get(places.get(code, -1), 0.0),
            interval,
            resampling,
        )
        for value, code, interval in zip(values, made.codes, found, strict=True)
    )


def _result(
    coefficient: str,
    units: Units,
    formula: Formula,
    n_units: int,
    value: float,
    code: str | None,
    prevalence: float | None,
    interval: Interval | None,
    resampling: Resampling | None,
) -> Result:
    left_out = len(units.codes) - formula.n
    excluded = (
        *units.excluded,
        *([f"{left_out} of {len(units.codes)} {units.unit}s without two ratings"] * (left_out > 0)),
        *formula.excluded,
    )
    remarks = interval_notes(interval, units.unit, units.clusters is None)
    return Result(
        coefficient=coefficient,
        value=value,
        reason=formula.reason if isnan(value) else "",
        ci_low=None if interval is None else interval.low,
        ci_high=None if interval is None else interval.high,
        ci_kind="" if interval is None else interval.kind,
        n=formula.n,
        unit=units.unit,
        code=code,
        coders=units.coders,
        coverage=formula.n / n_units,
        prevalence=prevalence,
        excluded=excluded,
        below=() if interval is None else interval.below,
        notes=(*formula.notes, *(() if isnan(value) else remarks)),
        seed=None if interval is None or resampling is None else resampling.seed,
    )


def interval_notes(interval: Interval | None, unit: str, alone: bool) -> tuple[str, ...]:
    """What a reader must know of an interval.

    Args:
        interval: None where none was asked for.
        unit: what was resampled where there are no documents; `document` for passages, which
            never stand alone.
        alone: whether units were resampled, for want of documents.
    """
    if interval is None:
        return ()
    what = f"{unit}s" if alone else "documents"
    if interval.low is None:
        return (f"no interval: {interval.reason}",)
    notes = [f"interval from resampling {interval.clusters} {what}"]
    if alone:
        notes[0] += f", as if neighbouring {what} were independent: it may be too narrow"
    if interval.dropped:
        notes.append(f"{interval.dropped} of {interval.replicates} replicates were undefined")
    within: Series = "passages" if unit == "document" else "documents"
    if weak := coverage_note(interval.kind, interval.clusters, "units" if alone else within):
        notes.append(weak)
    if interval.below:
        shares = ", ".join(f"{limit:g}: {share:.3f}" for limit, share in interval.below)
        notes.append(f"probability of less than {shares}")
    return tuple(notes)


def compared_units(units: Units) -> Units:
    """Without the documents in which fewer than two coders rated anything; these are listed."""
    if units.clusters is None:
        return units
    worked = np.zeros((len(units.cluster_names), len(units.coders)), dtype=bool)
    for coder, column in enumerate(units.codes.T):
        worked[units.clusters[column != MISSING], coder] = True
    kept = worked.sum(axis=1) >= 2
    if kept.all():
        return units
    left = [name for name, keep in zip(units.cluster_names, kept, strict=True) if not keep]
    rows = kept[units.clusters]
    what = "document" if len(left) == 1 else "documents"
    told = f"{len(left)} {what} rated by fewer than two of these coders: {', '.join(left)}"
    return Units(
        codes=units.codes[rows],
        categories=units.categories,
        coders=units.coders,
        values=units.values,
        ordered=units.ordered,
        clusters=(np.cumsum(kept) - 1)[units.clusters[rows]],
        cluster_names=tuple(n for n, keep in zip(units.cluster_names, kept, strict=True) if keep),
        unit=units.unit,
        excluded=(*units.excluded, told),
    )


def nothing_to_compare(units: Units, patterns: Patterns) -> str:
    """Why no coefficient is defined on these units; "" where one may be."""
    if len(units.coders) < 2:
        return f"there is only one coder, {units.coders[0]}" if units.coders else "no coder"
    if len(units.codes) == 0:
        return "there is nothing that two coders rated"
    given = patterns.codes != MISSING
    if not given.any():
        return "all ratings are missing"
    rated = given.any(axis=0)
    silent = [name for name, any_rating in zip(units.coders, rated, strict=True) if not any_rating]
    if len(silent) > len(units.coders) - 2:
        return f"all ratings of {', '.join(silent[:_LISTED])} are missing"
    if not bool((patterns.n_ratings >= 2).any()):
        return f"no {units.unit} was rated by two coders"
    return ""


def n_pairable(patterns: Patterns) -> int:
    """Units with two or more ratings."""
    return round(float(patterns.times[patterns.n_ratings >= 2].sum()))


def _shares(patterns: Patterns) -> dict[int, float]:
    """Share of each category in the ratings of units with two or more."""
    paired = patterns.n_ratings >= 2
    counts = patterns.times[paired] @ patterns.counts()[paired]
    total = max(float(counts.sum()), 1.0)
    return {number: float(count) / total for number, count in enumerate(counts)}


def quotient(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part by whole, NaN where the whole is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > TINY, part / whole, np.nan)


def beyond_chance(agreed: FloatArray, expected: FloatArray) -> FloatArray:
    """Agreement beyond chance, (agreed - expected) / (1 - expected); NaN where chance is all.

    >>> beyond_chance(np.array([0.7]), np.array([0.4])).round(3).tolist()
    [0.5]
    """
    return quotient(agreed - expected, 1 - expected)
