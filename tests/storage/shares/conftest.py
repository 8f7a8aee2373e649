"""A lab with a share and machines on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.shared_lab import Lab


@pytest.fixture(scope="session")
def first_lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """The lab that the others begin like; nobody works in it."""
    folder = tmp_path_factory.mktemp("lab")
    return Lab(folder / "share", folder / "machines")


@pytest.fixture
def lab(tmp_path: Path, first_lab: Lab) -> Lab:
    return Lab(tmp_path / "share", tmp_path / "machines", like=first_lab)
