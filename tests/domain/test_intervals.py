"""The session times of many moments at once are those of each alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.intervals import intervals
from annotator.domain.moment import Moment
from annotator.domain.transcript import Aside, Stop
from tests.domain.test_session_time import TEXT, view

PLACE = st.integers(0, len(TEXT))
TIME = st.integers(0, 3_000_000)


@st.composite
def stops(draw: st.DrawFn) -> tuple[Stop, ...]:
    """Stops in order of the text, some without an end, some at one place."""
    places = sorted(draw(st.lists(PLACE, max_size=6)))
    return tuple(
        Stop(
            id=f"s{number}",
            transcript_id="patient-1",
            position=place,
            start_ms=(start := draw(TIME)),
            end_ms=draw(st.none() | st.integers(start, start + 60_000)),
        )
        for number, place in enumerate(places)
    )


@st.composite
def asides(draw: st.DrawFn) -> tuple[Aside, ...]:
    """Up to two ranges that are set aside, with or without another time."""
    places = sorted(draw(st.lists(PLACE, max_size=4, unique=True)))
    return tuple(
        Aside(
            id=f"a{start}",
            transcript_id="patient-1",
            start=start,
            end=end,
            start_ms=(time := draw(st.none() | TIME)),
            end_ms=None if time is None else draw(st.none() | st.just(time + 5_000)),
        )
        for start, end in zip(places[::2], places[1::2], strict=False)
    )


@st.composite
def moments(draw: st.DrawFn, transcript_id: str) -> Moment:
    """A moment anywhere; at times its coder has given it a time."""
    start, end = sorted(draw(st.lists(PLACE, min_size=2, max_size=2, unique=True)))
    return Moment(
        id=f"m{start}-{end}",
        transcript_id=transcript_id,
        coder_id="c",
        round_id="r",
        codebook_id="b",
        start=start,
        end=end,
        own_start_ms=draw(st.none() | TIME),
    )


@given(stops(), asides(), st.integers(-5_000, 5_000), st.data())
def test_the_time_of_each_is_what_the_view_gives(own_stops, own_asides, offset_ms, data):
    before = view(offset_ms)
    made = replace(
        before,
        stops={**before.stops, "patient-1": own_stops},
        asides={**before.asides, "patient-1": own_asides},
    )
    for transcript_id in ("patient-1", "session-1"):
        own = data.draw(st.lists(moments(transcript_id), min_size=1, max_size=12))
        of_all = intervals(made, made.transcripts[transcript_id])
        assert [of_all(each) for each in own] == [made.interval_of(each) for each in own]
