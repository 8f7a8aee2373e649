"""Fixtures that more than one room of the suite uses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SAMPLES = Path(__file__).resolve().parent.parent.parent / "shared" / "samples"


@pytest.fixture
def samples() -> Path:
    """The folder of real files beside the checkout."""
    if not SAMPLES.is_dir():
        pytest.skip(f"no folder of real samples at {SAMPLES}")
    return SAMPLES
