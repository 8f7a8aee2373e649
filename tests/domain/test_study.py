"""The lag of an interview and the study's window."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from annotator.domain.study import HOUR_MS, Interview, Session, Study, is_late, lag_ms

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
