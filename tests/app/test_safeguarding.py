"""A backup comes before an import once there is coders' work that it could spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.safeguarding import bring_in
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.study import Dyad
from tests.app.test_open_study import marked


def coming(study: OpenStudy, name: str) -> None:
    """Something that is imported: a dyad."""
    bring_in(study, added(Dyad(id=new_id(), name=name)), f"Import {name}")


def backups(place: Path) -> list[Path]:
    return sorted(place.with_name(f"{place.stem} backups").glob("*.iprstudy"))


def test_before_the_first_work_no_backup_is_made(study: OpenStudy) -> None:
    coming(study, "D08")
    assert backups(study.place) == []


def test_work_is_in_a_backup_before_something_comes_in(study: OpenStudy) -> None:
    moment = marked(study)
    coming(study, "D08")
    [made] = backups(study.place)
    with open_study(made) as before:
        assert moment.id in {each.id for each in before.view.all_moments()}
        assert "D08" not in {each.name for each in before.view.dyads.values()}
    assert "D08" in {each.name for each in study.view.dyads.values()}


def test_what_the_newest_backup_holds_is_not_backed_up_again(study: OpenStudy) -> None:
    marked(study)
    study.back_up()
    coming(study, "D08")
    assert len(backups(study.place)) == 1


def test_nothing_comes_in_where_the_backup_cannot_be_made(study: OpenStudy) -> None:
    marked(study)
    folder = study.place.with_name(f"{study.place.stem} backups")
    folder.write_bytes(b"a file in its place")
    with pytest.raises(UserError, match="no backup can be made"):
        coming(study, "D08")
    assert "D08" not in {each.name for each in study.view.dyads.values()}
