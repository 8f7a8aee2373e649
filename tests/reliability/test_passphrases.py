"""The short form of `passphrases`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.parametrize(("more", "code"), [((), 0), (("--careless",), 1)])
def test_a_killed_change_of_the_passphrase_leaves_one_that_opens(
    more: tuple[str, ...], code: int
) -> None:
    command = [sys.executable, "-m", "tests.reliability.passphrases", "--count", "8", *more]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (code, ""), done.stdout
    assert code or "acknowledged: 0" not in done.stdout
