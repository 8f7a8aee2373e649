"""The coefficients of judged units: of codes, of the values of codes, of scales, of Q-sorts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import isnan
from typing import cast

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.catalogue import CATALOGUE, results_of, usual
from annotator.analysis.agreement.compared import Compared, only_coders
from annotator.analysis.agreement.intervals import Resampling, intervals
from annotator.analysis.agreement.judged_units import (
    judged_rows,
    presence_units,
    scale_units,
    sort_units,
    value_range,
    value_units,
)
from annotator.analysis.agreement.report_values import counted
from annotator.analysis.agreement.result import Result, undefined
from annotator.analysis.agreement.study_units import turn_ratings
from annotator.analysis.agreement.units import Units
from annotator.domain.codebook import Scale

OF_VALUES = (
    "percent_agreement",
    "weighted_kappa_linear",
    "weighted_kappa_quadratic",
    "krippendorff_alpha_ordinal",
    "krippendorff_alpha_interval",
    "icc_2_1",
    "icc_2_k",
)
"""What is computed unasked of values on a scale; ICC of any such coder, values must agree."""

OF_SORTS = ("pearson_r", "icc_2_1", "icc_2_k")
"""What is computed of Q-sorts: over the items of one sort, and its mean over sorts."""


def judged_results(
    compared: Compared, resampling: Resampling, names: Sequence[str] = ()
) -> Iterator[Result]:
    """All results of a set whose units are judged: on all codes, on each code, on each scale.

    Args:
        compared: the comparison.
        resampling: of the intervals.
        names: of coefficients that are asked for; empty for those that are usual.
    """
    if compared.code_set.marking == "sort":
        yield from sort_means(compared, resampling, names)
    elif compared.code_set.marking == "rating":
        yield from _of_values(compared, resampling, names)
    elif compared.codes:
        units = presence_units(compared)
        known = usual(units)
        for name in [each for each in names or known if each in known]:
            yield from results_of(name, units, resampling)
    yield from scale_results(compared, resampling, names)


def _of_values(
    compared: Compared, resampling: Resampling, names: Sequence[str]
) -> Iterator[Result]:
    """Of all codes together, where each code of each unit is one target, then of each code."""
    codes = compared.code_set.codes
    pooled = f"each code of each {compared.code_set.unit} is one target"
    for result in value_results(value_units(compared, codes), resampling, names) if codes else ():
        yield replace(result, notes=(*result.notes, pooled))
    for code in codes:
        for result in value_results(value_units(compared, (code,)), resampling, names):
            yield replace(result, code=code.name)


def scale_results(
    compared: Compared, resampling: Resampling, names: Sequence[str] = ()
) -> Iterator[Result]:
    """Of each scale on which units were rated as a whole; `code` is its name."""
    for scale in rated_scales(compared):
        note = f"the ratings of the whole {compared.code_set.unit} on {scale.name}"
        for result in value_results(scale_units(compared, scale), resampling, names):
            yield replace(result, code=scale.name, notes=(*result.notes, note))


def turn_results(
    compared: Compared, resampling: Resampling, names: Sequence[str] = ()
) -> Iterator[Result]:
    """Of each scale on which turns were rated; `code` is its name."""
    for scale in compared.code_set.scales:
        units = turn_ratings(compared, scale)
        for result in value_results(units, resampling, names) if len(units.codes) else ():
            note = f"the ratings of turns on {scale.name}"
            yield replace(result, code=scale.name, notes=(*result.notes, note))


def rated_scales(compared: Compared) -> list[Scale]:
    """The scales of the set for units as a whole; the first serves its codes if they are rated."""
    scales = compared.code_set.scales
    if compared.code_set.marking == "presence":
        return list(scales)
    used = {
        rating.scale_id
        for _, judgements in judged_rows(compared)
        for judgement in judgements
        if judgement is not None
        for rating in judgement.ratings
    }
    return [scale for scale in scales if scale.id in used]


def value_results(units: Units, resampling: Resampling, names: Sequence[str]) -> Iterator[Result]:
    """Of values on a scale, one result a coefficient, of a pair where it compares two."""
    for name in names or OF_VALUES:
        if name in CATALOGUE and CATALOGUE[name].need != "sets":
            yield from results_of(name, units, resampling)


# Q-sorts ------------------------------------------------------------------------------------


def sort_results(
    compared: Compared, resampling: Resampling, names: Sequence[str] = ()
) -> list[tuple[str, Result]]:
    """How far the coders' sorts of each target go together, over the items, by its name."""
    values = value_range(compared)
    return [
        (target.name, result)
        for target in compared.targets
        for name in names or OF_SORTS
        if name in CATALOGUE and CATALOGUE[name].need != "sets"
        for result in results_of(name, sort_units(compared, target, values), resampling)
    ]


def sort_means(
    compared: Compared, resampling: Resampling, names: Sequence[str] = ()
) -> Iterator[Result]:
    """The mean over targets of the value of each; for each pair where it compares two."""
    single = Resampling(replicates=0)
    for name in names or OF_SORTS:
        if name not in CATALOGUE or CATALOGUE[name].need == "sets":
            continue
        parts = [compared]
        if CATALOGUE[name].of_pair and len(compared.coders) > 1:
            parts = [only_coders(compared, pair) for pair in combinations(compared.coders, 2)]
        for part in parts:
            found = [result for _, result in sort_results(part, single, (name,))]
            yield _mean(name, part, found, resampling)


def _mean(name: str, compared: Compared, found: Sequence[Result], resampling: Resampling) -> Result:
    known = [each.value for each in found if not isnan(each.value)]
    left = tuple(f"a sort, as {each.reason}" for each in found if isnan(each.value))
    if not known:
        reason = found[0].reason if found else "there is no sort of two coders"
        return undefined(name, reason, unit="sort", coders=compared.coders)
    values = np.array(known)

    def statistic(weights: FloatArray) -> FloatArray:
        return cast(FloatArray, weights @ values / weights.sum(axis=1))

    notes = [f"the mean over {counted(len(known), 'sort')} of the value over the items of each"]
    (interval,) = intervals(statistic, np.ones(len(values)), replace(resampling, thresholds=()))
    if interval.low is None:
        notes.append(f"no interval: {interval.reason}")
    else:
        notes.append(f"interval from resampling {len(known)} sorts")
    return Result(
        coefficient=name,
        value=float(values.mean()),
        ci_low=interval.low,
        ci_high=interval.high,
        ci_kind=interval.kind if interval.low is not None else "",
        n=len(known),
        unit="sort",
        coders=compared.coders,
        coverage=len(known) / len(found),
        excluded=left,
        notes=tuple(notes),
        seed=resampling.seed if interval.low is not None else None,
    )
