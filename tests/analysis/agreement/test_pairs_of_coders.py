"""Coefficients of two coders on passages: characters, spans, boundaries."""

from __future__ import annotations

import json
from itertools import combinations, pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.boundaries import (
    boundaries,
    boundary_counts,
    boundary_similarity,
)
from annotator.analysis.agreement.characters import cells, kappa, percent_agreement, reason_of
from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.spans import f1, precision, recall, span_counts
from annotator.analysis.agreement.unitizing_statistics import statistics
from tests.analysis.agreement.passages import CODES, continua, marks_of

ORACLES = Path(__file__).resolve().parents[2] / "oracles" / "passages.json"


def cells_of(*documents: Continuum, pair: tuple[str, str] = ("Ann", "Bo")):
    return cells([statistics(each) for each in documents], [pair])[:, 0]


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False, coders=(2, 3)), st.integers(0, 2))
def test_cells_and_kappa_equal_a_loop_over_characters(own, code):
    covers = np.zeros((2, own.length), dtype=bool)
    for coder, name in enumerate(("Ann", "Bo")):
        for start, end, value in marks_of(own)[name]:
            covers[coder, start:end] |= value == CODES[code]
    first, second = covers
    found = cells_of(own)[0, code]
    expected = [first & second, first & ~second, ~first & second, ~first & ~second]
    assert found.tolist() == [each.sum() for each in expected]
    agreed, share = (first == second).mean(), covers.mean(axis=1)
    chance = share[0] * share[1] + (1 - share[0]) * (1 - share[1])
    assert percent_agreement(found) == pytest.approx(agreed)
    if chance < 1:
        assert kappa(found) == pytest.approx((agreed - chance) / (1 - chance))
    else:
        assert np.isnan(kappa(found))


def test_cells_are_added_and_never_kappas_averaged():
    first = continuum_from("D1", 100, {"Ann": [(0, 10, "a")], "Bo": [(0, 10, "a")]}, CODES)
    second = continuum_from("D2", 900, {"Ann": [(0, 90, "a")], "Bo": [(300, 390, "a")]}, CODES)
    alone = cells([statistics(second), statistics(first)], [("Bo", "Ann"), ("Ann", "Cem")])
    assert alone[:, 0, 0].tolist() == [[0, 90, 90, 720], [10, 0, 0, 90]]
    assert not alone[:, 1].any()
    both = cells_of(first, second)[:, 0]
    assert kappa(both).mean() == pytest.approx(0.444, abs=1e-3)
    assert kappa(both.sum(axis=0)) == pytest.approx(0)


def test_undefined_characters_say_why():
    none = continuum_from("D", 10, {"Ann": [], "Bo": []}, CODES)
    full = continuum_from("D", 10, {"Ann": [(0, 10, "a")], "Bo": [(0, 10, "a")]}, CODES)
    assert reason_of(cells_of(none)[0, -1], any_code=True) == "neither coder marked anything"
    assert reason_of(cells_of(full)[0, 0], any_code=False) == "both coders used the code everywhere"
    assert reason_of(np.zeros(4), any_code=True) == "the two coders share no document"
    assert np.isnan(kappa(cells_of(full)[0, 0]))
    assert percent_agreement(cells_of(none)[0, -1]) == 1


def most_matches(own: Continuum, iou: float) -> int:
    """The largest matching of equal codes, by trying all."""
    first, second = own.of(0), own.of(1)
    fits = np.zeros((len(first), len(second)), dtype=bool)
    for i, u in enumerate(first):
        for j, v in enumerate(second):
            mine = set(range(own.start[u], own.end[u]))
            other = set(range(own.start[v], own.end[v]))
            near = len(mine & other) / len(mine | other) >= iou
            fits[i, j] = near and own.code[u] == own.code[v]
    if len(first) > len(second):
        fits = fits.T
    rows = range(fits.shape[0])
    return max(
        (int(fits[list(rows), list(each)].sum()) for each in permutations(range(fits.shape[1]),
                                                                          len(rows))),
        default=0,
    )  # fmt: skip


