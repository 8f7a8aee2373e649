"""A short form of the turned bits, with the control that must miss some."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from annotator.storage import creation, opening, rescuing
from annotator.storage.key import Profile
from tests.reliability.bit_flips import LEAST, PASSPHRASE, found_flips, rescues, sound_study

FLIPS = 80


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening, rescuing):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


def test_every_turned_bit_is_found_at_open(tmp_path: Path) -> None:
    study = sound_study(tmp_path, PASSPHRASE, edits=3)
    assert found_flips(study, FLIPS, random.Random(20261128)) == FLIPS


def test_without_encryption_not_every_one_is(tmp_path: Path) -> None:
    """Without this the test above would show nothing of the encryption."""
    study = sound_study(tmp_path, None, edits=3)
    assert 0 < found_flips(study, FLIPS, random.Random(20261128)) < FLIPS


def test_a_rescue_brings_back_what_stands_on_whole_pages(tmp_path: Path) -> None:
    study = sound_study(tmp_path, PASSPHRASE)
    for trial in rescues(study, 3, random.Random(20261128)):
        assert trial.silent == 0, trial
        assert trial.brought >= LEAST * trial.on_whole_pages, trial
