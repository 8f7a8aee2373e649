from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.edits import Replace
from annotator.storage import open_study
from tests.storage.making import moment_in

ROOT = Path(__file__).resolve().parents[2]
KILLS = 30


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_what_was_acknowledged_survives_kill_9(place, made):
    with open_study(place) as store:
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    told = subprocess.run(
        [sys.executable, "-m", "tests.storage.killing", str(place), str(KILLS)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    pairs = [line.split() for line in told.stdout.splitlines()]
    assert len(pairs) >= KILLS
    with open_study(place) as store:
        stored = {moment.id for moment in store.view().all_moments()}
        entries = list(store.journal())
        assert store.check() == []
    assert {each for pair in pairs for each in pair} <= stored
    # Whole edits only: each has both its moments and its entry.
    written = [{key for _, key, _ in entry.records} for entry in entries if entry.action == "mark"]
    assert set().union(*written) == stored
    assert all(len(keys) == 2 for keys in written[1:])
