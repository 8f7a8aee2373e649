"""Development over sessions, and groups of dyads compared."""

from __future__ import annotations

from itertools import combinations, permutations
from math import isnan

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from annotator.analysis.dyads.course import course, session_means, trend
from annotator.analysis.dyads.groups import DyadValue, group_difference
from annotator.domain.errors import UserError
from tests.analysis.dyads.making import marks, session


def values(rows, therapists=None) -> list[DyadValue]:
    return [
        DyadValue(
            dyad=f"D{n}",
            therapist_name=f"T{n}" if therapists is None else therapists[n],
            group=group,
            value=value,
        )
        for n, (group, value) in enumerate(rows)
    ]


def test_the_course_counts_moments_by_dyad_session_and_party():
    spans = [(n * 10, n * 10 + 5) for n in range(6)]
    study = [
        session(marks(Shame=spans[:2], Repair=spans[2:4]), marks(), number=5),
        session(marks(Shame=spans[:1]), marks(Shame=spans[:3]), number=3),
    ]
    points = [(p.number, p.party, p.n, p.of) for p in course(study, "Shame")]
    assert points == [
        (3, "therapist", 1, 1),
        (3, "patient", 3, 3),
        (5, "therapist", 2, 4),
        (5, "patient", 0, 0),
    ]
    found = trend(course(study, "Shame"), "therapist")
    assert found.value == pytest.approx(0.5)
    assert trend(course(study, "Shame"), "therapist", shares=True).value == pytest.approx(-0.25)
    lone = trend(course(study, "Shame"), "patient", shares=True)
    assert isnan(lone.value)
    assert lone.reason == "no dyad has two coded sessions"


def test_the_means_of_sessions_are_those_of_the_dyads_who_have_them():
    spans = [(n * 10, n * 10 + 5) for n in range(8)]
    rows = [("D1", 3, 4), ("D2", 3, 2), ("D3", 3, 3), ("D1", 5, 8), ("D2", 5, 1)]
    study = [
        session(marks(Shame=spans[:n]), marks(), dyad=dyad, number=number)
        for dyad, number, n in rows
    ]
    points = course(study, "Shame")
    third, fifth = session_means(points, "therapist")
    assert (third[0], third[1].value, third[1].n, third[1].clusters) == (3, 3.0, 3, 3)
    assert (fifth[0], fifth[1].value, fifth[1].n) == (5, 4.5, 2)
    # The jackknife of a mean is its usual standard error, with t of n − 1.
    values = np.array([4, 2, 3])
    half = stats.t.ppf(0.975, 2) * values.std(ddof=1) / np.sqrt(3)
    assert third[1].ci_low == pytest.approx(3 - half)
    assert third[1].ci_high == pytest.approx(3 + half)
    assert [(n, mean.value) for n, mean in session_means(points, "patient")] == [(3, 0), (5, 0)]


def test_the_means_leave_out_therapists_where_one_has_several_dyads():
    study = [
        session(marks(), marks(), dyad=dyad, therapist_name=name)
        for dyad, name in (("D1", "T1"), ("D2", "T1"), ("D3", "T2"))
    ]
    ((_, mean),) = session_means(course(study), "therapist")
    assert (mean.clusters, mean.cluster_unit) == (2, "therapist")


def test_the_trend_is_that_of_a_regression_with_a_constant_for_each_dyad():
    rng = np.random.default_rng(1)
    study, rows = [], []
    for dyad in range(5):
        for number in (1, 3, 4, 8):
            n = int(rng.integers(0, 9))
            spans = [(k * 10, k * 10 + 5) for k in range(n)]
            study.append(session(marks(Shame=spans), marks(), dyad=f"D{dyad}", number=number))
            rows.append((dyad, number, n))
    table = np.array([[number, *(dyad == d for d in range(5))] for dyad, number, _ in rows], float)
    fit, *_ = np.linalg.lstsq(table, np.array([n for *_, n in rows], float), rcond=None)
    found = trend(course(study, "Shame"), "therapist")
    assert found.value == pytest.approx(fit[0])
    assert found.clusters == 5
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.ci_low < found.value < found.ci_high


def test_p_of_groups_is_that_of_scipy_over_all_permutations():
    rng = np.random.default_rng(2)
    one, other = rng.normal(1, 1, 3), rng.normal(0, 1, 4)
    rows = [*(("good", v) for v in one), *(("poor", v) for v in other)]
    found = group_difference(values(rows), ("good", "poor"))

    def apart(a, b, axis=-1):
        return np.abs(a.mean(axis=axis) - b.mean(axis=axis))

    expected = stats.permutation_test(
        (one, other), apart, vectorized=True, alternative="greater", n_resamples=np.inf
    )
    assert found.value == pytest.approx(one.mean() - other.mean())
    assert found.p == pytest.approx(expected.pvalue)
    assert found.seed is None
    assert found.notes[-1] == "p by all 35 splits, two-sided"


