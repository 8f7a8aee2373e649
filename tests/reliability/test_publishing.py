"""The short forms of `publishing`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.full_disk import small_disk
from tests.reliability.killed_publishing import careless, kills
from tests.reliability.publishing import WAYS, full, sleepers, unfenced, yanks


def test_a_kill_while_publishing_loses_nothing(tmp_path: Path) -> None:
    counts = kills(4, tmp_path)
    assert counts["marked"]
    assert counts["published"]
    assert not {what: number for what, number in counts.items() if number and "lost" in what}
    assert not counts["strays at the end"]


def test_who_writes_over_the_study_in_its_place_is_found_out(tmp_path: Path) -> None:
    assert careless(20, tmp_path)["lost as a whole"]


def test_a_full_share_is_told_and_keeps_the_study(tmp_path: Path) -> None:
    try:
        with small_disk() as disk:
            counts, wrong = full(5, tmp_path, disk)
    except OSError as error:
        pytest.skip(f"no small disk here: {error}")
    assert counts["refused"]
    assert wrong == []


def test_a_share_that_fails_or_goes_away_costs_only_delay(tmp_path: Path) -> None:
    counts, wrong = yanks(2 * len(WAYS), tmp_path)
    assert all(what.endswith("kept here") for what in counts)
    assert wrong == []


def test_who_slept_through_the_lock_goes_over_nothing(tmp_path: Path) -> None:
    counts, wrong = sleepers(3, tmp_path)
    assert counts["taken over"] == 3
    assert wrong == []


def test_the_fence_is_what_saves_the_work_of_others(tmp_path: Path) -> None:
    assert unfenced(1, tmp_path / "without")["lost"] == 1
    fenced = unfenced(1, tmp_path / "with", fences=True)
    assert (fenced["lost"], fenced["told"]) == (0, 1)
