"""Congruence of paired ratings: against agreement's ICC, numpy's least squares, and by hand."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from annotator.analysis.agreement import icc
from annotator.analysis.dyads.congruence import RatedPair, congruence
from annotator.analysis.dyads.estimate import Estimate
from annotator.analysis.dyads.pairs import pairing_coder, pairings_of, rated_pairs
from annotator.analysis.dyads.truth_bias import truth_and_bias
from annotator.domain.errors import UserError
from tests.analysis.dyads.making import Cell, Put, paired, study


def pairs_of(rows, therapists=None) -> list[RatedPair]:
    return [
        RatedPair(
            dyad=dyad,
            therapist_name=(therapists or {}).get(dyad, dyad),
            session=3,
            relation="converging",
            therapist=therapist,
            patient=patient,
        )
        for dyad, therapist, patient in rows
    ]


def random_rows(seed: int, dyads: int = 6, each: int = 5):
    rng = np.random.default_rng(seed)
    truth = rng.integers(1, 6, size=dyads * each).astype(float)
    told = np.clip(np.round(truth + rng.normal(0.4, 1.0, size=truth.size)), 1, 5)
    names = [f"D{n % dyads}" for n in range(truth.size)]
    return list(zip(names, told.tolist(), truth.tolist(), strict=True))


def named(estimates: tuple[Estimate, ...]) -> dict[str, Estimate]:
    return {each.measure: each for each in estimates}


def test_icc_and_correlation_are_those_of_others():
    rows = random_rows(1)
    found = named(congruence(pairs_of(rows), "Intensity"))
    table = [[therapist, patient] for _, therapist, patient in rows]
    assert found["icc_2_1"].value == pytest.approx(icc(table, "2_1").value)
    one, other = np.array(table).T
    assert found["correlation"].value == pytest.approx(stats.pearsonr(one, other)[0])
    assert found["mean_difference"].value == pytest.approx((one - other).mean())
    assert found["mean_absolute_difference"].value == pytest.approx(np.abs(one - other).mean())


def test_shrout_and_fleiss_coders_one_and_four():
    rows = [
        (f"D{n}", t, p)
        for n, (t, p) in enumerate([(9, 8), (6, 2), (8, 8), (7, 6), (10, 9), (6, 7)])
    ]
    found = named(congruence(pairs_of(rows), "s"))
    table = [[t, p] for _, t, p in rows]
    assert found["icc_2_1"].value == pytest.approx(icc(table, "2_1").value)


@pytest.mark.parametrize("with_bias", [False, True])
def test_truth_and_bias_are_least_squares_on_centred_variables(with_bias: bool):
    rows = random_rows(2)
    dyads = [dyad for dyad, _, _ in rows]
    judgement = np.array([row[1] for row in rows])
    truth = np.array([row[2] for row in rows])
    bias = np.random.default_rng(3).normal(size=len(rows))
    found = truth_and_bias(
        judgement.tolist(), truth.tolist(), dyads, biases=bias.tolist() if with_bias else None
    )
    columns = [np.ones(len(rows)), truth - truth.mean()]
    if with_bias:
        columns.append(bias - bias.mean())
    fit, *_ = np.linalg.lstsq(np.column_stack(columns), judgement - truth.mean(), rcond=None)
    assert [each.value for each in found] == pytest.approx(fit.tolist())
    assert [each.measure for each in found] == ["directional_bias", "truth_force", "bias_force"][
        : len(found)
    ]


def test_the_interval_of_a_slope_is_the_jackknife_over_dyads():
    rows = random_rows(4)
    found = named(congruence(pairs_of(rows), "s"))["truth_force_therapist"]

    def slope(own) -> float:
        return float(np.polyfit([p for _, _, p in own], [t for _, t, _ in own], 1)[0])

    names = sorted({dyad for dyad, _, _ in rows})
    left = np.array([slope([row for row in rows if row[0] != name]) for name in names])
    n = len(names)
    error = np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum())
    reach = stats.t.ppf(0.975, n - 1) * error
    assert found.ci_low == pytest.approx(slope(rows) - reach, rel=1e-4)
    assert found.ci_high == pytest.approx(slope(rows) + reach, rel=1e-4)
    assert (found.ci_kind, found.clusters, found.cluster_unit) == ("jackknife", n, "dyad")


def test_ends_beyond_one_are_not_cut():
    rows = [(f"D{n}", 10.0 * n + (n % 2), 1.0 * n) for n in range(6)]
    found = named(congruence(pairs_of(rows), "s"))
    force = found["truth_force_therapist"]
    assert force.value > 9
    assert force.ci_high is not None
    assert force.ci_high > force.value > 9


def test_within_dyads_the_level_of_a_dyad_does_not_count():
    rows = [("D1", 1, 1), ("D1", 2, 2), ("D2", 11, 5), ("D2", 12, 6)]
    found = named(congruence(pairs_of(rows), "s"))
    assert found["truth_force_therapist_within_dyads"].value == pytest.approx(1.0)
    assert found["truth_force_therapist"].value > 2


def test_a_therapist_with_two_dyads_is_left_out_as_a_whole():
    rows = random_rows(5)
    found = congruence(pairs_of(rows, {"D0": "T1", "D1": "T1"}), "s")
    assert {(each.clusters, each.cluster_unit) for each in found} == {(5, "therapist")}


def test_what_is_undefined_says_why():
    alike = named(congruence(pairs_of([("D1", 3, 3), ("D2", 3, 3), ("D3", 3, 3)]), "s"))
    assert alike["mean_difference"].value == 0
    for name in ("correlation", "icc_2_1", "truth_force_therapist"):
        assert isnan(alike[name].value)
        assert alike[name].reason
    assert all(each.reason for each in congruence([], "s"))
    lone = named(congruence(pairs_of([("D1", 3, 4)]), "s"))
    assert lone["mean_difference"].value == -1
    assert isnan(lone["icc_2_1"].value)


def test_pairs_are_read_from_the_study_with_the_mean_of_a_side():
    cell = Cell(
        therapist=(
            Put(start=0, end=9, id="t1", intensity=5),
            Put(start=10, end=19, id="t2", intensity=2),
        ),
        patient=(Put(start=0, end=9, id="p1", intensity=3), Put(start=10, end=19, id="p2")),
    )
    view = paired(study(cell), "D01-3", "A", "t1", "t2", "p1")
    view = paired(view, "D01-3", "A", "t1", "p2")
    coder, notes = pairing_coder(view)
    assert coder is not None
    assert (coder.name, notes) == ("A", ())
    sides = pairings_of(view, coder.id)
    (scale,) = view.codebook.sets[0].scales
    (pair,) = rated_pairs(view, sides, scale)
    assert (pair.dyad, pair.therapist, pair.patient) == ("D01", 3.5, 3)


def test_the_coder_with_most_pairings_is_taken_and_told():
    cell = Cell(therapist=(Put(start=0, end=9, id="t"),), patient=(Put(start=0, end=9, id="p"),))
    view = paired(
        paired(paired(study(cell), "D01-3", "B", "t", "p"), "D01-3", "B", "t", "p"),
        "D01-3",
        "A",
        "t",
        "p",
    )
    coder, notes = pairing_coder(view)
    assert coder is not None
    assert coder.name == "B"
    assert "most of 2 coders" in notes[0]
    with pytest.raises(UserError, match="no coder 'C'"):
        pairing_coder(view, "C")
    assert pairing_coder(study(cell)) == (None, ())
