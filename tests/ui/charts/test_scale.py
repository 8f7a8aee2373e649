"""Scales: there and back, and labels that are round, in order and inside."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.charts.scale import Scale, clock_ticks, reach, runs, tick_step, ticks

values = st.floats(-1e6, 1e6, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)


@given(low=values, span=st.floats(1e-3, 1e6), share=st.floats(-2, 3))
def test_a_place_leads_back_to_its_value(low: float, span: float, share: float):
    scale = Scale(low=low, high=low + span, start_px=300, end_px=20)
    value = low + share * span
    assert scale.value(scale.px(value)) == pytest.approx(value, abs=1e-6 * (span + abs(low)))


def test_a_scale_without_a_stretch_stands_in_the_middle():
    assert Scale(low=3, high=3, start_px=0, end_px=100).px(3) == 50


@given(low=values, span=st.floats(1e-3, 1e6), most=st.integers(1, 12))
def test_ticks_are_round_in_order_inside_and_not_too_many(low: float, span: float, most: int):
    found = ticks(low, low + span, most)
    step = tick_step(low, low + span, most)
    assert len(found) <= most + 1
    assert list(found) == sorted(set(found))
    for each in found:
        assert low - 1e-6 * (span + step) <= each <= low + span + 1e-6 * (span + step)
        assert each / step == pytest.approx(round(each / step), abs=1e-4)


@given(known=st.lists(values, max_size=20))
def test_a_reach_holds_nought_and_all_values(known: list[float]):
    low, high = reach([*known, None, float("nan")])
    assert low <= 0 <= high
    assert low < high
    hair = 1e-8 * (high - low)  # less than a pixel of any picture
    assert all(low - hair <= each <= high + hair for each in known)


@given(length_ms=st.integers(0, 200 * 3_600_000), most=st.integers(1, 20))
def test_the_clock_is_labelled_from_its_start_and_never_too_often(length_ms: int, most: int):
    found = clock_ticks(length_ms, most)
    assert found[0] == 0
    assert found[-1] <= length_ms
    assert len(found) <= most + 1


@given(known=st.lists(st.one_of(st.none(), st.just(float("nan")), st.floats(0, 1)), max_size=30))
def test_runs_hold_each_known_place_once_and_never_span_a_gap(known: list[float | None]):
    found = runs(known)
    places = [place for run in found for place in run]
    assert places == [i for i, each in enumerate(known) if each is not None and not isnan(each)]
    assert all(run == list(range(run[0], run[-1] + 1)) for run in found)
