"""A short form of the failing disk, with the control that must lose."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.failing_disk import run
from tests.reliability.power_cuts import recorded


def test_failing_writes_and_syncs_lose_nothing(tmp_path: Path) -> None:
    day = recorded(tmp_path, seed=20261128)
    counts = run(day, commits=400)
    assert counts["failed"] > 10
    assert (counts["lost"], counts["half"], counts["damaged"]) == (0, 0, 0), counts


def test_a_writer_that_does_not_look_loses(tmp_path: Path) -> None:
    """Without this the test above would show nothing."""
    assert run(recorded(tmp_path, seed=20261128), commits=200, blind=True)["lost"] > 0
