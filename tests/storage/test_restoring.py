"""A backup in the place of a damaged study: what the study still tells of erasures, read alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.domain.edits import added
from annotator.storage import Unreached, create, restore_for
from annotator.storage.creation import journal_beside
from annotator.storage.header import PAGE_BYTES
from tests.storage.making import make, moment_in, new_study
from tests.storage.test_erasure import WHO, telling

PASSPHRASE = "a passphrase"


def ask() -> str:
    return PASSPHRASE


def test_an_encrypted_study_tells_which_copies_an_erasure_has_not_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    place, goal = tmp_path / "lab.iprstudy", tmp_path / "new.iprstudy"
    early, late = tmp_path / "early.iprstudy", tmp_path / "late.iprstudy"
    made = make(dyads=1)
    with create(place, new_study(), PASSPHRASE) as store:
        store.apply(made.edit, action="plan")
        own = moment_in(made, telling(store, made), memo="mine")
        store.apply(added(own), action="mark")
        shutil.copy(place, early)
        store.erasing(WHO)()
    shutil.copy(place, late)
    content = bytearray(place.read_bytes())
    last = len(content) - PAGE_BYTES  # of another table
    content[last:] = b"\xee" * PAGE_BYTES
    place.write_bytes(content)
    journal_beside(place).write_bytes(b"what a cut transaction has left")
    with pytest.raises(Unreached, match="has not reached this backup"):
        restore_for(place, early, goal, ask)
    assert not goal.exists()
    assert restore_for(place, late, goal, ask)
    goal.unlink()
    assert place.read_bytes() == content
    assert journal_beside(place).exists()
    place.write_bytes(b"\xee" * PAGE_BYTES)  # its salt is lost
    assert not restore_for(place, early, goal, ask)