@pytest.mark.parametrize(("one", "other", "splits"), [(3, 3, 20), (5, 7, 792)])
def test_splits_are_counted_and_listed_where_orders_are_many(one: int, other: int, splits: int):
    rng = np.random.default_rng(one)
    numbers = rng.normal(size=one + other) + np.repeat([0.8, 0.0], [one, other])
    rows = [("good" if n < one else "poor", v) for n, v in enumerate(numbers)]
    found = group_difference(values(rows), ("good", "poor"))
    apart = []
    for chosen in combinations(range(one + other), one):
        inside = np.isin(np.arange(one + other), chosen)
        apart.append(abs(numbers[inside].mean() - numbers[~inside].mean()))
    assert len(apart) == splits
    assert found.value == pytest.approx(numbers[:one].mean() - numbers[one:].mean())
    assert found.p == pytest.approx(np.mean(np.array(apart) >= abs(found.value) - 1e-12))
    assert found.notes[-1] == f"p by all {splits} splits, two-sided"
    assert found.seed is None
    assert found == group_difference(values(rows), ("good", "poor"), seed=5)


def test_more_splits_than_can_be_listed_are_drawn():
    rng = np.random.default_rng(8)
    rows = [("good" if n < 7 else "poor", v) for n, v in enumerate(rng.normal(size=16))]
    found = group_difference(values(rows), ("good", "poor"), permutations=500, seed=4)
    assert found.notes[-1] == "p by 500 drawn permutations of 11440 splits, two-sided"
    assert found.seed == 4


def test_many_dyads_are_drawn_and_the_seed_is_named():
    rng = np.random.default_rng(3)
    rows = [("good" if n % 2 else "poor", v) for n, v in enumerate(rng.normal(size=20))]
    found = group_difference(values(rows), ("good", "poor"), permutations=2_000, seed=4)
    again = group_difference(values(rows), ("good", "poor"), permutations=2_000, seed=4)
    assert found == again
    assert found.seed == 4
    one, other = ([v for g, v in rows if g == name] for name in ("good", "poor"))
    assert found.p == pytest.approx(stats.ttest_ind(one, other).pvalue, abs=0.06)


def test_dyads_of_one_therapist_keep_their_labels_together():
    rows = [
        ("good", 5.0),
        ("good", 5.5),
        ("poor", 1.0),
        ("poor", 1.5),
        ("good", 3.0),
        ("poor", 2.0),
    ]
    therapists = ["T1", "T1", "T2", "T2", "T3", "T4"]
    found = group_difference(values(rows, therapists), ("good", "poor"))
    assert (found.clusters, found.cluster_unit) == (4, "therapist")
    numbers = np.array([value for _, value in rows])
    labels = np.array([group == "good" for group, _ in rows])
    drawn = []
    for pair in permutations(([0, 1], [2, 3])):
        for single in permutations(([4], [5])):
            moved = labels.copy()
            for here, taken in zip(([0, 1], [2, 3], [4], [5]), (*pair, *single), strict=True):
                moved[here] = labels[taken]
            drawn.append(abs(numbers[moved].mean() - numbers[~moved].mean()))
    assert found.p == pytest.approx(np.mean(np.array(drawn) >= abs(found.value) - 1e-9))
    assert found.notes[-1] == "p by all 4 splits, two-sided"
    alone = group_difference(values(rows), ("good", "poor"))
    assert alone.p is not None
    assert found.p is not None
    assert found.p > alone.p


def test_a_therapist_with_dyads_in_both_groups_gives_them_on_in_their_order():
    rows = [
        ("good", 5.0),
        ("poor", 4.0),
        ("poor", 1.0),
        ("poor", 1.5),
        ("good", 3.0),
        ("good", 2.0),
    ]
    therapists = ["T1", "T1", "T2", "T2", "T3", "T3"]
    found = group_difference(values(rows, therapists), ("good", "poor"))
    numbers, labels = np.array([v for _, v in rows]), np.array([g == "good" for g, _ in rows])
    drawn = []
    for order in permutations(([0, 1], [2, 3], [4, 5])):
        moved = labels[[place for block in order for place in block]]
        drawn.append(abs(numbers[moved].mean() - numbers[~moved].mean()))
    assert found.p == pytest.approx(np.mean(np.array(drawn) >= abs(found.value) - 1e-9))
    assert found.notes[-1] == "p by all 6 splits, two-sided"


def test_groups_that_no_therapist_can_change_places_between_have_no_p():
    rows = [("good", 1.0), ("good", 2.0), ("poor", 3.0)]
    found = group_difference(values(rows, ["T1", "T1", "T2"]), ("good", "poor"))
    assert found.p is None
    assert found.notes[-1] == "no p: there is nothing to permute"


def test_what_is_left_out_is_told():
    rows = [("good", 1.0), ("poor", 2.0), ("good", float("nan")), ("", 3.0)]
    found = group_difference(values(rows), ("good", "poor"))
    assert found.n == 2
    assert found.excluded == ("in neither group: D3", "without a value: D2")
    lone = group_difference(values([("good", 1.0)]), ("good", "poor"))
    assert isnan(lone.value)
    assert lone.reason == "one of the groups has no dyad"
    twice = [*values([("good", 1.0)]), *values([("poor", 1.0)])]
    with pytest.raises(UserError, match="a dyad stands twice"):
        group_difference(twice, ("good", "poor"))
