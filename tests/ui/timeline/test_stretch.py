from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.timeline.rows import LEAST_BLOCK_PX, rows_of
from annotator.ui.timeline.stretch import SHORTEST_MS, grid_ms, whole

HOUR_MS = 3_600_000.0


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("zoom"), st.floats(0.1, 10), st.floats(-1e6, 5e6)),
            st.tuples(st.just("pan"), st.floats(-3000, 3000), st.just(0.0)),
            st.tuples(st.just("centre"), st.floats(-1e6, 5e6), st.just(0.0)),
            st.tuples(st.just("fit"), st.floats(0, 5e6), st.just(0.0)),
        ),
        max_size=12,
    )
)
def test_nothing_leads_out_of_the_session(moves):
    stretch = whole(HOUR_MS, 120, 1637)
    for kind, amount, at in moves:
        if kind == "zoom":
            stretch = stretch.zoomed(amount, at)
        elif kind == "pan":
            stretch = stretch.panned(amount)
        elif kind == "centre":
            stretch = stretch.centred(amount)
        else:
            stretch = stretch.fitted(amount)
        assert stretch.start_ms >= 0
        assert stretch.end_ms <= stretch.length_ms + 1e-3
        assert stretch.end_ms - stretch.start_ms >= min(SHORTEST_MS, stretch.length_ms) - 1e-3 or (
            stretch.length_ms < HOUR_MS
        )


@given(st.floats(0, HOUR_MS), st.floats(1, 300))
def test_pixels_and_times_are_each_others_inverse(time_ms, factor):
    stretch = whole(HOUR_MS, 120, 1637).zoomed(factor, time_ms)
    assert stretch.ms_at(stretch.x_of(time_ms)) == pytest.approx(time_ms, abs=1)


def test_grid_steps_fit_the_zoom():
    stretch = whole(48 * 60_000, 120, 1637)
    assert list(grid_ms(stretch, 88))[:3] == [0, 240_000, 480_000]
    near = stretch.zoomed(12, 12.5 * 60_000)
    steps = grid_ms(near, 88)
    assert steps.step == 15_000
    assert all(near.holds(time) for time in steps)
    assert not grid_ms(whole(0), 88)


@given(
    st.floats(120, 600),
    st.sampled_from([0.9, 1.0, 1.5, 2.0]),
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0, 6),
)
def test_lanes_never_leave_their_side_of_the_clock(height, scale, above, below, further):
    rows = rows_of(
        height, scale, [("therapist", above), ("patient", below), ("supervisor", further)]
    )
    upper, lower, last = rows.bands
    for band in rows.bands:
        assert band.block_px >= LEAST_BLOCK_PX
        assert band.room >= 1
    assert upper.top(0) + upper.block_px <= rows.clock_px
    assert lower.top(0) >= rows.clock_px
    if height >= 200 * scale:
        assert upper.top(above) >= 0
        assert lower.top(below) + lower.block_px <= last.edge_px + 1e-6
        assert last.top(further) + last.block_px <= rows.grid_end_px + LEAST_BLOCK_PX


def test_the_designs_own_height_has_room_for_three_lanes_of_full_size():
    rows = rows_of(252, 1.0, [("therapist", 3), ("patient", 3)])
    assert [band.block_px for band in rows.bands] == [14, 14]
    assert rows.clock_px == pytest.approx(126, abs=2)


def test_a_lane_is_found_by_its_height_and_the_gap_is_none():
    band = rows_of(252, 1.0, [("therapist", 3), ("patient", 3)]).bands[0]
    for lane in range(3):
        assert band.lane_at(band.top(lane) + 1) == lane
        assert band.lane_at(band.top(lane) + band.block_px + 2.5) in (None, lane - 1)
    assert band.lane_at(band.edge_px + 3) is None
