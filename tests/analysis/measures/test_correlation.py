"""Correlations within and between dyads: a published example, plain loops, and what moves none."""

from __future__ import annotations

from itertools import groupby
from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.measures.correlation import Joint, correlations

# Bland & Altman (1995), BMJ 310:446, table 1: intramural pH and PaCO2 of eight subjects. The R
# package rmcorr gives r = -0.5067697 with 38 degrees of freedom for them.
BLAND = (
    "6.68 3.97 6.53 4.12 6.43 4.09 6.33 3.97",
    "6.85 5.27 7.06 5.37 7.13 5.41 7.17 5.44",
    "7.40 5.67 7.42 3.64 7.41 4.32 7.37 4.73 7.34 4.96 7.35 5.04 7.28 5.22 7.30 4.82 7.34 5.07",
    "7.36 5.67 7.33 5.10 7.29 5.53 7.30 4.75 7.35 5.51",
    "7.35 4.28 7.30 4.44 7.30 4.32 7.37 3.23 7.27 4.46 7.28 4.72 7.32 4.75 7.32 4.99",
    "7.38 4.78 7.30 4.73 7.29 5.12 7.33 4.93 7.31 5.03 7.33 4.93",
    "6.86 6.85 6.94 6.44 6.92 6.52",
    "7.19 5.28 7.29 4.56 7.21 4.34 7.25 4.32 7.20 4.41 7.19 3.69 6.77 6.09 6.82 5.58",
)


def joints(rows, therapists=None) -> list[Joint]:
    return [
        Joint(dyad=d, therapist_name=(therapists or {}).get(d, d), first=x, second=y)
        for d, x, y in rows
    ]


def values(rows) -> list[float]:
    return [each.value for each in correlations(joints(rows), {})]


def bland() -> list[tuple[str, float, float]]:
    found = []
    for number, text in enumerate(BLAND):
        cells = [float(each) for each in text.split()]
        found += [(f"S{number}", x, y) for x, y in zip(cells[::2], cells[1::2], strict=True)]
    return found


def in_a_loop(rows) -> tuple[float, float]:
    """Within and between, sum by sum."""
    groups = [list(own) for _, own in groupby(sorted(rows), key=lambda row: row[0])]
    xx = yy = xy = 0.0
    means = []
    for own in groups:
        mx, my = (sum(row[n] for row in own) / len(own) for n in (1, 2))
        means.append((len(own), mx, my))
        for _, x, y in own:
            xx, yy, xy = xx + (x - mx) ** 2, yy + (y - my) ** 2, xy + (x - mx) * (y - my)
    n = len(rows)
    gx, gy = (sum(each[0] * each[k] for each in means) / n for k in (1, 2))
    bxx = sum(m * (x - gx) ** 2 for m, x, _ in means)
    byy = sum(m * (y - gy) ** 2 for m, _, y in means)
    bxy = sum(m * (x - gx) * (y - gy) for m, x, y in means)
    return xy / sqrt(xx * yy), bxy / sqrt(bxx * byy)


def test_the_example_of_bland_and_altman():
    rows = bland()
    assert len(rows) == 47
    total, within, between = values(rows)
    assert within == pytest.approx(-0.5067697, abs=5e-8)
    assert total == pytest.approx(np.corrcoef([r[1] for r in rows], [r[2] for r in rows])[0, 1])
    assert (within, between) == pytest.approx(in_a_loop(rows))


def rows_of(seed: int, dyads: int = 6, each: int = 4) -> list[tuple[str, float, float]]:
    rng = np.random.default_rng(seed)
    own = rng.normal(size=(dyads, 2)) * 2
    noise = rng.normal(size=(dyads, each, 2))
    return [
        (f"D{d}", float(own[d, 0] + noise[d, s, 0]), float(own[d, 1] + noise[d, s, 1]))
        for d in range(dyads)
        for s in range(each)
        if (d + s) % 5
    ]


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 20))
def test_shift_and_scale_move_nothing_and_a_sign_turns_all(seed: int, shift: float, scale: float):
    rows = rows_of(seed)
    moved = values([(d, scale * x + shift, y) for d, x, y in rows])
    turned = values([(d, -x, y) for d, x, y in rows])
    swapped = values([(d, y, x) for d, x, y in rows])
    expected = values(rows)
    assert moved == pytest.approx(expected, abs=1e-9)
    assert turned == pytest.approx([-each for each in expected], abs=1e-9)
    assert swapped == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 5), st.floats(-50, 50))
def test_what_is_added_to_a_whole_dyad_moves_no_correlation_within(
    seed: int, dyad: int, more: float
):
    rows = rows_of(seed)
    moved = [(d, x + more * (d == f"D{dyad}"), y) for d, x, y in rows]
    assert values(moved)[1] == pytest.approx(values(rows)[1], abs=1e-7)


def test_intervals_leave_out_each_dyad_or_therapist():
    rows = rows_of(3)
    by_dyad = correlations(joints(rows), {})
    by_therapist = correlations(joints(rows, {f"D{d}": f"T{d // 2}" for d in range(6)}), {})
    assert {(each.clusters, each.cluster_unit) for each in by_dyad} == {(6, "dyad")}
    assert {(each.clusters, each.cluster_unit) for each in by_therapist} == {(3, "therapist")}
    for each in by_dyad:
        assert each.ci_low is not None
        assert each.ci_high is not None
        assert -1 <= each.ci_low <= each.value <= each.ci_high <= 1


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([], ("fewer than three sessions", "too few dyads", "fewer than three dyads")),
        (
            [("D1", 1, 2), ("D1", 2, 1)],
            ("fewer than three sessions", "too few dyads", "fewer than three dyads"),
        ),
        (
            [("D1", 1, 2), ("D2", 2, 1), ("D3", 4, 4)],
            ("", "too few dyads", ""),
        ),
        (
            [("D1", 1, 2), ("D1", 1, 3), ("D2", 2, 1), ("D2", 2, 5), ("D3", 3, 3)],
            ("", "does not vary within", ""),
        ),
        (
            [("D1", 1, 0.3), ("D1", 1, 3), ("D2", 1, 1), ("D2", 1, 2), ("D3", 1, 5)],
            ("does not vary", "does not vary within", "does not vary between"),
        ),
    ],
)
def test_what_is_undefined_says_why(rows, reasons):
    for each, reason in zip(correlations(joints(rows), {}), reasons, strict=True):
        assert isnan(each.value) == bool(reason)
        assert reason in each.reason
        assert not isnan(each.value) or each.ci_low is None
