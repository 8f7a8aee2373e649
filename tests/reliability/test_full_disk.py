"""A short form of the full disk."""

from __future__ import annotations

import random

import pytest

from tests.reliability.full_disk import STEPS, Disk, careless, small_disk


def test_nothing_is_lost_and_the_message_says_what_is_needed() -> None:
    try:
        with small_disk() as folder, small_disk() as renewing:
            disk = Disk(folder, renewing, None, random.Random(20261128))
            disk.runs(24)
    except OSError as error:
        pytest.skip(str(error))
    assert disk.wrong == []
    # The disk must have been full for each kind of step, or the test shows nothing.
    assert {f"{step} refused" for step in STEPS} <= disk.counts.keys()
    assert disk.counts["edit done"] > 0


def test_what_saves_in_place_loses() -> None:
    try:
        with small_disk() as folder:
            assert careless(folder, 4, random.Random(1)) > 0
    except OSError as error:
        pytest.skip(str(error))
