"""Interval algebra, against plain loops."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import Span, SpanIndex, lanes, merged, overlap

spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair))),
    max_size=40,
)


@given(spans)
def test_lanes_hold_no_two_that_overlap_and_are_as_few_as_can_be(found: list[Span]) -> None:
    given_lanes = lanes(found)
    for i, first in enumerate(found):
        for j in range(i):
            if overlap(first, found[j]):
                assert given_lanes[i] != given_lanes[j]
    busiest = max(
        (sum(start <= place < end for start, end in found) for place in range(81)), default=0
    )
    assert len(set(given_lanes)) == busiest


@given(spans, st.integers(0, 80), st.integers(1, 30))
def test_the_index_finds_what_a_loop_finds(found: list[Span], start: int, length: int) -> None:
    window = (start, start + length)
    expected = [i for i, span in enumerate(found) if overlap(span, window)]
    assert sorted(SpanIndex(found).meeting(*window)) == expected


@given(spans)
def test_merging_keeps_the_positions_and_leaves_no_overlap(found: list[Span]) -> None:
    result = merged(found)
    covered = {place for start, end in found for place in range(start, end)}
    assert {place for start, end in result for place in range(start, end)} == covered
    assert all(first[1] <= second[0] for first, second in pairwise(result))


def test_touching_spans_stay_two() -> None:
    assert merged([(0, 3), (3, 5)]) == [(0, 3), (3, 5)]
