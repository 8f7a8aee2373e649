"""A study on a share made of its newest backup, where somebody was erased on another machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from annotator.app.open_study import open_study
from annotator.app.sharing import sharing_of, take_out
from annotator.app.verbs.rescuing import rescue, rescued_lines
from annotator.app.verbs.restoring import Restored, restore_newest, restored_text
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.storage import back_up, create
from annotator.storage.header import PAGE_BYTES
from tests.storage.making import make, moment_in, new_study
from tests.storage.test_erasure import SAID, WHO, telling

AGAIN = "; somebody may be in it who was erased since, whom you must erase once more."


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study on a share, with a backup on this machine, from which P00 was erased on another."""
    share = tmp_path / "share"
    share.mkdir()
    monkeypatch.setenv("ANNOTATOR_SHARES", str(share))
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "here"))
    place, made = share / "lab.iprstudy", make(dyads=1)
    with create(place, new_study()) as store:
        store.apply(made.edit, action="plan")
        own = moment_in(made, telling(store, made), memo="mine")
        store.apply(added(own), action="mark")
    with open_study(take_out(place), seen_by=None) as study:
        study.look(back_up)
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "there"))
    with open_study(take_out(place), seen_by=None) as study:
        study.operate(lambda store: store.erasing(WHO)(), clears=True)
        sharing = study.look(sharing_of)
        assert sharing is not None
        sharing.publish_now()
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "here"))
    assert words_in(place) == []
    return place


def words_in(place: Path) -> list[str]:
    return [each for each in SAID if each.encode() in place.read_bytes()]


def lose(place: Path, *tables: str) -> None:
    """Damages the first pages of these tables."""
    driver = dbapi2.connect(str(place))
    roots = dict(driver.execute("SELECT name, rootpage FROM sqlite_master").fetchall())
    driver.close()
    content = bytearray(place.read_bytes())
    for each in tables:
        content[(roots[each] - 1) * PAGE_BYTES : roots[each] * PAGE_BYTES] = b"\xee" * PAGE_BYTES
    place.write_bytes(content)


def restored(place: Path) -> Restored:
    before = place.read_bytes()
    try:
        return restore_newest(place, None)
    finally:
        assert place.read_bytes() == before


def test_a_backup_here_that_the_erasure_has_not_reached_is_not_taken(place: Path) -> None:
    lose(place, "tombstones")
    before = sorted(place.parent.iterdir())
    with pytest.raises(UserError, match="an erasure has not reached this backup"):
        restored(place)
    assert sorted(place.parent.iterdir()) == before
    found = rescue(place, place.with_name("new.iprstudy"), None)
    assert (found.backup, words_in(found.place)) == (None, [])
    assert not any("erase" in each for each in rescued_lines(found))


def test_where_the_file_cannot_tell_of_erasures_a_backup_here_is_taken_and_it_is_said(
    place: Path,
) -> None:
    lose(place, "tombstones", "erasures")
    found = restored(place)
    assert found.erasures_unknown
    assert restored_text(found).endswith(AGAIN)


def test_a_backup_beside_the_study_is_taken_before_one_here_that_is_not_erased(
    place: Path,
) -> None:
    folder = place.with_name("lab backups")
    folder.mkdir()
    early = folder / "2020-01-01 000000 lab.iprstudy"
    early.write_bytes(place.read_bytes())
    lose(place, "tombstones")
    found = restored(place)
    assert found.place.name == f"{early.stem} restored.iprstudy"
    assert (words_in(found.place), found.erasures_unknown) == ([], False)
    assert "1 newer backup could not be taken" in restored_text(found)


def test_a_backup_beside_a_study_that_cannot_tell_has_been_reached(place: Path) -> None:
    folder = place.with_name("lab backups")
    folder.mkdir()
    late = folder / "2099-01-01 000000 lab.iprstudy"
    late.write_bytes(place.read_bytes())
    lose(place, "erasures")
    found = restored(place)
    assert (found.place.name, found.erasures_unknown) == (f"{late.stem} restored.iprstudy", False)
    assert AGAIN not in restored_text(found)
