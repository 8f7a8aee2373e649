"""Of a session read one account at a time the other's text is not in the view that is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.alone_view import AloneView
from annotator.app.open_study import OpenStudy
from annotator.domain.view import StudyView
from tests.app.coded import make_study, mark

PLACES = (("D07", 3, "therapist"), ("D07", 3, "patient"), ("D07", 3, "session"))


@pytest.fixture
def study(tmp_path: Path):
    with make_study(tmp_path / "s.iprstudy", (*PLACES, ("D08", 3, "patient"))) as made:
        for place in (*PLACES, ("D08", 3, "patient")):
            mark(made, "A", 30, 40, place=place)
        yield made


def session_of(view: StudyView) -> str:
    session = view.find_session("D07", 3)
    assert session is not None
    return session.id


def places(view: StudyView) -> set[tuple[str, str]]:
    """Dyad and voice of every text."""
    found = (view.place_of(each.account_id) for each in view.transcripts.values())
    return {(dyad.name, account.voice) for dyad, _, account in found}


def test_one_account_and_the_session_and_all_of_other_sessions(study: OpenStudy) -> None:
    view = study.view
    session_id = session_of(view)
    alone = AloneView()
    shown = alone.of(view, session_id, "therapist")
    assert places(shown) == {("D07", "therapist"), ("D07", "session"), ("D08", "patient")}
    for table in ("stops", "moments"):
        assert getattr(view, table).keys() - shown.transcripts.keys()
        assert getattr(shown, table).keys() <= shown.transcripts.keys()
    assert alone.of(view, session_id, "therapist") is shown
    assert places(alone.of(view, session_id, "patient")) == {
        ("D07", "patient"),
        ("D07", "session"),
        ("D08", "patient"),
    }
    assert alone.of(view, session_id, "") is view
    assert alone.of(view, None, "therapist") is view


def test_what_an_edit_leaves_as_it_was_is_shared(study: OpenStudy) -> None:
    session_id = session_of(study.view)
    alone = AloneView()
    before = alone.of(study.view, session_id, "therapist")
    mark(study, "A", 50, 60, place=PLACES[0])
    after = alone.of(study.view, session_id, "therapist")
    assert after.transcripts is before.transcripts
    assert after.stops is before.stops
    assert sum(map(len, after.moments.values())) == sum(map(len, before.moments.values())) + 1
