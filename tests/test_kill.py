"""Kill -9 at random moments while `annotator mark` is fed lines: nothing acknowledged is lost."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reliability.killed_core import Kind

KILLS = 100

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="kill -9 and fork are POSIX; Windows has neither"
)


@pytest.mark.parametrize("kind", ["sample", "small"])
def test_no_acknowledged_moment_is_lost(tmp_path: Path, kind: Kind) -> None:
    from tests.reliability.killed_core import storm

    spawn = multiprocessing.get_context("spawn")  # a process of its own, free of threads
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        counted = pool.submit(storm, tmp_path, 20261123, KILLS, kind).result(timeout=240)
    print(counted)
    assert (counted["lost"], counted["half"], counted["unsound"]) == (0, 0, 0)
    # The kills must have fallen into the work, or the test shows nothing.
    assert counted["cut short"] > KILLS / 2
    assert counted["acknowledged"] > KILLS
    assert counted["amid a write"] > KILLS / 20
