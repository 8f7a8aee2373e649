"""A short form of the kills; that of the core stands in `tests/test_kill.py`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
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


def counted(line: str) -> Counter[str]:
    """What one line of the command counts: after the colon, `2 old, 0 new` and so on."""
    told = re.findall(r"(\d+) ([^,]+)", line.partition(": ")[2])
    return Counter({what: int(count) for count, what in told})


def test_what_is_counted_can_be_none() -> None:
    line = "2 kills of the window, 5 s: 0 acknowledged, 1 cut short, 0 killed before the first edit"
    assert +counted(line) == {"cut short": 1}


def test_a_killed_window_and_a_killed_renewal_lose_nothing() -> None:
    told = ran("--window", "4", "--renewals", "8")
    assert told.returncode == 0, told.stdout + told.stderr
    of_window, of_renewals = (counted(line) for line in told.stdout.splitlines())
    # The kills must have fallen into the work, or the test shows nothing.
    assert of_window["cut short"] > 0
    assert of_window["acknowledged"] > 0
    assert of_renewals["old"] > 0
    assert of_renewals["new"] > 0
    assert of_renewals.total() == 8


def test_a_careless_writer_and_a_careless_renewal_are_found_out() -> None:
    """Without this the kills would show nothing; it is looked at as those are."""
    told = ran("--careless", "15", "--careless-renewals", "8")
    assert told.returncode == 1, told.stdout + told.stderr
    of_writer, of_renewals = (counted(line) for line in told.stdout.splitlines())
    assert of_writer["lost"] > 0
    assert of_writer["half"] > 0
    assert of_writer["unsound"] == 0
    assert of_renewals["not to be opened"] > 0
