"""Drift: values from pairs of one coder with the others, bands over stretches, order of coding."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.continuum import Continuum, continuum_from, within
from annotator.analysis.agreement.drift import drift, drift_coefficient, drift_point
from annotator.analysis.agreement.stretches import MOST, stretch_sums, stretches, sums_of
from annotator.analysis.agreement.unitizing import (
    bar_u_alpha,
    corpus_sums,
    statistics,
    table,
    u_alpha,
)
from tests.analysis.agreement.passages import CODES, continua, marks_of, rebuilt
from tests.analysis.agreement.studies import Put, Text, study


def pair_documents(own: Continuum, coder: str) -> list[Continuum]:
    """A document of two for the coder with each of the others."""
    marks = marks_of(own)
    return [
        rebuilt(own, {coder: marks[coder], other: marks[other]})
        for other in own.coders
        if other != coder
    ]


@settings(deadline=None, max_examples=80)
@given(continua(coders=(2, 4)))
def test_the_value_is_u_of_the_coders_pairs(own):
    for coder in own.coders:
        pairs = corpus_sums([statistics(each) for each in pair_documents(own, coder)])
        found = drift_point(own, coder)
        np.testing.assert_allclose(found.value, u_alpha(pairs), atol=1e-12)
        assert bool(found.reason) == isnan(found.value)


@settings(deadline=None, max_examples=80)
@given(continua(exclusive=False))
def test_with_overlaps_it_is_the_barred_u_of_any_mark(own):
    coder = own.coders[-1]
    pairs = corpus_sums([statistics(each) for each in pair_documents(own, coder)])
    found = drift_point(own, coder, "bar_u_alpha")
    np.testing.assert_allclose(found.value, bar_u_alpha(pairs)[-1], atol=1e-12)
    assert bool(found.reason) == isnan(found.value)


@settings(deadline=None, max_examples=80)
@given(continua())
def test_cutting_at_the_stretches_changes_no_sum(own):
    edges = stretches(own).tolist()
    parts = [within(own, [span]) for span in pairwise(edges)]
    assert sum(len(each.start) for each in parts) == len(own.start)  # no mark is cut in two
    np.testing.assert_allclose(
        table([statistics(each) for each in parts]).sum(axis=0), table([statistics(own)])[0]
    )
    for coder in range(len(own.coders)):
        rows = stretch_sums(own, coder)
        assert len(rows) == len(parts)
        alone = np.concatenate([stretch_sums(each, coder) for each in parts])
        np.testing.assert_allclose(rows, alone)
        assert sums_of(rows.sum(axis=0)).total == 2 * (len(own.coders) - 1) * own.length


def long_document(runs: int, slips: int) -> Continuum:
    """Marks of two coders, some of the second's a little off."""
    mine = [(20 * n, 20 * n + 9, CODES[n % 3]) for n in range(runs)]
    theirs = [(s + 3 * (n % slips == 0), e, c) for n, (s, e, c) in enumerate(mine)]
    return continuum_from("D", 20 * runs, {"Ann": mine, "Bo": theirs}, CODES)


def test_many_stretches_are_joined_to_as_many_as_can_be_left_out():
    assert len(stretches(long_document(MOST, 3))) == MOST + 1
    edges = stretches(long_document(730, 3))
    assert len(edges) == MOST + 1
    assert set(np.diff(edges // 20)) == {7, 8}


def test_the_band_holds_the_value_and_narrows_with_more_text():
    widths = []
    for runs in (12, 48):
        found = drift_point(long_document(runs, 3), "Ann")
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.value < found.high < 1
        widths.append(found.high - found.low)
    assert widths[1] < widths[0]


def test_there_is_no_band_where_nothing_varies():
    marks = [(2, 9, "a"), (20, 30, "b")]
    found = drift_point(continuum_from("D", 50, {"Ann": marks, "Bo": marks}, CODES), "Bo")
    assert (found.value, found.low, found.high) == (1.0, None, None)


@pytest.mark.parametrize("coefficient", ["u_alpha", "bar_u_alpha"])
def test_what_is_undefined_says_why(coefficient):
    nothing = continuum_from("D", 50, {"Ann": [], "Bo": []}, CODES)
    assert drift_point(nothing, "Ann", coefficient).reason == "nobody marked anything"
    alone = continuum_from("D", 50, {"Ann": [(0, 4, "a")]}, CODES)
    assert "no other coder" in drift_point(alone, "Ann", coefficient).reason


def test_u_is_not_defined_where_codes_overlap():
    marks = {"Ann": [(0, 9, "a"), (4, 12, "b")], "Bo": [(0, 9, "a")]}
    found = drift_point(continuum_from("D", 50, marks, CODES), "Bo")
    assert found.reason == "codes overlap in 1 place"


# In a study ---------------------------------------------------------------------------------


def texts(*works: dict[str, list[tuple[int, int]]]) -> list[Text]:
    return [
        Text(work={name: [Put(start=s, end=e) for s, e in own] for name, own in work.items()})
        for work in works
    ]


def test_points_stand_in_each_coders_own_order_of_coding():
    same = {"A": [(2, 9)], "B": [(2, 8)]}
    alone = {"A": [(2, 9)], "B": [(2, 8)], "C": [(30, 40)]}
    compared = compare(study(*texts(same, same, alone, same)))
    done_at = {
        ("A", "a0"): "2025-03-02T10:00:00Z",
        ("A", "a1"): "2025-03-01T10:00:00Z",
        ("A", "a2"): None,
        ("B", "a3"): "2025-03-01T10:00:00Z",
        ("B", "a1"): "2025-03-01T10:00:00Z",
    }
    found = drift(compared, done_at)
    order = {
        name: [each.document.split(", ")[1][-1] for each in own] for name, own in found.items()
    }
    assert order == {"A": ["2", "1", "3", "4"], "B": ["2", "4", "1", "3"], "C": ["3"]}
    assert [each.done_at for each in found["A"]][2:] == [None, None]
    assert found["C"][0].value < 0


def test_one_coefficient_stands_for_the_whole_comparison():
    tidy, overlapping = {"A": [(2, 9)], "B": [(2, 9)]}, {"A": [(2, 9)], "B": []}
    compared = compare(study(*texts(tidy, overlapping)))
    assert drift_coefficient(compared) == "u_alpha"
    mixed = texts(tidy, overlapping)
    extra = {**mixed[1].work, "A": [Put(start=2, end=9), Put(start=4, end=12, codes=("Repair",))]}
    compared = compare(study(mixed[0], replace(mixed[1], work=extra)))
    assert drift_coefficient(compared) == "bar_u_alpha"
    asked: list[str] = []

    def point(continuum, coder, coefficient):
        asked.append(coefficient)
        return drift_point(continuum, coder, coefficient)

    drift(compared, {}, point)
    assert asked == ["bar_u_alpha"] * 4


@settings(deadline=None, max_examples=40)
@given(continua(coders=(3, 3)), st.permutations(range(3)))
def test_the_order_of_the_coders_changes_no_value(own, order):
    marks = marks_of(own)
    mixed = rebuilt(own, {own.coders[i]: marks[own.coders[i]] for i in order})
    for coder in own.coders:
        mine, theirs = drift_point(own, coder), drift_point(mixed, coder)
        for one, other in ((mine.value, theirs.value), (mine.low, theirs.low)):
            assert (one is None) == (other is None)
            if one is not None and other is not None:
                np.testing.assert_allclose(one, other, atol=1e-12)
