"""The day that the disks of more than one module go through."""

from __future__ import annotations

import pytest

from annotator.storage import creation, opening, rekeying, rescuing
from tests.reliability.power_cuts import Day, recorded


@pytest.fixture(autouse=True)
def usual_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has keys cost what they cost again after a trial that made them cheap in its process."""
    for module in (creation, opening, rekeying, rescuing):
        monkeypatch.setattr(module, "PROFILES", module.PROFILES)


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return recorded(tmp_path_factory.mktemp("day"), seed=20261128)
