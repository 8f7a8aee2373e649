"""The session's clock, by hand-computed tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.clock import (
    clock_text,
    hull,
    origin_of,
    parse_ms,
    pieces,
    recalled_interval,
    spoken_interval,
    stop_at,
)
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.transcript import Aside, Stop, freeze


def stop(position: int, start_s: int, end_s: int | None = None) -> Stop:
    """A stop at a position and a session time in seconds."""
    return Stop(
        id=f"{position}",
        transcript_id="t",
        position=position,
        start_ms=start_s * 1000,
        end_ms=None if end_s is None else end_s * 1000,
    )


STOPS = (stop(10, 580), stop(50, 750, 768), stop(90, 300, 310), stop(120, 800))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 10, (None, None)),  # before the first stop
        (0, 11, (580_000, None)),  # reaches into the first
        (10, 20, (580_000, None)),  # on a stop without an end
        (50, 60, (750_000, 768_000)),  # on a stop with an end
        (40, 60, (580_000, 768_000)),  # across two
        (60, 95, (300_000, 768_000)),  # across one that jumps back
        (60, 130, (300_000, None)),  # the latest of three has no end
        (89, 90, (750_000, 768_000)),  # up to, not on, the next stop
    ],
)
def test_a_passage_is_about_its_stops(
    start: int, end: int, expected: tuple[int | None, int | None]
) -> None:
    assert recalled_interval(STOPS, start, end) == expected


def aside(start: int, end: int, start_s: int | None = None, end_s: int | None = None) -> Aside:
    """A range that is about nothing on the screen, or about a time in seconds."""
    return Aside(
        id=f"{start}",
        transcript_id="t",
        start=start,
        end=end,
        start_ms=None if start_s is None else start_s * 1000,
        end_ms=None if end_s is None else end_s * 1000,
    )


# Within the stop at 50: 60 to 70 is about nothing shown, 75 to 80 about 20:00 to 20:30.
ASIDES = (aside(60, 70), aside(75, 80, 1200, 1230))


@pytest.mark.parametrize(
    ("start", "end", "expected", "origin"),
    [
        (0, 9, (None, None), "before the first stop"),
        (10, 20, (580_000, None), "stop"),
        (40, 55, (580_000, 768_000), "stops"),
        (60, 70, (None, None), "not about this moment"),
        (62, 64, (None, None), "not about this moment"),
        (55, 65, (750_000, 768_000), "stop"),  # half of it digresses
        (75, 80, (1_200_000, 1_230_000), "range"),
        (72, 78, (750_000, 1_230_000), "stop and range"),
        (55, 73, (750_000, 768_000), "stop"),  # the same stop on both sides of a digression
        (58, 85, (750_000, 1_230_000), "stop and range"),
        (78, 95, (300_000, 1_230_000), "stops and range"),
        (40, 85, (580_000, 1_230_000), "stops and range"),
        (5, 15, (580_000, None), "stop"),  # what stands before the first stop counts for nothing
        (80, 90, (750_000, 768_000), "stop"),  # after a range with its own time: the stop again
        (70, 75, (750_000, 768_000), "stop"),
        (85, 95, (300_000, 768_000), "stops"),
    ],
)
def test_asides_take_their_range_out_of_the_stop(
    start: int, end: int, expected: tuple[int | None, int | None], origin: str
) -> None:
    found = recalled_interval(STOPS, start, end, ASIDES)
    assert found == expected
    assert origin_of(STOPS, ASIDES, start, end, found) == origin


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 3)).map(
            lambda each: (each[0], None if each[1] == 0 else each[0] + each[1])
        ),
        min_size=1,
        max_size=5,
    ).flatmap(lambda each: st.tuples(st.just(each), st.permutations(each)))
)
def test_a_hull_does_not_depend_on_the_order(
    orders: tuple[list[tuple[int, int | None]], list[tuple[int, int | None]]],
) -> None:
    assert hull(orders[0]) == hull(orders[1])
    latest = max(start for start, _ in orders[0])
    assert (hull(orders[0])[1] is None) == ((latest, None) in orders[0])


def test_of_asides_in_each_other_the_inner_one_governs() -> None:
    inside = (aside(52, 80, 100), aside(60, 70))
    assert recalled_interval(STOPS, 60, 70, inside) == (None, None)
    assert recalled_interval(STOPS, 70, 80, inside) == (100_000, None)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
    st.integers(0, 40),
    st.integers(1, 40),
)
def test_pieces_cover_the_text_once_and_each_place_has_its_governor(
    ranges: list[tuple[int, int]], start: int, length: int
) -> None:
    asides = sorted((aside(min(each), max(each)) for each in ranges), key=lambda a: a.start)
    end = start + length
    found = pieces(STOPS, asides, start, end)
    assert [p.start for p in found] == [start, *(p.end for p in found[:-1])]
    assert found[-1].end == end
    for piece in found:
        for place in range(piece.start, piece.end):
            inside = [each for each in asides if each.start <= place < each.end]
            assert piece.source is (inside[-1] if inside else stop_at(STOPS, place))


def test_an_interval_never_ends_before_it_starts() -> None:
    for start in range(130):
        for end in range(start + 1, 131):
            low, high = recalled_interval(STOPS, start, end)
            assert low is None or high is None or low <= high


def test_a_position_is_governed_by_the_last_stop_at_or_before_it() -> None:
    assert [s.position if (s := stop_at(STOPS, at)) else None for at in (9, 10, 49, 50, 500)] == [
        None,
        10,
        10,
        50,
        120,
    ]


def test_in_the_session_transcript_times_are_the_turns_own() -> None:
    turns = (
        ReadTurn(speaker="T", text="One.", start_ms=1000, end_ms=2000),
        ReadTurn(speaker="P", text="Two.", start_ms=2000, end_ms=None),
        ReadTurn(speaker="T", text="Three.", start_ms=4000, end_ms=5000),
    )
    transcript, _ = freeze(Reading(format="txt", encoding=None, turns=turns), "a")
    assert spoken_interval(transcript, 0, 4) == (1000, 2000)
    assert spoken_interval(transcript, 1, 7) == (1000, None)
    assert spoken_interval(transcript, 6, 12) == (2000, 5000)


@given(st.integers(0, 359_999))
def test_what_the_clock_writes_it_reads(seconds: int) -> None:
    assert parse_ms(clock_text(seconds * 1000)) == seconds * 1000


@pytest.mark.parametrize("text", ["", "12", "12:60", "1:60:00", "1:75:00", "a:bc", "12:3", "-1:00"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_ms(text) is None
