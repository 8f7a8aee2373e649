"""Individually first: what the step asks for and puts down, and that nothing shut is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.analysis.listing import matrix
from annotator.analysis.tables import study_tables
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.drawing import RoundWish, draw
from annotator.app.verbs.exporting import export
from annotator.app.verbs.finishing import finish
from annotator.app.verbs.importing import Cell, import_reading, replace_reading
from annotator.app.verbs.inspecting import matrix_text
from annotator.app.verbs.opening import alone_in, open_both, opening_of
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.round import Opening
from tests.app.coded import coder_ids, make_study, mark
from tests.app.conftest import reading

BOTH = (("D07", 3, "therapist"), ("D07", 3, "patient"))


def hand_out(pi: OpenStudy, *, alone: bool = True) -> None:
    wish = RoundWish(
        name="R1",
        kind="reliability",
        coder_ids=tuple(coder_ids(pi, "A", "B")),
        seed=1,
        hides_other_account=alone,
    )
    pi.do(draw(pi.view, wish), "Draw")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """D07, session 3, both accounts given to A and B, individually first."""
    with make_study(tmp_path / "alone.iprstudy", BOTH) as pi:
        hand_out(pi)
    return tmp_path / "alone.iprstudy"


@pytest.fixture
def study(place: Path) -> Iterator[OpenStudy]:
    with open_study(place, coder="A") as opened:
        yield opened


def session_of(study: OpenStudy) -> str:
    found = study.view.find_session("D07", 3)
    assert found is not None
    return found.id


def voices(study: OpenStudy) -> list[str]:
    """A's order of work."""
    own = alone_in(study.view, study.seen_by, session_of(study))
    return [study.view.accounts[each.account_id].voice for each in own]


def set_done(study: OpenStudy, voice: str, *, done: bool = True) -> None:
    account = study.view.accounts_of(session_of(study))[voice]
    edit, _ = finish(study.view, "A", [account], round_name="R1", done=done)
    if edit is not None:
        study.do(edit, "Done")


def test_the_step_waits_for_the_first_account(study: OpenStudy) -> None:
    first, second = voices(study)
    assert {first, second} == {"therapist", "patient"}
    with pytest.raises(UserError, match=f"the {first}’s account is not done yet"):
        open_both(study.view, study.seen_by or "", session_of(study))
    set_done(study, first)
    edit = open_both(study.view, study.seen_by or "", session_of(study))
    study.do_for_good(edit, "Read both together")
    [step] = study.view.openings.values()
    accounts = study.view.accounts_of(session_of(study))
    assert step.done_ids == (accounts[first].id,)
    assert step.opened_at.endswith("+00:00")
    assert opening_of(study.view, study.seen_by, session_of(study)) == step
    assert alone_in(study.view, study.seen_by, session_of(study)) == ()
    with pytest.raises(UserError, match="open to you already"):
        open_both(study.view, study.seen_by or "", session_of(study))


def test_what_was_done_is_what_the_step_holds(study: OpenStudy) -> None:
    first, second = voices(study)
    set_done(study, first)
    set_done(study, second)
    study.do_for_good(open_both(study.view, study.seen_by or "", session_of(study)), "Both")
    [row] = matrix(study.view)["openings"]
    assert row["done"] == [first, second]
    assert (row["coder"], row["round"], row["dyad"], row["session"]) == ("A", "R1", "D07", 3)


def test_the_step_is_no_step_of_undo(study: OpenStudy, place: Path) -> None:
    set_done(study, voices(study)[0])
    study.do_for_good(open_both(study.view, study.seen_by or "", session_of(study)), "Both")
    assert study.history.last is not None
    assert study.history.last.text == "Done"
    study.undo()  # the account is not done again, and yet both stay open
    assert study.view.openings
    assert study.view.shut == set()
    study.redo()
    study.close()
    with open_study(place, coder="A") as again:
        assert len(again.view.openings) == 1
        assert again.view.shut == set()
        assert again.check() == []


def test_another_coders_step_opens_nothing(study: OpenStudy, place: Path) -> None:
    set_done(study, voices(study)[0])
    study.do_for_good(open_both(study.view, study.seen_by or "", session_of(study)), "Both")
    study.close()
    with open_study(place, coder="B") as other:
        assert len(other.view.shut) == 1
        assert not other.view.openings
    with open_study(place) as pi:
        assert len(pi.view.openings) == 1


