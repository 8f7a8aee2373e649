"""A short form of the erasure, with the controls that must leave something."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from annotator.storage import creation, erasure, open_study, opening, rescuing
from annotator.storage.key import Profile
from tests.reliability.erasure import careless, killed, left_in, unlike
from tests.reliability.erasure_shared import erased_on_share, killed_half_way, killed_on_share
from tests.reliability.markers import WHO, marked_study

COUNT = 72


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening, rescuing):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


def test_no_marker_is_left_and_nothing_else_is_changed(tmp_path: Path) -> None:
    study = marked_study(tmp_path / "study", None, COUNT)
    there = set().union(*left_in(tmp_path, None, study.markers).values())
    assert there == set(study.markers), "else it would show nothing"
    assert careless(study, overwriting=False), "deleted rows lie about"
    assert careless(study, overwriting=True), "the index keeps words"
    done = erasure.erase(study.place, None, WHO)
    assert left_in(tmp_path / "study", None, study.markers) == {}
    assert len(done.files) == 6
    assert done.swept == 2
    with open_study(study.place) as store:
        assert unlike(study.before, store.view(), done) == []
        assert store.check() == []


def test_on_a_share_none_is_left_there_nor_in_what_stands_beside_it(tmp_path: Path) -> None:
    study = marked_study(tmp_path / "study", None, 16, backups=1)
    seen = erased_on_share(study, tmp_path)
    assert (seen.before, seen.kept, seen.left) == (16, 16, 0)
    assert seen.files == 4, "on the share, the working copy, a backup and a copy beside"


def test_killed_it_leaves_each_file_whole_and_can_be_gone_on_with(tmp_path: Path) -> None:
    study = marked_study(tmp_path / "study", None, 16, backups=1)
    assert left_in(tmp_path, study.key, study.markers), "else it would show nothing"
    seen = killed(study, tmp_path, 3, random.Random(20261128))
    assert seen.kills == 3
    assert seen.is_well, seen
    assert seen.cut_short


def test_killed_on_a_share_it_leaves_each_file_whole_and_erasing_again_ends_it(
    tmp_path: Path,
) -> None:
    study = marked_study(tmp_path / "study", None, 16, backups=1)
    control = killed_half_way(study, tmp_path / "control")
    assert (control.cut_short, control.not_whole) == (1, 1), "written over, one is torn"
    seen = killed_on_share(study, tmp_path, 2, random.Random(20261129))
    assert seen.cut_short
    assert seen.is_well, seen
