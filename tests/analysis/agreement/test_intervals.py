"""Intervals: known values, seeds, dropped replicates, and what simulation says of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from annotator.analysis import agreement
from annotator.analysis.agreement.coverage import COVERED, coverage_note
from annotator.analysis.agreement.intervals import (
    DEFAULT_KIND,
    KIND_NAMES,
    KINDS,
    Resampling,
    intervals,
)
from annotator.analysis.agreement.units import units_of

WRITTEN = json.loads(
    (Path(__file__).resolve().parents[2] / "oracles" / "coverage.json").read_text(encoding="utf-8")
)
LAW = np.array([576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594])
GPA = np.array([339, 330, 281, 303, 344, 307, 300, 343, 336, 313, 312, 274, 276, 288, 296]) / 100


def correlation(weights):
    """Correlation of the law school data of Efron & Tibshirani (1993), table 3.1."""
    n = weights.sum(axis=1)
    x, y = weights @ LAW / n, weights @ GPA / n
    xy, xx, yy = weights @ (LAW * GPA) / n - x * y, weights @ LAW**2 / n - x**2, None
    yy = weights @ GPA**2 / n - y**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return xy / np.sqrt(xx * yy)


def test_bca_of_the_law_school_data_is_that_of_scipy():
    ours = intervals(correlation, np.ones(15), Resampling(replicates=20_000, kind="BCa"))[0]
    theirs = stats.bootstrap(
        (LAW, GPA),
        correlation_of,
        paired=True,
        n_resamples=20_000,
        method="BCa",
        rng=np.random.default_rng(5),
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.03)


def correlation_of(x, y, axis=-1):
    x, y = x - x.mean(axis=axis, keepdims=True), y - y.mean(axis=axis, keepdims=True)
    return (x * y).sum(axis=axis) / np.sqrt((x**2).sum(axis=axis) * (y**2).sum(axis=axis))


def test_the_jackknife_of_a_mean_is_the_t_interval():
    values = np.array([0.2, 0.5, 0.4, 0.9, 0.7])

    def mean(weights):
        return weights @ values / weights.sum(axis=1)

    found = intervals(mean, np.ones(5), Resampling(kind="jackknife"))[0]
    low, high = stats.t.interval(0.95, 4, values.mean(), stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    on_z = intervals(mean, np.ones(5), Resampling(kind="jackknife z"))[0]
    assert found.low is not None
    assert on_z.low is not None
    assert on_z.high is not None
    assert found.low < on_z.low + 0.2
    assert on_z.high < 1


@pytest.mark.parametrize("kind", KINDS)
def test_gathered_clusters_are_as_many_as_they_stand_for(kind):
    values, times = np.array([0.1, 0.4, 0.8]), np.array([3.0, 5.0, 2.0])
    spread = np.repeat(values, times.astype(int))
    settings = Resampling(replicates=40_000, kind=kind)
    gathered = intervals(lambda w: w @ values / w.sum(axis=1), times, settings)[0]
    single = intervals(lambda w: w @ spread / w.sum(axis=1), np.ones(10), settings)[0]
    assert gathered.clusters == single.clusters == 10
    assert (gathered.low, gathered.high) == pytest.approx((single.low, single.high), abs=0.011)


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides(kind):
    def run(seed):
        settings = Resampling(replicates=200, seed=seed, kind=kind)
        return intervals(correlation, np.ones(15), settings)[0]

    assert run(1) == run(1)
    assert run(1).below != run(2).below


def test_undefined_replicates_are_dropped_and_counted():
    values = np.array([1.0, 0.0, 0.5, 0.2])

    def only_with_the_first(weights):
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(weights[:, 0] > 0, weights @ values / weights.sum(axis=1), np.nan)

    found = intervals(only_with_the_first, np.ones(4), Resampling(kind="percentile"))[0]
    # A bootstrap sample of 4 misses a given one with probability .75 ** 4 = .316.
    assert 270 < found.dropped < 365
    assert found.low is not None
    by_leaving_out = intervals(only_with_the_first, np.ones(4), Resampling(kind="jackknife z"))[0]
    assert by_leaving_out.low is None
    assert "left out" in by_leaving_out.reason


def test_one_cluster_no_replicates_and_no_variation_give_no_interval():
    def half(weights):
        return np.full(len(weights), 0.5)

    for settings, clusters, reason in (
        (Resampling(), 1, "one cluster"),
        (Resampling(replicates=0), 9, "no replicates"),
        (Resampling(), 9, "same whatever"),
    ):
        (found,) = intervals(half, np.ones(clusters), settings)
        assert found.low is None
        assert reason in found.reason


def test_several_values_get_several_intervals():
    values = np.array([[0.1, 0.9], [0.4, 0.2], [0.8, 0.5]])
    found = intervals(lambda w: w @ values / w.sum(axis=1)[:, None], np.ones(3), Resampling())
    alone = intervals(lambda w: w @ values[:, 1] / w.sum(axis=1), np.ones(3), Resampling())
    assert found[1] == alone[0]


def test_results_say_what_was_resampled():
    rng = np.random.default_rng(8)
    true = rng.integers(0, 3, size=(90, 1))
    table = np.where(rng.random((90, 3)) < 0.8, true, rng.integers(0, 3, size=(90, 3)))
    alone = agreement.krippendorff_alpha_nominal(table, resampling=Resampling(seed=4))
    clusters = np.repeat(range(15), 6)
    units = units_of(table, clusters=clusters)
    by_document = agreement.krippendorff_alpha_nominal(units, resampling=Resampling(seed=4))
    assert "resampling 90 units" in alone.notes[0]
    assert "too narrow" in alone.notes[0]
    assert by_document.notes[0] == "interval from resampling 15 documents"
    assert alone.value == by_document.value
    assert alone.seed == by_document.seed == 4
    for result in (alone, by_document):
        assert result.ci_low is not None
        assert result.ci_high is not None
        assert result.ci_low < result.value < result.ci_high
        assert any("less than 0.667" in note for note in result.notes)


def test_a_share_has_no_interval_below_zero():
    table = [[1, 1], [1, 2], [2, 1], [1, 2]]
    result = agreement.percent_agreement(table, resampling=Resampling())
    assert result.ci_low is not None
    assert result.ci_low >= 0


def test_the_default_is_the_best_that_was_simulated():
    for series in ("documents", "passages"):

        def miss(kind: str, series: str = series) -> float:
            return max(abs(v - 95) for v in _shares(series, kind))

        assert min(KINDS, key=miss) == DEFAULT_KIND
    assert all(93 <= v <= 97 for v in _shares("documents", DEFAULT_KIND))


def _shares(series: str, kind: str) -> list[float]:
    by_size = WRITTEN["covered"][series][kind].values()
    return [v for rows in by_size for row in rows.values() for v in row]


def test_the_table_in_the_package_is_what_was_simulated():
    assert WRITTEN["studies"] >= 1000
    for series, kinds in WRITTEN["covered"].items():
        for kind, by in kinds.items():
            for size, rows in by.items():
                shares = [v for row in rows.values() for v in row]
                assert COVERED[series][KIND_NAMES[kind]][int(size)] == (min(shares), max(shares))


def test_a_weak_interval_says_so():
    assert coverage_note("jackknife, Fisher z", 47) == ""
    assert "88.2 to 91.8 %" in coverage_note("bootstrap percentile", 12)
    assert "fewer than any" in coverage_note("jackknife, Fisher z", 5)
    assert coverage_note("jackknife, Fisher z", 30, "units") != ""
    assert "with 12 documents" in coverage_note("jackknife, Fisher z", 20, "passages")
    assert coverage_note("F", 12) == ""


def test_leaving_out_a_coder_shows_who_disagrees():
    rng = np.random.default_rng(2)
    true = rng.integers(0, 3, size=60)
    good = [np.where(rng.random(60) < 0.95, true, 0) for _ in range(3)]
    units = units_of(np.stack([*good, rng.integers(0, 3, size=60)], axis=1), coders="PQRS")
    found = agreement.without_each_coder(agreement.fleiss_kappa, units)
    assert [name for name, _ in found.values] == list("PQRS")
    assert max(found.values, key=lambda each: each[1])[0] == "S"
    assert found.low is not None
    assert found.high is not None
    assert found.low < agreement.fleiss_kappa(units).value < found.high


def test_a_value_that_one_cluster_carries_is_not_called_the_same_without_it():
    def carried(weights):
        return np.where(weights[:, 0] > 0, 0.5, np.nan)

    (found,) = intervals(carried, np.ones(4), Resampling(seed=1))
    assert found.low is None
    assert found.reason == "it is undefined when one of the clusters is left out"
    (still,) = intervals(lambda weights: np.full(len(weights), 0.5), np.ones(4), Resampling())
    assert still.reason.startswith("it is the same whatever is left out")