def test_the_step_stands_in_lines_and_tables(study: OpenStudy, tmp_path: Path) -> None:
    first = voices(study)[0]
    assert "openings" not in [each.name for each in study_tables(study.view, with_text=False)]
    set_done(study, first)
    study.do_for_good(open_both(study.view, study.seen_by or "", session_of(study)), "Both")
    [table] = [e for e in study_tables(study.view, with_text=False) if e.name == "openings"]
    [step] = study.view.openings.values()
    assert table.rows == (("A", "R1", "D07", 3, step.opened_at, first),)
    line = matrix_text(matrix(study.view)).splitlines()[-1]
    assert line == (
        f"  D07  session 3  A reads both accounts together since {step.opened_at} "
        f"(round R1; done by then: {first})"
    )


def test_a_round_that_hides_nothing_shuts_nothing(tmp_path: Path) -> None:
    with make_study(tmp_path / "open.iprstudy", BOTH) as pi:
        hand_out(pi, alone=False)
    with open_study(tmp_path / "open.iprstudy", coder="A") as study:
        assert study.view.shut == set()
        assert alone_in(study.view, study.seen_by, session_of(study)) == ()


def test_nothing_shut_is_exported_or_brought_in(study: OpenStudy, tmp_path: Path) -> None:
    shut = voices(study)[1]
    words = "I laughed because I was embarrassed"
    files = export(study.view, tmp_path / "out", "csv", with_text=True)
    assert not any(words in each.read_text(encoding="utf-8-sig") for each in files)
    cell = Cell(dyad="D07", session=3, voice=shut)
    for bring in (import_reading, replace_reading):
        with pytest.raises(UserError, match=f"D07, session 3, {shut} is shut for this coder"):
            bring(study.view, cell, reading(), "p.txt")


def test_what_another_process_shuts_again_is_not_painted_by_undo(
    study: OpenStudy, place: Path
) -> None:
    first, second = voices(study)
    set_done(study, first)
    moment = mark(study, "A", 0, 4, place=("D07", 3, second), work_round="R1")
    with open_study(place) as script:  # reopens the first account behind the window's back
        account = script.view.accounts_of(session_of(study))[first]
        edit, _ = finish(script.view, "A", [account], round_name="R1", done=False)
        assert edit is not None
        script.do(edit, "Reopen")
    study.undo()  # the moment, on an account that is shut by now
    study.redo()
    assert moment.transcript_id not in study.view.transcripts
    assert moment.transcript_id not in study.view.moments
    assert study.view.shut


STEPS = ("done first", "done second", "reopen first", "reopen second", "open", "undo", "redo")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=9))
def test_what_is_shut_is_never_loaded(
    steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After any steps the view holds what the file gives to whoever opens it anew, and no more."""
    folder = tmp_path_factory.mktemp("walk")
    with make_study(folder / "walk.iprstudy", BOTH) as pi:
        hand_out(pi)
    with open_study(folder / "walk.iprstudy", coder="A") as study:
        order = voices(study)
        taken = False
        for step in steps:
            if step in ("undo", "redo"):
                getattr(study, step)()
            elif step == "open":
                with suppress(UserError):
                    edit = open_both(study.view, study.seen_by or "", session_of(study))
                    study.do_for_good(edit, "Both")
                    taken = True
            else:
                what, which = step.split()
                set_done(study, order[which == "second"], done=what == "done")
            view = study.view
            assert bool(view.openings) == taken
            assert view.shut == view.shut_for(study.seen_by)
            assert not {each.account_id for each in view.transcripts.values()} & view.shut
            assert view.stops.keys() | view.moments.keys() <= view.transcripts.keys()
            assert not (taken and view.shut)
        with open_study(folder / "walk.iprstudy", coder="A") as again:
            assert again.view.transcripts == study.view.transcripts
            assert again.view.shut == study.view.shut


def test_an_opening_belongs_to_its_coder(study: OpenStudy) -> None:
    set_done(study, voices(study)[0])
    edit = open_both(study.view, study.seen_by or "", session_of(study))
    records = [each for each in getattr(edit, "edits", ()) if isinstance(each, Replace)]
    assert [type(each.after) for each in records] == [Opening]
    assert {each.after.coder_id for each in records if isinstance(each.after, Opening)} == {
        study.seen_by
    }
