"""The session's clock, by hand-computed tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.clock import (
    clock_text,
    parse_ms,
    recalled_interval,
    spoken_interval,
    stop_at,
)
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.transcript import Stop, freeze


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
