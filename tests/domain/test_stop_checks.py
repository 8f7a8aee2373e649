"""What is odd about stops, by a table made by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.stop_checks import stop_findings
from annotator.domain.transcript import Aside, Stop

MINUTE = 60_000


def stops(*times: tuple[int, int | None]) -> tuple[Stop, ...]:
    """Stops in the order of the text, from starts and ends in minutes."""
    return tuple(
        Stop(
            id=str(number),
            transcript_id="t",
            position=10 * number,
            start_ms=start * MINUTE,
            end_ms=None if end is None else end * MINUTE,
        )
        for number, (start, end) in enumerate(times)
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([(5, None), (10, 11), (50, None)], []),  # the last just at the end
        ([(5, None), (51, None)], [("1", "after the recording")]),
        ([(49, 52)], [("0", "after the recording")]),
        ([(5, 4), (6, None)], [("0", "backwards")]),
        ([(5, 8), (7, 9)], [("0", "overlap"), ("1", "overlap")]),
        ([(5, 8), (8, 9)], []),  # touching is not overlapping
        ([(5, 20), (6, 7), (8, 9)], [(str(n), "overlap") for n in range(3)]),
        ([(5, None), (30, None), (10, None), (20, None)], [("1", "out of order")]),
        ([(5, None), (60, 55)], [("1", "after the recording"), ("1", "backwards")]),
        ([], []),
    ],
)
def test_each_oddity_is_found_where_it_stands(times, expected) -> None:
    found = stop_findings(stops(*times), length_ms=50 * MINUTE)
    assert [(each.stop_id, each.oddity) for each in found] == expected


def test_a_stop_inside_a_range_has_no_place_in_the_order() -> None:
    own = stops((5, None), (30, None), (10, None), (60, None), (20, None))
    inside = Aside(id="a", transcript_id="t", start=8, end=12)
    late = Aside(id="b", transcript_id="t", start=25, end=35)
    found = stop_findings(own, asides=[inside, late], length_ms=50 * MINUTE)
    assert [(each.stop_id, each.oddity) for each in found] == [("3", "after the recording")]
    found = stop_findings(own, asides=[late], length_ms=70 * MINUTE)
    assert [(each.stop_id, each.oddity) for each in found] == [("1", "out of order")]


def test_times_are_held_against_the_sessions_own_clock() -> None:
    own = stops((1, None), (49, None))
    early, late = (
        stop_findings(own, offset_ms=by, length_ms=50 * MINUTE) for by in (-90_000, 90_000)
    )
    assert [(each.stop_id, each.words) for each in early] == [
        ("0", "starts at -0:30, before the recording")
    ]
    assert [(each.stop_id, each.words) for each in late] == [
        ("1", "starts at 50:30, after the session’s end at 50:00")
    ]


def test_a_session_without_a_length_is_told_once_and_is_no_fault() -> None:
    (finding,) = stop_findings(stops((5, None), (700, None)))
    assert (finding.stop_id, finding.oddity, finding.is_fault) == (None, "no length", False)


TIMES = st.lists(st.tuples(st.integers(-3, 60), st.none() | st.integers(-3, 60)), max_size=12)


@given(TIMES, st.integers(-5, 5))
def test_an_offset_moves_all_alike(times, by) -> None:
    own = stops(*times)
    moved = tuple(
        replace(
            each,
            start_ms=each.start_ms + by * MINUTE,
            end_ms=None if each.end_ms is None else each.end_ms + by * MINUTE,
        )
        for each in own
    )
    length = 50 * MINUTE
    assert stop_findings(own, offset_ms=by * MINUTE, length_ms=length) == stop_findings(
        moved, length_ms=length
    )


@given(TIMES)
def test_the_stops_that_overlap_are_those_that_a_plain_loop_finds(times) -> None:
    own = stops(*times)
    expected = set()
    for first, second in combinations(own, 2):
        if first.end_ms is None or second.end_ms is None:
            continue
        if max(first.start_ms, second.start_ms) < min(first.end_ms, second.end_ms):
            expected |= {first.id, second.id}
    found = {each.stop_id for each in stop_findings(own, length_ms=0) if each.oddity == "overlap"}
    assert found == expected
