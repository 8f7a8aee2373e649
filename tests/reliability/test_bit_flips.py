"""A short form of the turned bits, with the control that must miss some."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.storage import creation, opening, rescuing
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Profile
from tests.reliability.bit_flips import found_flips
from tests.reliability.rescued import LEAST, PASSPHRASE, one_rescue, rescues, sound_study

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


def test_where_the_whole_file_is_refused_too_nothing_is_shown(tmp_path: Path) -> None:
    study = sound_study(tmp_path, None, edits=1)
    other = replace(study, content=study.content[:-PAGE_BYTES])
    with pytest.raises(AssertionError, match="the whole file is refused"):
        found_flips(other, 1, random.Random(1))


def test_a_rescue_brings_back_what_stands_on_whole_pages(tmp_path: Path) -> None:
    """Rows of every kind; SQLite itself would reach too few of them."""
    study, choose = sound_study(tmp_path, PASSPHRASE), random.Random(20261128)
    reached = []
    for trial in rescues(study, 3, choose):
        assert trial.silent == 0, trial
        assert min(trial.share, trial.moments) >= LEAST, trial
        reached.append(trial.reached / trial.on_whole_pages)
    assert min(reached) < LEAST


DESIGN = (
    *("study", "coders", "rounds", "codebooks", "code_sets", "codes", "scales", "anchors"),
    *("participants", "dyads", "sessions", "accounts", "transcripts", "turns"),
    *("questions", "measures"),
)


@pytest.mark.parametrize("indexes", [True, False], ids=["with indexes", "without"])
def test_all_that_others_hang_on_may_be_lost(tmp_path: Path, indexes: bool) -> None:
    """With its place in the journal, and with what its indexes say of it."""
    study = sound_study(tmp_path, PASSPHRASE, edits=6)
    damaged = set(study.plan)
    for (name, _), pages in study.pages.items():
        damaged |= pages if name in DESIGN else set()
    for name in () if indexes else DESIGN:
        damaged |= study.indexes.get(name, frozenset())
    trial = one_rescue(study, tuple(sorted(damaged)), random.Random(1))
    assert (trial.share, trial.moments, trial.silent) == (1.0, 1.0, 0)
