"""What the head of a column says of dates and stops that can hardly be meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from annotator.domain.edits import Replace
from annotator.domain.view import StudyView
from annotator.ui.transcript.header import heading_of


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (datetime(2025, 3, 12, 9), True),
        (datetime(2025, 3, 12, 11), False),
        (date(2025, 3, 11), True),
        (date(2025, 3, 12), False),
        (None, False),
    ],
)
def test_an_interview_before_its_session_is_told(
    study_view: StudyView, held: date | None, told: bool
) -> None:
    before = study_view.interviews["i-patient"]
    view = study_view.after(Replace(before, replace(before, held=held)), 2)
    warning = heading_of(view, "patient").warning
    assert ("held before its session" in warning) is told


def test_an_interview_in_the_session_is_said_to_be_in_it(study_view: StudyView) -> None:
    before = study_view.interviews["i-patient"]
    held = replace(before, held=datetime(2025, 3, 12, 10, 30))
    heading = heading_of(study_view.after(Replace(before, held), 2), "patient")
    assert "Recall interview during the session" in heading.facts
    assert heading.warning == ""


def test_stops_are_counted_with_those_that_are_odd(study_view: StudyView) -> None:
    first, second, _ = study_view.stops_of("text-patient")
    assert "3 stops ·" in heading_of(study_view, "patient").facts
    assert heading_of(study_view, "patient").details == ""
    odd = replace(first, end_ms=first.start_ms - 1000)
    view = study_view.after(Replace(first, odd), 2)
    view = view.after(Replace(second, replace(second, start_ms=3_000_000, end_ms=None)), 3)
    heading = heading_of(view, "patient")
    assert "3 stops, 3 odd ·" in heading.facts
    assert heading.details.splitlines() == [
        "Stop 8:15: ends at 8:14, before it starts",
        "Stop 50:00: starts at 50:00, after the session’s end at 48:12",
        "Stop 16:50: out of order",  # the first of two equally long runs holds
    ]


def test_a_session_without_a_length_is_said_to_have_none(study_view: StudyView) -> None:
    before = study_view.sessions["session-3"]
    view = study_view.after(Replace(before, replace(before, length_ms=None)), 2)
    heading = heading_of(view, "patient")
    assert "session length unknown" in heading.facts
    assert heading.warning == ""
    assert "stops after its end cannot be told" in heading.details
