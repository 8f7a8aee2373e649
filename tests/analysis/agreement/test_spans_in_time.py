"""Moments compared on the session's clock."""

from __future__ import annotations

from itertools import permutations
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.spans_in_time import (
    bin_agreement,
    pairs_within,
    time_agreement,
    time_bins,
)

TIMES = st.lists(st.integers(0, 30), max_size=5).map(sorted)


@settings(deadline=None, max_examples=60)
@given(TIMES, TIMES, st.integers(0, 8))
def test_as_many_moments_are_paired_as_can_be(first, second, tolerance):
    pairs = pairs_within(first, second, tolerance)
    assert all(abs(first[i] - second[j]) <= tolerance for i, j in pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    few, many = sorted((first, second), key=len)
    most = max(
        sum(abs(a - b) <= tolerance for a, b in zip(few, each, strict=True))
        for each in permutations(many, len(few))
    )
    assert len(pairs) == most


def test_codes_must_be_equal_and_both_coders_moments_count():
    first = [(60_000, "rupture"), (90_000, "repair")]
    second = [(61_500, "rupture"), (90_000, "rupture"), (500_000, "repair")]
    found = time_agreement(first, second, 2.0, ("Ann", "Bo"))
    assert found.value == 2 / 5
    assert (found.n, found.unit, found.coders) == (5, "moment", ("Ann", "Bo"))
    assert time_agreement(first, second, 1.0).value == 0
    nothing = time_agreement([], [], 1.0)
    assert isnan(nothing.value)
    assert nothing.reason == "neither coder marked a moment"


def test_bins_count_the_moments_that_touch_them():
    bins = time_bins(
        {"A": [(0, 1000, "x"), (999, 1001, "y"), (4500, 9000, "x")], "B": [(1000, None, "x")]},
        5000,
        1000,
        ["x", "y"],
    )
    assert bins.counts[0].tolist() == [[1, 1], [0, 1], [0, 0], [0, 0], [1, 0]]
    assert bins.counts[1, :, 0].tolist() == [0, 1, 0, 0, 0]
    # Cohen's kappa by hand: agreed 2 of 5, chance (2 * 1 + 3 * 4) / 25.
    expected = (2 / 5 - 14 / 25) / (1 - 14 / 25)
    assert bin_agreement(bins, (0, 1), 0) == pytest.approx(expected)
    assert isnan(bin_agreement(time_bins({"A": [], "B": []}, 5000, 1000, ["x"]), (0, 1), 0))
