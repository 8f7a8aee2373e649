"""The overview of judged units: bins, accounts, sessions and dyads, coded, rated or sorted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.catalogue import results_of
from annotator.analysis.agreement.compared import Compared, only_coders
from annotator.analysis.agreement.document_parts import Pair
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.judged import Target
from annotator.analysis.agreement.judged_results import OF_SORTS, rated_scales, sort_means
from annotator.analysis.agreement.judged_units import (
    judged_rows,
    presence_units,
    scale_units,
    value_units,
)
from annotator.analysis.agreement.overview import CodeRow, Part
from annotator.analysis.agreement.overview_units import headline_names, unit_results, unit_rows
from annotator.analysis.agreement.readings import reading_of_values
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.units import Units

OF_RATINGS = ("krippendorff_alpha_ordinal", "icc_2_1", "icc_2_k")
"""What is read first of values on a scale."""


def judged_headline(compared: Compared, resampling: Resampling) -> tuple[Result, ...]:
    """The values to read first: of the codes, or of the first scale where there are none."""
    if not compared.codes:
        scales = rated_scales(compared)
        return rated(scale_units(compared, scales[0]), resampling) if scales else ()
    if compared.code_set.marking == "sort":
        names = OF_SORTS if len(compared.coders) == 2 else OF_SORTS[1:]  # r is of two
        return tuple(sort_means(compared, resampling, names))
    if compared.code_set.marking == "rating":
        return rated(value_units(compared, compared.code_set.codes), resampling)
    units = presence_units(compared)
    return unit_results(units, headline_names(units), resampling)


def rated(units: Units, resampling: Resampling) -> tuple[Result, ...]:
    """The values to read first of ratings."""
    return tuple(results_of(name, units, resampling)[0] for name in OF_RATINGS)


def rated_pairs(units: Units, resampling: Resampling) -> dict[Pair, Result]:
    """The first of these for each pair of coders."""
    return {
        (pair.coders[0], pair.coders[1]): results_of(OF_RATINGS[0], pair, resampling)[0]
        for pair in units.pairs()
    }


def judged_matrix(compared: Compared, resampling: Resampling) -> dict[Pair, Result]:
    """The first of these values for each pair of coders; of an exclusive set kappa."""
    found = {}
    for pair in combinations(compared.coders, 2):
        part = only_coders(compared, pair)
        if part.targets:
            found[pair] = _of_pair(part, resampling)
    return {pair: each for pair, each in found.items() if each is not None}


def _of_pair(compared: Compared, resampling: Resampling) -> Result | None:
    if compared.code_set.marking == "presence" and compared.codes:
        units = presence_units(compared)
        name = headline_names(units)[0]
        kappa = "cohen_kappa" if name.endswith("nominal") else name
        return results_of(kappa, units, resampling)[0]
    return next(iter(judged_headline(compared, resampling)), None)


def judged_parts(compared: Compared, by: str, resampling: Resampling) -> Iterator[Part]:
    """The values of each dyad, account or session, as far as a unit belongs to one."""
    groups: dict[str, list[Target]] = {}
    for each in compared.targets:
        session = "" if each.session is None else f"session {each.session}"
        name = {"dyad": each.dyad, "account": each.voice, "session": session}[by]
        groups.setdefault(name, []).append(each)
    groups.pop("", None)
    for name, own in groups.items():
        results = judged_headline(replace(compared, targets=tuple(own)), resampling)
        yield Part(name=name, documents=len(own), results=results)


def judged_confusions(compared: Compared) -> dict[Pair, FloatArray]:
    """(V+1, V+1) units by code of the first coder and of the second; none but for presence.

    The codes that both gave count on the diagonal; each that only the first gave is crossed
    with each that only the second gave, and with no code where there is none such.
    """
    if compared.code_set.marking != "presence" or not compared.codes:
        return {}
    size = len(compared.codes) + 1
    ids = [code.id for code in compared.code_set.codes]
    found: dict[Pair, FloatArray] = {}
    for pair in combinations(compared.coders, 2):
        part, table = only_coders(compared, pair), np.zeros((size, size))
        for _, judgements in judged_rows(part):
            first, second = (
                None if each is None else {n for n, code in enumerate(ids) if code in each.codes}
                for each in judgements
            )
            if first is not None and second is not None:
                _add(table, first, second)
        if part.targets:
            found[pair] = table
    return found


def _add(table: FloatArray, first: set[int], second: set[int]) -> None:
    both, last = first & second, len(table) - 1
    for code in both:
        table[code, code] += 1
    if not first and not second:
        table[last, last] += 1
    elif first != second:
        for one in (first - both) or {last}:
            for other in (second - both) or {last}:
                table[one, other] += 1


def judged_codes(
    compared: Compared,
    confusions: Mapping[Pair, FloatArray],
    accept_from: float,
    resampling: Resampling,
) -> tuple[CodeRow, ...]:
    """Each code, where codes are present or rated; then each scale, without an id."""
    rows: list[CodeRow] = []
    if compared.code_set.marking == "presence" and compared.codes:
        units = presence_units(compared)
        rows += unit_rows(compared, units, confusions, accept_from, resampling)
    elif compared.code_set.marking == "rating":
        for code in compared.code_set.codes:
            units = value_units(compared, (code,))
            rows.append(_row(code.id, code.name, units, accept_from, resampling))
    if not rows:  # values of another kind have no place in one table with those of codes
        for scale in rated_scales(compared):
            units = scale_units(compared, scale)
            rows.append(_row("", scale.name, units, accept_from, resampling))
    return tuple(rows)


def _row(
    code_id: str, name: str, units: Units, accept_from: float, resampling: Resampling
) -> CodeRow:
    main, beside = (
        replace(results_of(each, units, resampling)[0], code=name) for each in OF_RATINGS[:2]
    )
    return CodeRow(
        code_id=code_id,
        name=name,
        main=main,
        beside=beside,
        coverage=main.coverage,
        prevalence=None,
        reading=reading_of_values(main, accept_from),
    )
