"""The short form of `lock_race`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.lock_race import race


@pytest.mark.parametrize("way", ["ours", "settled"])
def test_a_lock_has_one_owner_at_a_time(tmp_path: Path, way: str) -> None:
    counts = race(12, tmp_path, way, processes=12)
    assert counts["owners"] >= 12
    assert not counts["two at once"]
    assert not counts["lost though alive"]


def test_a_stale_lock_that_is_deleted_has_two(tmp_path: Path) -> None:
    assert race(40, tmp_path, "delete", processes=12)["two at once"]
