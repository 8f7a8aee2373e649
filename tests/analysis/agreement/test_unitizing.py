"""The family of 2016: against plain loops, and what must hold of any coefficient."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.continuum import Continuum, continuum_from, overlap_count, union
from annotator.analysis.agreement.unitizing import (
    Sums,
    bar_u_alpha,
    corpus_sums,
    cu_alpha,
    ku_alpha,
    reason_of_cu,
    reason_of_ku,
    reason_of_u,
    statistics,
    sums,
    table,
    u_alpha,
)
from annotator.analysis.agreement.unitizing_statistics import Statistics
from tests.analysis.agreement.passages import (
    CODES,
    continua,
    marks_of,
    plain_sums,
    rebuilt,
    values_by_character,
)


def sums_of(*documents: Continuum) -> Sums:
    return corpus_sums([statistics(each) for each in documents])


def everything(own: Sums) -> FloatArray:
    return np.concatenate([[u_alpha(own), cu_alpha(own)], bar_u_alpha(own), ku_alpha(own)])


@settings(deadline=None, max_examples=60)
@given(continua())
def test_the_sums_equal_those_of_a_loop_over_characters(own):
    found = statistics(own)
    for mine, plain in zip(
        (found.coincidences, found.squares, found.meetings), plain_sums(own), strict=True
    ):
        np.testing.assert_allclose(mine, plain, atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False))
def test_layers_equal_those_of_a_loop_over_characters(own):
    found = statistics(own)
    layers = [
        [m for m in range(len(own.coder)) if own.code[m] == code] for code in range(len(CODES))
    ]
    covers = np.zeros((len(own.coders), len(CODES) + 1, own.length), dtype=bool)
    for code, layer in enumerate(layers):
        for i in layer:
            covers[own.coder[i], code, own.start[i] : own.end[i]] = True
    covers[:, -1] = covers.any(axis=1)
    assert found.marked.tolist() == covers.sum(axis=-1).tolist()
    place = {name: i for i, name in enumerate(own.coders)}
    for row, (first, second) in enumerate(found.pairs):
        both = covers[place[first]] & covers[place[second]]
        assert found.both[row].tolist() == both.sum(axis=-1).tolist()
    whole = union(own)
    assert found.layer_squares[-1] == ((whole.end - whole.start) ** 2).sum()


def expected_by_formula(own: Continuum) -> tuple[float, float]:
    """The values of u and |u by equations 1 to 4 of the source, written out."""
    seen, squares, _ = plain_sums(own)
    total, margin = seen.sum(), seen.sum(axis=0)
    chance = np.outer(margin, margin) - np.diag(squares)
    chance *= total / (total**2 - squares.sum())
    off = ~np.eye(len(seen), dtype=bool)
    return 1 - seen[off].sum() / chance[off].sum(), 1 - (margin[0] - seen[0, 0]) / (
        chance[0].sum() - chance[0, 0]
    )


@settings(deadline=None, max_examples=60)
@given(continua())
def test_values_equal_the_formulas_written_out(own):
    found = sums_of(own)
    assume(not np.isnan(bar_u_alpha(found)[-1]))
    np.testing.assert_allclose(
        [u_alpha(found), bar_u_alpha(found)[-1]], expected_by_formula(own), atol=1e-9
    )


@settings(deadline=None, max_examples=60)
@given(continua())
def test_identical_coders_have_one_or_a_reason(own):
    marks = marks_of(own)[own.coders[0]]
    same = sums_of(rebuilt(own, dict.fromkeys(own.coders, marks)))
    values = everything(same)
    assert np.all(np.isnan(values) | (values == 1))
    share = same.layer_marked[-1] / same.total
    assert np.isnan(bar_u_alpha(same)[-1]) == (share in (0, 1))


@settings(deadline=None, max_examples=60)
@given(continua(), st.randoms(use_true_random=False))
def test_the_order_of_coders_and_the_names_of_codes_change_nothing(own, random):
    marks = list(marks_of(own).items())
    random.shuffle(marks)
    renamed = dict(zip(CODES, random.sample(CODES, len(CODES)), strict=True))
    other = rebuilt(own, {n: [(s, e, renamed[c]) for s, e, c in each] for n, each in marks})
    mine, theirs = sums_of(own), sums_of(other)
    order = [CODES.index(renamed[code]) for code in CODES]
    np.testing.assert_allclose(u_alpha(mine), u_alpha(theirs), atol=1e-9)
    np.testing.assert_allclose(cu_alpha(mine), cu_alpha(theirs), atol=1e-9)
    np.testing.assert_allclose(ku_alpha(mine), ku_alpha(theirs)[order], atol=1e-9)
    np.testing.assert_allclose(bar_u_alpha(mine), bar_u_alpha(theirs)[[*order, -1]], atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(continua(), st.integers(1, 39))
def test_splitting_where_nobody_has_a_span_changes_no_sum(own, place):
    assume(place < own.length)
    assume(not ((own.start < place) & (place < own.end)).any())
    marks = marks_of(own)
    left = {n: [m for m in each if m[1] <= place] for n, each in marks.items()}
    right = {
        n: [(s - place, e - place, c) for s, e, c in each if s >= place]
        for n, each in marks.items()
    }
    parts = [
        statistics(continuum_from("left", place, left, CODES)),
        statistics(continuum_from("right", own.length - place, right, CODES)),
    ]
    np.testing.assert_allclose(table(parts).sum(axis=0), table([statistics(own)])[0], atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(continua(coders=(2, 2)))
def test_two_coders_with_units_of_one_character_and_no_gaps_have_nominal_alpha(own):
    """Invariant of the source: then u is alpha on characters (Krippendorff 2011)."""
    value, _ = values_by_character(own)
    value[value == 0] = 1
    dense = rebuilt(
        own,
        {
            name: [(x, x + 1, CODES[v - 1]) for x, v in enumerate(value[i])]
            for i, name in enumerate(own.coders)
        },
    )
    counts = np.array([(value == v).sum() for v in (1, 2, 3)])
    n = counts.sum()
    assume(n**2 != (counts**2).sum())
    disagreeing = 2 * (value[0] != value[1]).sum()
    alpha = 1 - (n - 1) * disagreeing / (n**2 - (counts**2).sum())
    assert u_alpha(sums_of(dense)) == pytest.approx(alpha)
    assert cu_alpha(sums_of(dense)) == pytest.approx(alpha)


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False))
def test_where_codes_overlap_only_the_layers_have_values(own):
    assume(overlap_count(own) > 0)
    found = sums_of(own)
    assert np.isnan([u_alpha(found), cu_alpha(found), *ku_alpha(found)]).all()
    whole = rebuilt(own, {n: [(s, e, "a") for s, e, _ in m] for n, m in marks_of(own).items()})
    expected = bar_u_alpha(sums_of(whole))
    np.testing.assert_allclose(bar_u_alpha(found)[-1], expected[-1], atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.lists(continua(), min_size=1, max_size=4), st.data())
def test_a_replicate_is_the_corpus_with_documents_repeated(documents, data):
    size = len(documents)
    weights = data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    repeated = [d for d, times in zip(documents, weights, strict=True) for _ in range(times)]
    assume(repeated)
    rows = table([statistics(each) for each in documents])
    replicate = sums((np.array([weights], dtype=float) @ rows)[0])
    np.testing.assert_allclose(everything(replicate), everything(sums_of(*repeated)), atol=1e-9)


def two(a: list[tuple[int, int, str]], b: list[tuple[int, int, str]]) -> Sums:
    return sums_of(continuum_from("D", 10, {"A": a, "B": b}, ["x", "y"]))


def test_what_is_undefined_says_why():
    nothing = two([], [])
    assert np.isnan(everything(nothing)).all()
    assert reason_of_u(nothing) == "nobody marked anything"
    everywhere = two([(0, 10, "x")], [(0, 10, "x")])
    assert np.isnan(everything(everywhere)).all()
    assert reason_of_u(everywhere) == "all coders marked all of the text with one code"
    apart = two([(0, 3, "x")], [(5, 8, "y")])
    assert np.isnan(cu_alpha(apart))
    assert reason_of_cu(apart) == "no two coders marked the same text"
    assert u_alpha(apart) < 0
    one_code = two([(0, 3, "x")], [(2, 8, "x")])
    assert reason_of_cu(one_code).startswith("only one code was used")
    assert u_alpha(one_code) == pytest.approx(bar_u_alpha(one_code)[-1])
    assert reason_of_ku(one_code, 1) == "nobody used the code"


def test_two_of_four_coders_meeting_once_is_too_little_for_cu():
    """By the formula it would be above 1: the expected coincidences are negative."""
    marks = {"A": [(0, 4, "x")], "B": [(0, 4, "y")], "C": [], "D": []}
    own = sums_of(continuum_from("D", 10, marks, ["x", "y"]))
    assert np.isnan(cu_alpha(own))
    assert np.isnan(ku_alpha(own)).all()
    assert reason_of_cu(own).startswith("too few passages")


def test_documents_need_two_coders():
    with pytest.raises(ValueError, match="fewer than two coders"):
        statistics(continuum_from("D", 10, {"A": [(0, 4, "x")]}))
    assert isinstance(statistics(continuum_from("D", 10, {"A": [], "B": []}, ["x"])), Statistics)
