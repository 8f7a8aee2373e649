"""A lab with a share and machines on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.publishing import Lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path / "share", tmp_path / "machines")
