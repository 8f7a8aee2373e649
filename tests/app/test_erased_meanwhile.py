"""A study that is open while somebody is erased from it elsewhere brings no word back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.erased_meanwhile import ERASED
from annotator.app.open_study import OpenStudy, open_study
from annotator.domain.edits import Replace, added
from annotator.domain.errors import Erased, UserError
from annotator.domain.moment import Moment
from annotator.domain.transcript import freeze
from annotator.domain.withdrawal import Wish
from annotator.storage import create
from annotator.storage.erasure import erase
from tests.storage.making import Made, make, moment_in, new_study, reading

SAID = ("I never told her how small I felt in there.", "It was the way the door fell shut.")


@pytest.fixture(scope="module")
def made() -> Made:
    return make()


@pytest.fixture
def place(tmp_path: Path, made: Made) -> Path:
    """A study with P00's interview, in words that stand nowhere else."""
    place = tmp_path / "study.iprstudy"
    text, _ = freeze(reading(SAID), made.transcripts[1].account_id, version=2)
    with create(place, new_study(), None) as store:
        store.apply(made.edit, action="import")
        store.apply(added(text), action="text")
    return place


@pytest.fixture
def window(place: Path) -> Iterator[OpenStudy]:
    """What one window has open; another one erases P00."""
    with open_study(place) as opened:
        yield opened


def quoting(made: Made) -> Moment:
    return moment_in(made, made.transcripts[0], memo=f"As {SAID[0]} shows")


def marked_and_deleted(window: OpenStudy, made: Made) -> None:
    moment = quoting(made)
    window.do(Replace(None, moment), "Mark")
    window.do(Replace(moment, None), "Delete")


Step = Callable[[OpenStudy, Moment], object]


@pytest.mark.parametrize("step", [
    lambda study, _moment: study.undo(),
    lambda study, _moment: study.go_to(0),
    lambda study, moment: study.do(added(moment), "Mark"),
])  # fmt: skip
def test_whatever_is_done_first_is_refused_and_the_history_ends(
    window: OpenStudy, made: Made, place: Path, step: Step
) -> None:
    marked_and_deleted(window, made)
    heard: list[object] = []
    window.listen(lambda _changes, origin: heard.append(origin))
    erase(place, None, Wish(participant="P00"))
    with pytest.raises(Erased, match="erased from the study meanwhile, so this is not done"):
        step(window, quoting(made))
    assert heard == [ERASED]
    assert window.history.steps() == ()
    assert (window.undo(), window.redo()) == (None, None)
    assert list(window.view.all_moments()) == []
    assert SAID[0].encode() not in place.read_bytes()


def test_what_is_redone_is_refused_too(window: OpenStudy, made: Made, place: Path) -> None:
    window.do(Replace(None, quoting(made)), "Mark")
    window.undo()
    erase(place, None, Wish(participant="P00"))
    with pytest.raises(Erased):
        window.redo()
    assert window.history.steps() == ()
    assert SAID[0].encode() not in place.read_bytes()


def test_taking_up_what_others_did_ends_the_history(
    window: OpenStudy, made: Made, place: Path
) -> None:
    marked_and_deleted(window, made)
    erase(place, None, Wish(participant="P00"))
    assert window.take_up()
    assert window.history.steps() == ()
    assert not window.take_up()


def test_another_ones_edit_alone_ends_nothing(window: OpenStudy, made: Made, place: Path) -> None:
    marked_and_deleted(window, made)
    heard: list[object] = []
    window.listen(lambda _changes, origin: heard.append(origin))
    with open_study(place) as other:
        other.do(added(moment_in(made, made.transcripts[0])), "Mark")
    assert window.take_up()
    assert heard == [None]
    assert window.undo() == "Delete"


def test_what_is_written_afterwards_may_not_quote(
    window: OpenStudy, made: Made, place: Path
) -> None:
    erase(place, None, Wish(participant="P00"))
    window.take_up()
    with pytest.raises(UserError, match="this quotes somebody who has withdrawn"):
        window.do(added(quoting(made)), "Mark")  # from a field or the clipboard
    plain = moment_in(made, made.transcripts[0], memo="in my own words")
    window.do(added(plain), "Mark")
    window.do(Replace(plain, replace(plain, memo="Other words of mine")), "Write")
    assert window.undo() == "Write"
    assert SAID[0].encode() not in place.read_bytes()


def test_a_study_from_which_somebody_was_erased_long_ago_is_worked_on_as_any(
    made: Made, place: Path
) -> None:
    erase(place, None, Wish(participant="P00"))
    with open_study(place) as window:
        window.do(added(moment_in(made, made.transcripts[0])), "Mark")
        assert window.undo() == "Mark"
        assert window.redo() == "Mark"
