"""A short form of the kills; that of the core stands in `tests/test_kill.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="kill -9 and fork are POSIX; Windows has neither"
)


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which has no threads and may fork."""
    command = [sys.executable, "-m", "tests.reliability.kills", *arguments]
    return subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=300
    )


def test_a_killed_window_and_a_killed_renewal_lose_nothing() -> None:
    told = ran("--window", "4", "--renewals", "12")
    assert told.returncode == 0, told.stdout + told.stderr
    of_window, of_renewals = told.stdout.splitlines()
    # The kills must have fallen into the work, or the test shows nothing.
    assert "cut short" in of_window
    assert "old" in of_renewals
    assert "new" in of_renewals


def test_a_careless_writer_is_found_out() -> None:
    """Without this the kills would show nothing."""
    told = ran("--careless", "12")
    assert told.returncode == 1, told.stdout + told.stderr
