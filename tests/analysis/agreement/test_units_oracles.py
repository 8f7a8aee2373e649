"""Ours against other packages on 200 random tables: see tests/oracles/make_units.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.analysis import agreement
from annotator.analysis.agreement.units import Units, units_of

ORACLE = Path(__file__).resolve().parents[2] / "oracles" / "units.json"
WRITTEN = json.loads(ORACLE.read_text(encoding="utf-8"))
TABLES = WRITTEN["tables"]
EXACT = 1e-9

OF_ALL = {
    "alpha_nominal": agreement.krippendorff_alpha_nominal,
    "alpha_ordinal": agreement.krippendorff_alpha_ordinal,
    "alpha_interval": agreement.krippendorff_alpha_interval,
    "alpha_ratio": agreement.krippendorff_alpha_ratio,
    "conger": agreement.conger_kappa,
    "bp": agreement.brennan_prediger,
    "ac1": agreement.gwet_ac1,
    "ac2": agreement.gwet_ac2,
}
OF_SETS = {
    "alpha_masi": agreement.krippendorff_alpha_masi,
    "alpha_jaccard": agreement.krippendorff_alpha_jaccard,
}


def rows(table: dict[str, Any]) -> list[list[int | None]]:
    columns = [[None if c == "." else int(c) for c in each] for each in table["coders"]]
    return [list(row) for row in zip(*columns, strict=True)]


def units(table: dict[str, Any]) -> Units:
    return units_of(rows(table), categories=range(table["size"]))


def close(found: float, expected: float | None) -> None:
    if expected is None:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(expected, abs=EXACT)


def test_there_are_two_hundred_tables_and_half_have_gaps():
    assert len(TABLES) == 200
    assert sum("." in "".join(t["coders"]) for t in TABLES) >= 90


@pytest.mark.parametrize("name", OF_ALL)
def test_a_coefficient_of_all_coders(name):
    for table in TABLES:
        close(OF_ALL[name](units(table)).value, table["found"][name])


@pytest.mark.parametrize("name", OF_SETS)
def test_alpha_of_sets(name):
    def members(digit: int | None) -> frozenset[str] | None:
        return (
            None if digit is None else frozenset(c for p, c in enumerate("abc") if digit >> p & 1)
        )

    for table in TABLES:
        sets = [[members(value) for value in row] for row in rows(table)]
        close(OF_SETS[name](sets).value, table["found"][name])


def test_cohen_plain_and_weighted_as_scikit_learn():
    for table in TABLES:
        pair = next(units(table).pairs())
        close(agreement.cohen_kappa(pair).value, table["found"]["cohen"])
        for weights in ("linear", "quadratic"):
            value = agreement.weighted_kappa(pair, weights=weights).value
            close(value, table["found"][weights])


def test_fleiss_of_complete_units_as_statsmodels():
    for table in TABLES:
        full = [row for row in rows(table) if None not in row]
        value = agreement.fleiss_kappa(units_of(full, categories=range(table["size"]))).value
        close(value, table["found"]["fleiss_complete"])


def test_fleiss_with_gaps_as_irrcac():
    compared = 0
    for table in TABLES:
        of_units = units(table)
        numbers = of_units.number_of_ratings()
        if len(set(numbers[numbers >= 2])) == 1 and (numbers == 1).any():
            continue  # units with one rating are left out by ours, counted in the margins there
        compared += 1
        close(agreement.fleiss_kappa(of_units).value, table["found"]["fleiss"])
    assert compared > 150


def test_icc_and_its_intervals_as_pingouin():
    for table in TABLES:
        found = table["found"]
        for form, value, ends in zip(agreement.FORMS, found["icc"], found["icc_ends"], strict=True):
            result = agreement.icc(rows(table), form)
            close(result.value, value)
            if None not in ends and ends[0] > value:  # beyond the pole of its formula
                assert result.ci_low is None
            elif ends[0] is not None:
                assert result.ci_low == pytest.approx(ends[0], abs=1e-7)
                assert result.ci_high == pytest.approx(ends[1], abs=1e-7)
