"""Cross-recurrence: against a plain loop, with a made lag, and without any relation."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from annotator.analysis.dyads.material import ANY
from annotator.analysis.dyads.recurrence import recurrence
from tests.analysis.dyads.making import MINUTE, marks, random_spans, session

STEP = 10_000


def states(own, codes, size):
    """The set of codes of each step, by a loop over steps and stretches."""
    return [
        {
            code
            for code in codes
            for start, end in own.get(code, ())
            if start < (step + 1) * STEP and end > step * STEP
        }
        for step in range(size)
    ]


@pytest.mark.parametrize("edge", [0, 25_000])
def test_a_plain_loop_over_steps_finds_the_same_profiles_and_bands(edge: int):
    """The band is that of the steps between the first moment and the last.

    With an edge it is that of those without the three at either end.
    """
    rng = np.random.default_rng(4)
    codes = ["Shame", "Repair"]
    lengths = (300_000, 245_500)
    study = [
        session(
            *(
                marks(
                    Shame=random_spans(rng, 3, length, 40_000),
                    Repair=random_spans(rng, 2, length, 40_000),
                )
                for _ in range(2)
            ),
            dyad=f"D{length}",
            length_ms=length,
        )
        for length in lengths
    ]
    shifts, most, seed = 40, 6, 3
    results = recurrence(study, codes, most_steps=most, shifts=shifts, seed=seed, edge_ms=edge)
    drawing = np.random.default_rng(seed)
    sizes = [-(-length // STEP) for length in lengths]
    cut = -(-edge // STEP)
    assert cut in (0, 3)
    stretches = []
    for each in study:
        every = [*each.therapist[ANY], *each.patient[ANY]]
        first = min(start for start, _ in every) // STEP
        last = -(-max(end for _, end in every) // STEP)
        own_cut = min(cut, (last - first) // 8)
        stretches.append(slice(first + own_cut, last - own_cut))
    drawn = [drawing.integers(0, own.stop - own.start, size=shifts) for own in stretches]

    def recurs(match, code, one: set, other: set) -> bool:
        if match == "any code":
            return bool(one) and bool(other)
        return bool(one & other) if match == "same code" else code in one and code in other

    for result in results:
        for point in result.points:
            lag = point.lag_ms // STEP
            whole, sums, base, inner, within = 0, np.zeros(shifts), 0, 0, 0

            def on_diagonal(one, other, lag=lag, result=result) -> int:
                return sum(
                    recurs(result.match, result.code, one[step], other[step + lag])
                    for step in range(len(one))
                    if 0 <= step + lag < len(one)
                )

            for each, size, stretch, own in zip(study, sizes, stretches, drawn, strict=True):
                one, other = states(each.therapist, codes, size), states(each.patient, codes, size)
                whole += on_diagonal(one, other)
                base += size - abs(lag)
                one, other = one[stretch], other[stretch]
                inner += len(one) - abs(lag)
                within += on_diagonal(one, other)
                for draw, shift in enumerate(own.tolist()):
                    moved = [other[(step - shift) % len(one)] for step in range(len(one))]
                    sums[draw] += on_diagonal(one, moved)
            assert point.n == base
            assert point.rate == pytest.approx(whole / base)
            assert point.tested == inner
            assert point.observed == pytest.approx(within / inner)
            assert point.mean == pytest.approx(sums.mean() / inner)
            assert point.high == pytest.approx(np.quantile(sums / inner, 0.975))


def test_a_patient_who_follows_after_forty_seconds_is_found_there():
    rng = np.random.default_rng(8)
    study = []
    for dyad in range(6):
        one = random_spans(rng, 8, 50 * MINUTE, MINUTE)
        late = tuple((start + 40_000, min(end + 40_000, 50 * MINUTE)) for start, end in one)
        study.append(
            session(
                marks(Shame=one), marks(Shame=[p for p in late if p[0] < p[1]]), dyad=f"D{dyad}"
            )
        )
    for result in recurrence(study, ["Shame"], shifts=499):
        assert result.peak_lag_ms == 40_000
        assert result.p == pytest.approx(1 / 500)
    back = [session(each.patient, each.therapist, dyad=each.dyad) for each in study]
    assert recurrence(back, ["Shame"], shifts=99)[0].peak_lag_ms == -40_000


def test_without_a_relation_the_peak_is_as_rare_as_it_says():
    rng = np.random.default_rng(9)
    found = []
    for seed in range(120):
        study = [
            session(
                marks(Shame=random_spans(rng, 6, 20 * MINUTE, MINUTE)),
                marks(Shame=random_spans(rng, 6, 20 * MINUTE, MINUTE)),
                dyad=f"D{dyad}",
                length_ms=20 * MINUTE,
            )
            for dyad in range(3)
        ]
        found.append(recurrence(study, ["Shame"], most_steps=10, shifts=199, seed=seed)[0].p)
    assert not any(isnan(p) for p in found)
    assert np.mean(np.array(found) <= 0.1) < 0.2
    assert stats.kstest(found, "uniform").pvalue > 0.01


def test_a_code_of_one_party_only_has_no_profile():
    study = [session(marks(Shame=[(0, MINUTE)]), marks(Repair=[(0, MINUTE)]))]
    results = {each.code or each.match: each for each in recurrence(study, ["Shame", "Repair"])}
    assert results["any code"].points
    for name in ("same code", "Shame", "Repair"):
        assert results[name].points == ()
        assert results[name].peak_lag_ms is None
        assert results[name].reason


def test_lags_beyond_a_session_are_left_out():
    study = [session(marks(Shame=[(0, 9_000)]), marks(Shame=[(0, 9_000)]), length_ms=30_000)]
    result = recurrence(study, ["Shame"], most_steps=9, shifts=9)[-1]
    assert [point.lag_ms for point in result.points] == [-20_000, -10_000, 0, 10_000, 20_000]
    assert [point.n for point in result.points] == [1, 2, 3, 2, 1]


def test_the_peak_and_its_chance_are_of_the_same_part_of_the_session():
    """Both marked steps 1, 8 and 16 of 20: two of the 16 between are left out at either end."""
    own = marks(Shame=[(n * STEP, (n + 1) * STEP) for n in (1, 8, 16)])
    study = [session(own, own, length_ms=20 * STEP)]
    result = recurrence(study, ["Shame"], most_steps=14, shifts=99, edge_ms=2 * STEP)[-1]
    at = {point.lag_ms: point for point in result.points}
    assert (at[0].rate, at[0].n) == (3 / 20, 20)
    assert (at[0].observed, at[0].tested) == (1 / 12, 12)
    assert result.peak_lag_ms is not None
    assert result.peak == at[result.peak_lag_ms].observed
    assert result.left_out == (
        "steps before the first and after the last moment of a session, and within 20 s of "
        "either, are left out of what is held against chance"
    )
    assert result.notes[0] == result.left_out
    assert result.notes[1].startswith("all places between are taken as alike")
    far = at[13 * STEP]  # the whole session has seven such steps, its inner part none
    assert (far.n, far.tested) == (7, 0)
    assert all(isnan(each) for each in (far.observed, far.mean, far.low, far.high))


def test_what_both_leave_free_at_the_ends_does_not_look_like_a_relation():
    """Stops from 3:00 to 46:00 of 50:00: over whole sessions p was .13 on average."""
    rng = np.random.default_rng(32)
    found = []
    for seed in range(100):
        own = [np.sort(rng.integers(3 * MINUTE, 46 * MINUTE, size=20)).tolist() for _ in range(16)]
        made = [marks(Shame=[(stop - MINUTE, stop) for stop in each]) for each in own]
        study = [session(made[n], made[n + 8], dyad=f"D{n}") for n in range(8)]
        found.append(recurrence(study, ["Shame"], most_steps=10, shifts=99, seed=seed)[0].p)
    assert stats.kstest(found, "uniform").pvalue > 0.01


def test_marks_that_are_cut_at_the_ends_do_not_lean_towards_a_relation():
    """Cut at the end for both: without leaving out an edge this very test fails (p = .003)."""
    rng = np.random.default_rng(31)
    found = []
    for seed in range(100):
        study = [
            session(
                marks(Shame=random_spans(rng, 24, 50 * MINUTE, 2 * MINUTE)),
                marks(Shame=random_spans(rng, 24, 50 * MINUTE, 2 * MINUTE)),
                dyad=f"D{dyad}",
            )
            for dyad in range(8)
        ]
        found.append(recurrence(study, ["Shame"], most_steps=10, shifts=99, seed=seed)[0].p)
    assert stats.kstest(found, "uniform").pvalue > 0.01
