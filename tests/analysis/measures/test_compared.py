"""Therapist against patient: by hand, against agreement's ICC, and what must not move it."""

from __future__ import annotations

import json
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement import icc
from annotator.analysis.dyads.estimate import Estimate, estimate_json
from annotator.analysis.measures.compared import ScorePair, compared, score_pairs
from annotator.analysis.measures.scores import scored
from annotator.analysis.measures.summary import summaries
from annotator.analysis.measures.trend import score_trend
from tests.analysis.measures.scoring import WAI, scored_study


def pairs(rows) -> list[ScorePair]:
    return [
        ScorePair(dyad=d, therapist_name=d, session=n, therapist=float(t), patient=float(p))
        for n, (d, t, p) in enumerate(rows)
    ]


def named(rows) -> dict[str, Estimate]:
    return {each.measure: each for each in compared(pairs(rows))}


SCORES = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.integers(1, 20), st.integers(1, 20)),
    min_size=4,
    max_size=16,
)


def test_four_sessions_by_hand():
    # t: 4 5 2 3 (mean 3.5), p: 3 3 2 1 (mean 2.25). Differences 1 2 0 2.
    # Squares t 5, p 2.75, products 2.5: sessions (5+2.75+5)/6 = 51/24, error (5+2.75-5)/6 = 11/24,
    # parties 4*1.25²/2 = 75/24. ICC(C,1) = 40/62, ICC(A,1) = 40/(62 + 2*64/4) = 40/94.
    found = named([("D1", 4, 3), ("D1", 5, 3), ("D2", 2, 2), ("D2", 3, 1)])
    assert found["mean_difference"].value == pytest.approx(1.25)
    assert found["mean_absolute_difference"].value == pytest.approx(1.25)
    assert found["icc_c_1"].value == pytest.approx(40 / 62)
    assert found["icc_a_1"].value == pytest.approx(40 / 94)
    # Within dyads: D1 (-.5, 0) (.5, 0), D2 (-.5, .5) (.5, -.5): products -.5, squares 1 and .5.
    assert found["correlation_within_dyads"].value == pytest.approx(-0.5 / np.sqrt(0.5))
    assert "fewer than three dyads" in found["correlation_between_dyads"].reason


@settings(deadline=None)
@given(SCORES)
def test_the_iccs_are_those_of_agreement(rows):
    found = named(rows)
    table = [[t, p] for _, t, p in rows]
    agreeing, consistent = icc(table, "2_1").value, icc(table, "3_1").value
    assert found["icc_a_1"].value == pytest.approx(agreeing, abs=1e-9, nan_ok=True)
    assert found["icc_c_1"].value == pytest.approx(consistent, abs=1e-9, nan_ok=True)


@settings(deadline=None)
@given(SCORES)
def test_swapping_the_parties_turns_the_difference_and_keeps_the_rest(rows):
    one, other = named(rows), named([(d, p, t) for d, t, p in rows])
    assert other["mean_difference"].value == pytest.approx(-one["mean_difference"].value)
    for name in one.keys() - {"mean_difference"}:
        assert other[name].value == pytest.approx(one[name].value, abs=1e-9, nan_ok=True)


@settings(deadline=None)
@given(SCORES, st.integers(1, 30))
def test_a_constant_between_them_lowers_agreement_and_not_consistency(rows, more: int):
    lean = named(rows)["mean_difference"].value
    level = named([(d, t - lean, p) for d, t, p in rows])
    apart = named([(d, t - lean + more, p) for d, t, p in rows])
    assert apart["mean_difference"].value == pytest.approx(more, abs=1e-9)
    for name in ("icc_c_1", "correlation", "correlation_within_dyads", "correlation_between_dyads"):
        assert apart[name].value == pytest.approx(level[name].value, abs=1e-9, nan_ok=True)
    if not isnan(level["icc_a_1"].value) and abs(level["icc_a_1"].value) > 1e-6:
        assert abs(apart["icc_a_1"].value) < abs(level["icc_a_1"].value)


def test_intervals_leave_out_dyads_and_hold_the_value():
    rows = [(f"D{d}", 3 + d % 3 + s, 2 + d % 2 + s * 0.5) for d in range(6) for s in range(3)]
    for each in compared(pairs(rows))[:4]:
        assert (each.clusters, each.cluster_unit, each.n) == (6, "dyad", 18)
        assert each.ci_low is not None
        assert each.ci_high is not None
        assert each.ci_low < each.value < each.ci_high


@pytest.mark.parametrize("rows", [[], [("D1", 3, 4)], [("D1", 3, 3), ("D2", 3, 3)]])
def test_nothing_undefined_is_a_number_in_json(rows):
    for each in compared(pairs(rows)):
        told = estimate_json(each)
        assert json.loads(json.dumps(told, allow_nan=False)) == told
        assert (told["value"] is None) == bool(told["reason"])


def test_sessions_that_one_party_scored_are_left_out_and_told():
    view = scored_study(
        ("D01", 3, 4, 3), ("D01", 5, 4, None), ("D02", 3, None, 2), ("D02", 5, None, None)
    )
    found, excluded = score_pairs(scored(view, WAI))
    assert [(each.dyad, each.session, each.therapist, each.patient) for each in found] == [
        ("D01", 3, 4, 3)
    ]
    assert excluded == (
        "D01, session 5: no score of the patient",
        "D02, session 3: no score of the therapist",
    )


def test_a_summary_counts_what_lacks_of_those_who_fill_it_in():
    view = scored_study(("D01", 3, None, 3), ("D01", 5, None, None), ("D02", 3, None, 4))
    (patient,) = summaries(view, WAI)
    assert (patient.party, patient.n, patient.missing) == ("patient", 2, ("D01, session 5",))
    assert (patient.mean, patient.minimum, patient.maximum) == (3.5, 3, 4)
    assert patient.sd == pytest.approx(np.std([3, 4], ddof=1))


def test_a_trend_is_within_dyads():
    # Within D01 +1 over two numbers, within D02 +3: (1 + 3) / 4 = 1 a number; D03 has one session.
    view = scored_study(
        ("D01", 3, 1, None),
        ("D01", 5, 2, None),
        ("D02", 3, 1, None),
        ("D02", 5, 4, None),
        ("D03", 5, 5, None),
    )
    found = score_trend(scored(view, WAI), "therapist")
    assert found.value == pytest.approx(1.0)
    assert (found.n, found.clusters) == (5, 3)
    lone = score_trend(scored(scored_study(("D01", 3, 1, None)), WAI), "therapist")
    assert isnan(lone.value)
    assert "two sessions" in lone.reason
    assert isnan(score_trend([], "patient").value)
