"""The lag of an interview and the study's window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.domain.study import (
    HOUR_MS,
    Interview,
    Session,
    Study,
    is_late,
    is_past_window,
    lag_ms,
)

SESSION = Session(
    id="s", dyad_id="d", number=3, held=datetime(2025, 3, 12, 10), length_ms=50 * 60_000
)


@pytest.mark.parametrize(
    ("held", "late"),
    [
        (datetime(2025, 3, 14, 10, 50), False),  # 48 h after the session's end, to the minute
        (datetime(2025, 3, 14, 10, 51), True),
        (date(2025, 3, 20), None),  # the hour is not known
        (None, None),
    ],
)
def test_late_is_counted_from_the_end_of_the_session(held: date | None, late: bool | None) -> None:
    interview = Interview(id="i", account_id="a", held=held)
    assert is_late(Study(id="x", title=""), SESSION, interview) is late


def test_without_a_length_the_lag_counts_from_the_start() -> None:
    session = Session(id="s", dyad_id="d", number=3, held=datetime(2025, 3, 12, 10))
    interview = Interview(id="i", account_id="a", held=datetime(2025, 3, 13, 12))
    assert lag_ms(session, interview) == 26 * HOUR_MS


@pytest.mark.parametrize(
    ("began", "held", "late"),
    [
        (date(2025, 3, 5), date(2025, 3, 8), True),  # 24:00 to 0:00 are 48 h
        (date(2025, 3, 5), date(2025, 3, 7), None),  # 24 h to 72 h
        (date(2025, 3, 5), date(2025, 3, 6), False),
        (date(2025, 3, 5), date(2025, 3, 4), False),
        (date(2025, 3, 5), datetime(2025, 3, 8, 0, 1), True),
        (datetime(2025, 3, 5, 10), date(2025, 3, 7), None),  # its end is at 10:50
        (datetime(2025, 3, 5, 10), date(2025, 3, 8), True),
        (datetime(2025, 3, 5, 10), date(2025, 3, 6), False),
        (datetime(2025, 3, 5, 23, 50), date(2025, 3, 8), None),  # it ended after midnight
        (None, date(2025, 3, 8), None),
        (date(2025, 3, 5), None, None),
    ],
)
def test_days_alone_tell_where_they_do_whatever_the_hours(
    began: date | None, held: date | None, late: bool | None
) -> None:
    session = Session(id="s", dyad_id="d", number=3, held=began, length_ms=50 * 60_000)
    interview = Interview(id="i", account_id="a", held=held)
    assert is_past_window(Study(id="x", title=""), session, interview) is late


MOMENTS = st.datetimes(datetime(2025, 3, 1), datetime(2025, 3, 9))


@given(
    began=MOMENTS, held=MOMENTS, length_min=st.integers(0, 90), days=st.tuples(*[st.booleans()] * 2)
)
def test_what_days_tell_is_what_the_hours_would(
    began: datetime, held: datetime, length_min: int, days: tuple[bool, bool]
) -> None:
    study, length = Study(id="x", title=""), timedelta(minutes=length_min)
    assume((began + length).date() == began.date())
    session = Session(id="s", dyad_id="d", number=3, held=began, length_ms=length_min * 60_000)
    interview = Interview(id="i", account_id="a", held=held)
    truth = is_late(study, session, interview)
    assert is_past_window(study, session, interview) is truth
    told = is_past_window(
        study,
        replace(session, held=began.date() if days[0] else began),
        replace(interview, held=held.date() if days[1] else held),
    )
    assert told in (None, truth)
