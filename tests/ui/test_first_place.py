"""Where a coder begins, and what is said where the screen shows none of their texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.domain.edits import added
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Assignment, Round
from annotator.domain.study import Account
from annotator.domain.transcript import freeze
from annotator.domain.view import StudyView
from annotator.storage import create
from annotator.ui.own_place import first_place
from annotator.ui.sample_told import said_of_the_sample
from tests.storage.making import Made, make, new_study, reading

Lab = Callable[..., StudyView]


@pytest.fixture
def made() -> Made:
    return make(("one two", "three four"), dyads=3)


@pytest.fixture
def lab(made: Made, tmp_path: Path) -> Lab:
    """Three dyads whose last session has a transcript of its own, and a queue of these voices."""

    def go(*queue: tuple[str, str]) -> StudyView:
        own = Account(id="own", session_id=made.session.id, voice="session")
        text, _ = freeze(reading(("said in it",)), own.id, source="s.txt")
        work = Round(
            id=new_id(), name="R2", number=2, kind="reliability", codebook_id=made.codebook.id
        )
        with create(tmp_path / "lab.iprstudy", new_study(), None) as store:
            store.apply(made.edit, action="plan")
            store.apply(added(own, text, work), action="round")
            view = store.view()
            given = [
                Assignment(
                    id=new_id(), round_id=work.id, coder_id=made.coders[0].id,
                    account_id=account_at(view, *place), position=at,
                )
                for at, place in enumerate(queue, 1)
            ]  # fmt: skip
            store.apply(added(*given), action="assign")
            return store.view()

    return go


def account_at(view: StudyView, dyad: str, voice: str) -> Id:
    return next(
        each.id
        for each in view.accounts.values()
        if (view.place_of(each.id)[0].name, each.voice) == (dyad, voice)
    )


def test_a_coder_begins_at_the_first_of_the_queue(lab: Lab, made: Made) -> None:
    view = lab(("D01", "patient"), ("D00", "patient"))
    place = first_place(view, made.coders[0].id)
    assert view.dyads[view.sessions[place.session_id or ""].dyad_id].name == "D01"
    assert place.mode == "dyadic"


def test_the_sessions_own_transcript_is_on_the_screen_where_it_comes_first(
    lab: Lab, made: Made
) -> None:
    view = lab(("D02", "session"), ("D00", "patient"))
    place = first_place(view, made.coders[0].id)
    assert (place.session_id, place.mode) == (made.session.id, "session")


@pytest.mark.parametrize("who", [None, "nobody", 1])
def test_whoever_has_no_queue_begins_at_the_top(lab: Lab, made: Made, who: object) -> None:
    view = lab(("D01", "patient"))
    coder_id = made.coders[who].id if isinstance(who, int) else who
    place = first_place(view, coder_id)  # type: ignore[arg-type]
    assert view.dyads[view.sessions[place.session_id or ""].dyad_id].name == "D00"


def test_texts_outside_the_sample_are_told_by_what_else_the_session_has(
    lab: Lab, made: Made
) -> None:
    view = lab(("D02", "session"))
    coder_id = made.coders[0].id

    def said(dyad: str, *voices: str) -> str:
        shown = [account_at(view, dyad, each) for each in voices]
        session_id = view.accounts[shown[0]].session_id
        return said_of_the_sample(view, coder_id, session_id, shown)

    assert said("D00", "therapist", "patient").startswith(
        "This session is no part of Round R2 · reliability;"
    )
    assert said("D02", "therapist", "patient").startswith(
        "Round R2 · reliability gives you another text of this session than these; Ctrl+J goes"
    )
    assert said("D02", "therapist", "session") == ""
    assert said_of_the_sample(view, None, made.session.id, ["own"]) == ""
