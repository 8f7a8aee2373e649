"""Fixtures of the timeline's tests."""

from __future__ import annotations

import pytest

from annotator.domain.view import StudyView
from annotator.ui.theme import Look
from tests.ui.timeline.study import moment, pairing, stop, study_of


@pytest.fixture
def view() -> StudyView:
    """Three moments a side, stops with and without an end, two pairings, one moment untimed."""
    return study_of(
        [
            moment("t0", "therapist", 0, 50, "shame"),
            moment("t1", "therapist", 110, 150, "connecting"),
            moment("t2", "therapist", 210, 250, "affect", "shame"),
            moment("t3", "therapist", 120, 260),
            moment("p1", "patient", 110, 150, "shame"),
            moment("p2", "patient", 210, 250, "distance"),
            moment("p3", "patient", 210, 220, "solidness", own_start_ms=1_800_000),
        ],
        stops=[
            stop("ts1", "therapist", 100, 750_000),
            stop("ts2", "therapist", 200, 1_020_000, 1_080_000),
            stop("ps1", "patient", 100, 755_000),
            stop("ps2", "patient", 200, 30_000),
        ],
        pairings=(
            pairing("q1", "diverging", "t1", "p1"),
            pairing("q2", "converging", "t2", "p2", "p3"),
            pairing("q3", "complementary", "t0", "p1"),
        ),
    )


@pytest.fixture
def look(qapp) -> Look:
    """How the window looks."""
    return Look()