@st.composite
def few_spans(draw: st.DrawFn) -> Continuum:
    """Two coders with up to five neighbouring spans each, many of them rivals for a partner."""
    marks = {}
    for name in ("Ann", "Bo"):
        cuts = sorted(draw(st.sets(st.integers(0, 14), min_size=2, max_size=6)))
        marks[name] = [(s, e, draw(st.sampled_from("ab"))) for s, e in pairwise(cuts)]
    return continuum_from("D", 14, marks, CODES)


@settings(deadline=None, max_examples=60)
@given(few_spans(), st.sampled_from([0.05, 0.2, 1 / 3, 0.5, 0.6, 1.0]))
def test_as_many_spans_are_matched_as_can_be(own, iou):
    counts = span_counts(own, (0, 1), iou)
    assert counts[:, 0].sum() == most_matches(own, iou)
    assert counts[:, 1].tolist() == np.bincount(own.code[own.coder == 0], minlength=3).tolist()
    swapped = span_counts(own, (1, 0), iou)
    np.testing.assert_array_equal(swapped, counts[:, [0, 2, 1]])
    np.testing.assert_array_equal(precision(counts), recall(swapped))


def test_a_code_is_not_matched_with_another_and_a_threshold_is_a_share():
    own = continuum_from("D", 20, {"Ann": [(0, 10, "a")], "Bo": [(0, 10, "b")]}, CODES)
    assert f1(span_counts(own, (0, 1), 0.5)).tolist()[:2] == [0, 0]
    assert np.isnan(f1(span_counts(own, (0, 1), 0.5))[2])
    for iou in (0, -0.5, 1.5, float("nan")):
        with pytest.raises(ValueError, match="above 0 and up to 1"):
            span_counts(own, (0, 1), iou)


def test_half_of_a_span_is_enough_at_a_half():
    own = continuum_from("D", 20, {"Ann": [(0, 10, "a")], "Bo": [(0, 5, "a"), (5, 10, "a")]})
    assert span_counts(own, (0, 1), 0.5).tolist() == [[1, 1, 2]]
    assert span_counts(own, (0, 1), 0.51).tolist() == [[0, 1, 2]]


def test_boundary_similarity_equals_segeval_on_random_masses():
    cases = json.loads(ORACLES.read_text())["boundaries"]
    assert len(cases) == 200
    for _, first, second, expected in cases:
        counts = boundary_counts(np.array(first, dtype=int), np.array(second, dtype=int))
        assert float(boundary_similarity(counts)) == pytest.approx(expected, abs=1e-9)


def most_near(first: set[int], second: set[int]) -> int:
    """The most near misses that can stand together, by trying all sets of them."""
    mine, other = first - second, second - first
    near = [(a, b) for a in mine for b in other if abs(a - b) == 1]
    for size in range(len(near), 0, -1):
        for chosen in combinations(near, size):
            places = [place for pair in chosen for place in pair]
            if len(set(places)) == len(places):
                return size
    return 0


@settings(deadline=None, max_examples=60)
@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_as_many_near_misses_are_paired_as_can_be(first, second):
    counts = boundary_counts(*(np.array(sorted(each), dtype=int) for each in (first, second)))
    near = most_near(first, second)
    assert counts.tolist() == [len(first & second), near, len(first ^ second) - 2 * near]


def test_boundaries_are_inside_the_document_and_each_once():
    marks = {"A": [(0, 4, "a"), (4, 7, "a"), (4, 9, "b"), (7, 12, "c")], "B": []}
    own = continuum_from("D", 12, marks, CODES)
    assert boundaries(own, 0).tolist() == [4, 7, 9]
    assert boundaries(own, 1).tolist() == []
    none = boundary_counts(boundaries(own, 1), boundaries(own, 1))
    assert np.isnan(boundary_similarity(none))
