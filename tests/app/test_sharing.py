"""The one door on a study of a share: shut where somebody else works, open where we do."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.open_study import open_study
from annotator.app.sharing import (
    all_working_copies,
    begin,
    brought_here,
    in_background,
    newer,
    sharing_of,
    take_out,
    unpublished,
    work_folder,
)
from annotator.app.taking_up import go_on_with
from annotator.app.verbs.creating import create_study
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.round import Coder
from annotator.storage import open_shared
from annotator.storage import take_out as storage_take_out
from annotator.storage.shares import locks


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    share = tmp_path / "share"
    share.mkdir()
    monkeypatch.setenv("ANNOTATOR_SHARES", str(share))
    create_study(share / "lab.iprstudy", "Lab", None)
    return share / "lab.iprstudy"


def test_nothing_is_done_undone_or_written_where_somebody_else_works(place: Path) -> None:
    own = Replace(None, Coder(id=new_id(), name="Ane"))
    with open_study(place) as study:
        study.do(own, "Add Ane")
        assert study.place == place
    lock = locks.take(place)
    with open_study(take_out(place)) as study:
        sharing = study.look(sharing_of)
        assert sharing is not None
        assert begin(sharing) is None
        assert sharing.status.standing == "theirs"
        before, heard = study.view, []
        study.listen(lambda changes, _: heard.append(changes))
        for act in (
            lambda: study.do(Replace(None, Coder(id=new_id(), name="Bo")), "Add Bo"),
            lambda: study.do_for_good(Replace(None, Coder(id=new_id(), name="Bo")), "Add Bo"),
        ):
            with pytest.raises(UserError, match="works on the study"):
                act()
        assert study.view is before
        assert not heard
        assert study.history.last is None
    lock.release()
    with open_study(take_out(place)) as study:
        study.do(Replace(None, Coder(id=new_id(), name="Bo")), "Add Bo")
        study.undo()
        assert {each.name for each in study.view.coders.values()} == {"Ane"}
    assert unpublished() == []


def test_nobody_works_on_what_is_older_than_the_share(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock comes after the copy: what was published between is had first, or nothing is."""
    with open_study(take_out(place)) as study:
        sharing = study.look(in_background)
        assert sharing is not None
        with open_shared(storage_take_out(tmp_path / "other", place, claims=True)) as other:
            other.apply(Replace(None, Coder(id=new_id(), name="Ane")), action="add")
        own = Replace(None, Coder(id=new_id(), name="Bo"))
        with monkeypatch.context() as patch:
            patch.setattr(sharing, "newer", _hiccups)
            assert begin(sharing) is None
        assert (sharing.status.standing, sharing.status.newer) == ("free", True)
        assert locks.look(place) is None, "nobody is kept out"
        with pytest.raises(UserError, match="open for reading only"):
            study.do(own, "Add Bo")
        sharing.work_in_it()
        with pytest.raises(UserError, match="published anew, and that is not shown here yet"):
            study.do(own, "Add Bo")
        fetched = newer(sharing)
        assert fetched is not None
        assert go_on_with(study, fetched)
        study.do(own, "Add Bo")
        sharing.publish_now()
        sharing.leave()
    with open_study(place) as study:
        assert {each.name for each in study.view.coders.values()} == {"Ane", "Bo"}


def test_what_is_only_here_keeps_its_lock(place: Path, tmp_path: Path) -> None:
    with open_study(take_out(place)) as study:
        sharing = study.look(in_background)
        assert sharing is not None
        sharing.begin()
        study.do(Replace(None, Coder(id=new_id(), name="Ane")), "Add Ane")
        assert sharing.step_back().standing == "ours"
        sharing.leave()
        assert locks.look(place) is None


def _hiccups() -> None:
    raise UserError("the share hiccups")


def test_the_working_copies_of_a_study_are_named_for_whoever_erases_in_them(place: Path) -> None:
    with open_study(place) as study:
        study_id = study.view.study.id
    [copy] = all_working_copies(study_id)
    assert copy.place == place
    assert copy.file.is_relative_to(work_folder())
    assert copy.folder == copy.file.parent  # its backups stand there too
    assert all_working_copies("another") == []


def test_files_of_a_share_are_read_from_copies_that_go(place: Path, tmp_path: Path) -> None:
    here = tmp_path / "here.iprstudy"
    here.write_bytes(b"x")
    with brought_here([place, here]) as (brought, same):
        assert same == here
        assert brought.name == place.name
        assert brought != place
        assert brought.read_bytes() == place.read_bytes()
    assert not brought.exists()
    with (
        pytest.raises(UserError, match="no such file"),
        brought_here([place.with_name("none.iprwork")]),
    ):
        pass
