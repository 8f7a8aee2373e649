"""A short form of the power cuts, with the controls that must lose."""

from __future__ import annotations

import pytest

from tests.reliability.power_cuts import EDITS, Day, run


def test_the_day_is_one_of_real_edits(day: Day) -> None:
    assert len(day.edits) == EDITS
    assert len(set(day.states)) == EDITS + 1  # each edit makes another state
    assert all(each[0][0] == "BEGIN IMMEDIATE" and each[-1][0] == "COMMIT" for each in day.edits)
    assert any(many for each in day.edits for _, _, many in each)


def test_a_power_cut_takes_nothing_that_was_acknowledged(day: Day) -> None:
    counts = run(day, cuts=150)
    assert counts.cuts == 150
    assert counts.bad == 0, counts


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_other_settings_lose(day: Day, synchronous: str) -> None:
    """Without this the test above would show nothing."""
    assert run(day, cuts=60, synchronous=synchronous).bad > 0
