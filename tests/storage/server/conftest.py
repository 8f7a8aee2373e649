"""The lab of these tests is the one with a server."""

from __future__ import annotations

import pytest

from tests.labs import Lab


@pytest.fixture(scope="session")
def lab(hosted: Lab) -> Lab:
    """A PI and two coders on a server, for the whole run."""
    return hosted
