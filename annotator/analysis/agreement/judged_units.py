"""Judgements of whole units as tables of units: codes, values of codes, scales, Q-sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.compared import Compared
from annotator.analysis.agreement.judged import Target
from annotator.analysis.agreement.study_units import NO_CODE, in_no_order, no_rows
from annotator.analysis.agreement.units import MISSING, Units, units_of
from annotator.domain.codebook import Code, Scale
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement

Row = tuple[str, list[Judgement | None]]
"""The name of a unit's target, and each coder's judgement; None where there is none."""


def judged_rows(compared: Compared) -> Iterator[Row]:
    """One row a unit that any of the coders judged, in order; one judgement or None a coder."""
    for target in compared.targets:
        for key in target.units():
            own = (target.judgements.get(name, {}) for name in compared.coders)
            yield target.name, [each.get(key) for each in own]


def presence_units(compared: Compared) -> Units:
    """One row a unit, one column a coder, with the codes that are there.

    In an exclusive set the value is the code, `none` for a judgement without one; else it is
    the set of codes. Where a coder has not judged the unit it is missing, and where the set
    wants a code in each unit also where none was given.
    """
    code_set = compared.code_set
    rows: list[list[object]] = []
    clusters: list[str] = []
    for place, judgements in judged_rows(compared):
        rows.append([_value(compared, each) for each in judgements])
        clusters.append(place)
    categories = compared.codes if code_set.obligatory else (*compared.codes, NO_CODE)
    return in_no_order(
        units_of(
            rows or no_rows(compared),
            categories=categories if code_set.exclusive else None,
            coders=compared.coders,
            clusters=(clusters or None) if code_set.unit == "bin" else None,
            unit=code_set.unit,
        )
    )


def _value(compared: Compared, judgement: Judgement | None) -> object:
    if judgement is None:
        return None
    given = [code.name for code in compared.code_set.codes if code.id in judgement.codes]
    if not given and compared.code_set.obligatory:
        return None
    if compared.code_set.exclusive:
        return given[0] if given else NO_CODE
    return frozenset(given)


def value_units(compared: Compared, codes: Sequence[Code]) -> Units:
    """Values of codes that are rated one by one: a row for each unit and each of the codes."""
    return _numbers(
        compared,
        (partial(_value_of, code.id) for code in codes),
        value_range(compared),
        "rating" if len(codes) > 1 else compared.code_set.unit,
    )


def value_range(compared: Compared) -> range:
    """The values that a code can have: on the set's first scale, else those that were given.

    Of a Q-sort they are the numbers of the piles.
    """
    scales = compared.code_set.scales
    if compared.code_set.marking == "rating" and scales:
        return range(scales[0].minimum, scales[0].maximum + 1)
    given = [
        each.value
        for _, judgements in judged_rows(compared)
        for judgement in judgements
        if judgement is not None
        for each in judgement.values
    ]
    piles = len(compared.code_set.piles)
    return range(min(given, default=0), max(given, default=0) + 1) if given else range(piles)


def scale_units(compared: Compared, scale: Scale) -> Units:
    """One row a unit, with how each coder rated the whole of it on a scale."""
    return _numbers(
        compared,
        (partial(_rating_on, scale.id),),
        range(scale.minimum, scale.maximum + 1),
        compared.code_set.unit,
    )


def sort_units(compared: Compared, target: Target, values: range) -> Units:
    """The Q-sorts of one target: a row an item, with the pile on which each coder put it.

    Only coders who have sorted it have a column.
    """
    own = [(name, each) for name in compared.coders if (each := _sort_of(target, name))]
    table = [
        [_place(sort.value(code.id), values) for _, sort in own] for code in compared.code_set.codes
    ]
    array = np.array(table, dtype=np.int64).reshape(len(table), len(own))
    named = replace(compared, coders=tuple(name for name, _ in own))
    return _units(named, array, values, "item", None)


def _sort_of(target: Target, coder: str) -> Judgement | None:
    return target.judgements.get(coder, {}).get(None)


def _value_of(code_id: Id, judgement: Judgement) -> int | None:
    return judgement.value(code_id)


def _rating_on(scale_id: Id, judgement: Judgement) -> int | None:
    return judgement.rating(scale_id)


def _numbers(
    compared: Compared,
    wanted: Iterable[Callable[[Judgement], int | None]],
    values: range,
    unit: str,
) -> Units:
    rows, clusters = [], []
    found = list(judged_rows(compared))
    for value_of in wanted:
        for place, judgements in found:
            given = (None if each is None else value_of(each) for each in judgements)
            rows.append([_place(value, values) for value in given])
            clusters.append(place)
    table = np.array(rows, dtype=np.int64).reshape(-1, len(compared.coders))
    cut = compared.code_set.unit == "bin"
    return _units(compared, table, values, unit, clusters if cut else None)


def _place(value: int | None, values: range) -> int:
    """A value's place; one that the scale no longer has is missing."""
    return MISSING if value is None or value not in values else values.index(value)


def _units(
    compared: Compared,
    table: IntArray,
    values: range,
    unit: str,
    clusters: list[str] | None,
) -> Units:
    names = tuple(dict.fromkeys(clusters or ()))
    index = {name: place for place, name in enumerate(names)}
    return Units(
        codes=table,
        categories=tuple(str(value) for value in values),
        coders=compared.coders,
        values=np.array(values, dtype=np.float64),
        ordered=True,
        clusters=np.array([index[each] for each in clusters]) if clusters else None,
        cluster_names=names,
        unit=unit,
    )
