"""The overview of units that were cut before: turns, and passages that were frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.catalogue import CATALOGUE, results_of
from annotator.analysis.agreement.codes import is_set_valued, of_each_code
from annotator.analysis.agreement.compared import Compared, only_coders
from annotator.analysis.agreement.document_parts import Pair
from annotator.analysis.agreement.gwet import gwet_ac1
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.overview import CodeRow, Unit
from annotator.analysis.agreement.readings import reading_of_units, taken_for
from annotator.analysis.agreement.result import Result, undefined
from annotator.analysis.agreement.study_units import passage_units, turn_units
from annotator.analysis.agreement.units import Units

OF_CODES = ("krippendorff_alpha_nominal", "gwet_ac1", "percent_agreement")
OF_SETS = ("krippendorff_alpha_masi", "krippendorff_alpha_jaccard", "percent_agreement")


def units_in(compared: Compared, unit: Unit) -> Units:
    """The comparison as a table of turns or of frozen passages."""
    return passage_units(compared) if unit == "passage" else turn_units(compared)


def headline_names(units: Units) -> tuple[str, ...]:
    """The coefficients to read first."""
    return OF_SETS if is_set_valued(units) else OF_CODES


def unit_results(units: Units, names: Sequence[str], resampling: Resampling) -> tuple[Result, ...]:
    """Values of these coefficients on all codes."""
    return tuple(results_of(name, units, resampling)[0] for name in names)


def unit_rows(
    compared: Compared,
    units: Units,
    confusions: Mapping[Pair, FloatArray],
    accept_from: float,
    resampling: Resampling,
) -> tuple[CodeRow, ...]:
    """Each code against the rest: alpha beside AC1, which does not suffer from rare codes."""
    alpha = CATALOGUE["krippendorff_alpha_nominal"].function
    mains = {each.code: each for each in of_each_code(alpha, units, resampling)}
    besides = {each.code: each for each in of_each_code(gwet_ac1, units, resampling)}
    whole = np.sum(list(confusions.values()), axis=0) if confusions else None
    rows = []
    for place, code in enumerate(compared.code_set.codes):
        main = _used(mains.get(code.name), code.name, units, OF_CODES[0])
        beside = _used(besides.get(code.name), code.name, units, OF_CODES[1])
        instead = None if whole is None else taken_for(whole, compared.codes, place)
        rows.append(
            CodeRow(
                code_id=code.id,
                name=code.name,
                main=main,
                beside=beside,
                coverage=main.coverage,
                prevalence=main.prevalence,
                reading=reading_of_units(main, instead, accept_from),
            )
        )
    return tuple(rows)


def _used(found: Result | None, code: str, units: Units, coefficient: str) -> Result:
    """The value of a code, undefined where nobody used it: to leave out alike is no agreement."""
    if found is not None and found.prevalence != 0:
        return found
    return undefined(
        coefficient,
        "the code was never used",
        n=len(units.codes) if found is None else found.n,
        unit=units.unit,
        code=code,
        coders=units.coders,
        prevalence=0.0,
    )


def unit_matrix(
    compared: Compared, unit: Unit, name: str, resampling: Resampling
) -> dict[Pair, Result]:
    """One coefficient for each pair of coders."""
    found = {}
    for pair in combinations(compared.coders, 2):
        part = only_coders(compared, pair)
        if part.number:
            found[pair] = results_of(name, units_in(part, unit), resampling)[0]
    return found
