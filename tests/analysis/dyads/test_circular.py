"""Overlap at all shifts: the quick way against sets of milliseconds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.dyads.circular import (
    Track,
    covered_until,
    length_of,
    meetings,
    overlap_of,
    overlaps,
    track,
)
from annotator.domain.spans import Span

LENGTH = 60
SPANS = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH)).map(
        lambda pair: (pair[0], min(LENGTH, pair[0] + pair[1]))
    ),
    max_size=5,
)


def times(span: Span, shift: int = 0) -> set[int]:
    return {(time + shift) % LENGTH for time in range(*span)}


def all_times(spans: list[Span], shift: int = 0) -> set[int]:
    return set().union(*(times(span, shift) for span in spans))


@given(SPANS, SPANS)
def test_the_overlap_at_each_shift_is_that_of_sets(one: list[Span], other: list[Span]):
    found = overlaps(track(one), track(other), LENGTH, np.arange(LENGTH))
    expected = [len(all_times(one) & all_times(other, shift)) for shift in range(LENGTH)]
    assert found.tolist() == expected


@given(SPANS, SPANS)
def test_the_moments_met_at_each_shift_are_those_of_a_loop(one: list[Span], other: list[Span]):
    found = meetings(track(one), track(other), LENGTH, np.arange(LENGTH))
    for shift in range(LENGTH):
        theirs, mine = all_times(other, shift), all_times(one)
        met = sum(bool(times(span) & theirs) for span in one)
        met += sum(bool(times(span, shift) & mine) for span in other)
        assert found[shift] == met, shift


@given(SPANS, SPANS)
def test_over_a_whole_turn_each_ms_meets_each_other_once(one: list[Span], other: list[Span]):
    mine, theirs = track(one), track(other)
    found = overlaps(mine, theirs, LENGTH, np.arange(LENGTH))
    assert found.sum() == length_of(mine.solid) * length_of(theirs.solid)


@given(SPANS, SPANS, st.lists(st.integers(0, LENGTH - 1), min_size=1, max_size=9))
def test_any_ascending_shifts_may_be_asked_for(
    one: list[Span], other: list[Span], asked: list[int]
):
    mine, theirs = track(one), track(other)
    every = overlaps(mine, theirs, LENGTH, np.arange(LENGTH))
    chosen = np.array(sorted(asked))
    assert overlaps(mine, theirs, LENGTH, chosen).tolist() == every[chosen].tolist()


@given(SPANS)
def test_solid_stretches_hold_the_same_time_and_lie_apart(spans: list[Span]):
    made: Track = track(spans)
    assert all_times([(int(a), int(b)) for a, b in made.solid]) == all_times(spans)
    assert (made.solid[1:, 0] > made.solid[:-1, 1]).all()
    assert len(made.moments) == len(spans)


@given(SPANS, SPANS)
def test_covered_time_and_overlap_are_those_of_sets(one: list[Span], other: list[Span]):
    mine = track(one).solid
    found = covered_until(mine, np.arange(LENGTH + 5))
    assert found.tolist() == [
        sum(time < until for time in all_times(one)) for until in range(LENGTH + 5)
    ]
    assert overlap_of(mine, track(other).solid) == len(all_times(one) & all_times(other))


def test_an_hour_of_ms_is_exact():
    hour = 3_600_000
    one, other = track([(0, 1), (hour - 1, hour)]), track([(0, hour - 1)])
    found = overlaps(one, other, hour, np.array([0, 1, 2, hour - 1]))
    assert found.tolist() == [1.0, 1.0, 2.0, 2.0]  # all is marked but the ms before the shift
