"""A study file for each test, copied from one that is made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy
from annotator.app.open_study import open_study as open_for_work
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.storage import Store, create, creation, open_study, opening, rekeying, rescuing
from annotator.storage.key import Profile
from tests.storage.making import WORDS, Made, make, new_study


@pytest.fixture(scope="session", autouse=True)
def cheap_keys() -> Iterator[None]:
    """Keys that cost little; `test_key.py` tries the real ones."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (creation, opening, rekeying, rescuing):
            patch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
        yield


@pytest.fixture(scope="session")
def made() -> Made:
    """What stands in the study `place`, two dyads with two interviews each."""
    return make(dyads=2)


@pytest.fixture(scope="session")
def master(made, tmp_path_factory) -> Path:
    """The file that `place` is a copy of. Never opened for writing."""
    place = tmp_path_factory.mktemp("master") / "study.iprstudy"
    with create(place, new_study(), None, actor="tests") as store:
        store.apply(made.edit, action="import")
    return place


@pytest.fixture(scope="session")
def locked_master(cheap_keys, made, tmp_path_factory) -> Path:
    """The same, encrypted with the passphrase `open sesame`."""
    place = tmp_path_factory.mktemp("master") / "locked.iprstudy"
    with create(place, new_study(), "open sesame") as store:
        store.apply(made.edit, action="import")
    return place


@pytest.fixture
def place(master, tmp_path) -> Path:
    """A plain study of one's own."""
    return Path(shutil.copy(master, tmp_path / "study.iprstudy"))


@pytest.fixture
def locked(locked_master, tmp_path) -> Path:
    """An encrypted study of one's own; `open sesame`."""
    return Path(shutil.copy(locked_master, tmp_path / "locked.iprstudy"))


@pytest.fixture
def store(place) -> Iterator[Store]:
    """The plain study, open."""
    with open_study(place) as opened:
        yield opened


@pytest.fixture
def lab(place: Path) -> Iterator[OpenStudy]:
    """A study in which nobody has coded yet, open for its PI."""
    with open_for_work(place) as opened:
        yield opened


@pytest.fixture
def work(lab: OpenStudy) -> Path:
    """The file of one coder."""
    path = lab.place.with_name("work.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), path, WORDS)
    return path
