"""A set of turns that is rated on two scales goes by keys alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from annotator.app.open_study import OpenStudy, open_study
from annotator.domain.codebook import Codebook
from annotator.ui.desk import Desk
from tests.four_ways import TALK, make_study, scale
from tests.ui.window.conftest import Keys
from tests.ui.window.test_four_ways import turn_in_hand


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    rated = replace(TALK, scales=(scale("Strength", 1, 5), scale("Certainty", 1, 3)))
    book = Codebook(id="book", number=2, sets=(rated,))
    return open_study(make_study(tmp_path / "two.iprstudy", "A", codebook=book), coder="A")


def ratings(desk: Desk) -> list[dict[str, int]]:
    own = sorted(desk.view.all_moments(), key=lambda each: each.start)
    return [{each.scale_id: each.value for each in moment.ratings} for moment in own]


def test_each_digit_rates_the_next_scale_and_the_last_one_goes_on(desk: Desk, press: Keys) -> None:
    press((Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier), Qt.Key.Key_Down, "g", "4")
    first = turn_in_hand(desk)
    assert ratings(desk) == [{"Strength": 4}]
    press("2")
    assert ratings(desk) == [{"Strength": 4, "Certainty": 2}]
    assert turn_in_hand(desk) == first + 2  # the patient's next turn
    press("e", "1", "1")  # the same digit twice takes nothing back
    assert ratings(desk)[1] == {"Strength": 1, "Certainty": 1}


def test_a_moment_that_is_rated_throughout_is_rated_anew_on_the_first(
    desk: Desk, press: Keys
) -> None:
    press((Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier), Qt.Key.Key_Down, "g", "4", "2")
    press("k")  # back to the moment
    press("5")
    assert ratings(desk) == [{"Strength": 5, "Certainty": 2}]
    press("5")
    assert ratings(desk) == [{"Certainty": 2}]
    press("3")
    assert ratings(desk) == [{"Strength": 3, "Certainty": 2}]
