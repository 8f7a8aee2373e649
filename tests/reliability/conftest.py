"""The day that the disks of more than one module go through."""

from __future__ import annotations

import pytest

from tests.reliability.power_cuts import Day, recorded


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return recorded(tmp_path_factory.mktemp("day"), seed=20261128)
