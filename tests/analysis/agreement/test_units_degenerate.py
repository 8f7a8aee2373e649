"""Tables that say nothing: NaN with the reason, never 0 or 1."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pytest

from annotator.analysis import agreement
from annotator.analysis.agreement import Resampling
from annotator.analysis.agreement.units import units_of
from annotator.domain.errors import UserError

ALL = [name for name, entry in agreement.CATALOGUE.items() if not entry.ratings]
ICC = [name for name, entry in agreement.CATALOGUE.items() if entry.ratings]
GAP = float("nan")

NOTHING: dict[str, tuple[Any, str]] = {
    "no unit": (np.zeros((0, 2)), "nothing"),
    "one coder": ([[1], [2]], "only one coder"),
    "all missing": ([[GAP, GAP], [GAP, GAP]], "missing"),
    "one coder silent": ([[1, GAP], [2, GAP]], "all ratings of B are missing"),
    "no shared unit": ([[1, GAP], [GAP, 2]], "no unit was rated by two coders"),
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("case", NOTHING)
def test_nothing_to_compare(case, name):
    table, reason = NOTHING[case]
    found = agreement.results_of(name, units_of(table), Resampling(replicates=20))
    assert found
    for result in found:
        assert isnan(result.value)
        assert reason in result.reason
        assert (result.ci_low, result.ci_high) == (None, None)
        assert result.as_json()["value"] is None


@pytest.mark.parametrize("name", [name for name in ALL if name != "percent_agreement"])
def test_one_category_used(name):
    for result in agreement.results_of(name, units_of([[1, 1], [1, 1]]), Resampling(replicates=9)):
        assert isnan(result.value), name
        assert "categor" in result.reason or "value" in result.reason or "code" in result.reason


def test_percent_agreement_of_one_category_is_what_it_says():
    result = agreement.percent_agreement([[1, 1], [1, 1]], resampling=Resampling(replicates=9))
    assert result.value == 1.0
    assert result.ci_low is None
    assert any("no interval" in note for note in result.notes)


def test_a_codebook_of_two_makes_its_chance_known_though_one_code_was_used():
    units = units_of([[1, 1], [1, 1]], categories=[1, 2])
    assert agreement.brennan_prediger(units).value == 1.0
    assert agreement.gwet_ac1(units).value == 1.0
    assert isnan(agreement.cohen_kappa(units).value)


def test_no_overlap_is_no_agreement_beyond_chance():
    result = agreement.cohen_kappa([["a", "b"], ["a", "b"]])
    assert result.value == 0.0
    assert result.reason == ""


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1, GAP], [GAP, 2]], "0 targets"),
        ([[1, 2]], "1 target"),
        ([[1], [2]], "only one coder"),
        ([[GAP, GAP], [GAP, GAP]], "missing"),
        ([[3, 3], [3, 3], [3, 3]], "no variance"),
    ],
)
@pytest.mark.parametrize("form", agreement.FORMS)
def test_icc_of_too_little(table, reason, form):
    result = agreement.icc(table, form)
    assert isnan(result.value)
    assert reason in result.reason
    assert result.as_json()["ci_low"] is None


@pytest.mark.parametrize("form", ["2_1", "2_k", "3_k"])
def test_icc_of_targets_that_do_not_differ_is_no_number(form):
    """B = 0, C = 0, E = 16: (2, 1) has 0 below the line, (2, k) −8 and would be 2."""
    result = agreement.icc([[1, 5], [5, 1]], form)
    assert isnan(result.value)
    assert "differ" in result.reason


def test_icc_of_the_mean_is_never_over_one():
    result = agreement.icc([[1, 5], [5, 1], [2, 4], [4, 3]], "2_k")
    assert isnan(result.value)
    assert result.reason == "the targets differ so little that the denominator is below zero"


def test_icc_lists_the_targets_it_leaves_out():
    result = agreement.icc([[9, 2], [6, GAP], [8, 4], [7, 1]])
    assert result.n == 3
    assert result.coverage == 0.75
    assert result.excluded == ("1 of 4 targets without all ratings",)


def test_icc_of_equal_coders_is_one_without_doubt():
    result = agreement.icc([[1, 1], [2, 2], [5, 5]], "3_k")
    assert (result.ci_low, result.value, result.ci_high) == (1, 1, 1)


def test_light_names_the_pair_without_a_kappa():
    result = agreement.light_kappa([["a", "a", "b"], ["a", "a", "a"]])
    assert isnan(result.value)
    assert "1 pairs" in result.reason
    assert "A and B" in result.reason


def test_ratio_below_zero_has_no_meaning():
    result = agreement.krippendorff_alpha_ratio([[-1, 2], [2, 2]])
    assert isnan(result.value)
    assert "-1" in result.reason


def test_words_have_no_order_of_their_own():
    for name in ("krippendorff_alpha_ordinal", "gwet_ac2", "weighted_kappa_linear"):
        with pytest.raises(UserError, match="no order"):
            agreement.results_of(name, units_of([["low", "high"], ["high", "high"]]))


def test_an_infinite_rating_is_refused():
    with pytest.raises(UserError, match="infinite"):
        units_of(np.array([[1.0, np.inf]]))


def test_three_coders_are_no_pair():
    with pytest.raises(ValueError, match="two coders"):
        agreement.cohen_kappa([["a", "b", "c"]])


def test_two_empty_sets_agree():
    rows: list[list[set[str]]] = [[set(), set()], [{"a"}, {"a"}], [{"a", "b"}, {"a"}]]
    assert agreement.masi_distance(frozenset(), frozenset()) == 0
    assert agreement.jaccard_distance(frozenset(), frozenset()) == 0
    assert 0 < agreement.krippendorff_alpha_masi(rows).value < 1


def test_documents_of_one_coder_are_left_out_and_named():
    rows: list[list[str | None]] = [["a", "a"], ["b", "a"], ["b", None], ["b", None], ["a", "b"]]
    units = units_of(rows, clusters=["D1", "D1", "D2", "D2", "D3"])
    result = agreement.gwet_ac1(units)
    assert result.excluded[0].startswith("1 document rated by fewer than two")
    assert result.excluded[0].endswith(": D2")
    assert result.n == 3
    assert result.coverage == 0.6
    without = units_of([rows[0], rows[1], rows[4]], categories="ab")
    assert result.value == agreement.gwet_ac1(without).value


def test_units_of_one_rating_are_no_part_of_fleiss_where_the_rest_is_complete():
    rows: list[list[str | None]] = [["a", "a"], ["b", "a"], ["b", "b"]]
    singles: list[list[str | None]] = [["b", None], [None, "b"]]
    result = agreement.fleiss_kappa(rows + singles)
    assert result.value == agreement.fleiss_kappa(rows).value
    assert result.excluded == ("2 of 5 units without two ratings",)
