"""A short form of the failing disk, with the control that must lose."""

from __future__ import annotations

from tests.reliability.failing_disk import run
from tests.reliability.power_cuts import Day


def test_failing_writes_and_syncs_lose_nothing(day: Day) -> None:
    counts = run(day, commits=120)
    assert counts["failed"] > 10
    assert (counts["lost"], counts["half"], counts["damaged"]) == (0, 0, 0), counts


def test_a_writer_that_does_not_look_loses(day: Day) -> None:
    """Without this the test above would show nothing."""
    assert run(day, commits=60, blind=True)["lost"] > 0
