"""What a screen reader hears of moments, by moving in the text with real keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from annotator.domain.clock import clock_text
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.spoken import spoken
from tests.ui.window.conftest import press_keys

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def listened_to() -> Iterator[None]:
    """A screen reader is there."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_moments_and_the_stop_at_the_caret_are_named(study_view: StudyView):
    moment = study_view.moment("m-shame")
    assert moment is not None
    here = spoken(study_view, "text-patient", moment.start)
    speaks = "Patient, turn 3 of 6; Session time 12:30"
    assert here == f"{speaks}; Moment: Shame + Connecting, 4, paired"
    assert spoken(study_view, "text-patient", moment.end) == speaks
    chosen = spoken(study_view, "text-patient", moment.end, "m-shame")
    assert chosen.endswith("Chosen moment: Shame + Connecting, 4, paired")
    assert spoken(study_view, "text-therapist", 3) == (
        "Interviewer, turn 1 of 6; Session time 9:40"
    )


def test_a_moment_is_heard_when_it_is_made_and_again_on_the_way(desk: Desk, listened_to: None):
    text = next(desk.page.columns.texts()).text
    press_keys((Qt.Key.Key_D, CTRL), "s")
    assert "Chosen moment: Shared affect" in text.accessibleDescription()
    for _ in range(3):
        press_keys((Qt.Key.Key_Right, CTRL))
    assert "oment:" not in text.accessibleDescription()
    press_keys((Qt.Key.Key_Home, CTRL))
    assert "oment: Shared affect" in text.accessibleDescription()
    assert text.accessibleDescription().endswith("turns")


def test_the_timeline_says_where_it_stands_and_the_codes_which_are_on_the_moment(
    desk: Desk, listened_to: None
):
    """As a screen reader asks: through the interface of the widget, not the widget."""
    press_keys((Qt.Key.Key_D, CTRL), "s")
    codes = QAccessible.queryAccessibleInterface(desk.page.codebook.list)
    names = [codes.child(i).text(QAccessible.Text.Name) for i in range(codes.childCount())]
    assert [each for each in names if "on the chosen moment" in each] == [
        "Shared affect, key S, 1 here, on the chosen moment"
    ]
    desk.page.timeline.setFocus()
    press_keys(Qt.Key.Key_Right)
    told = QAccessible.queryAccessibleInterface(desk.page.timeline)
    words = told.text(QAccessible.Text.Description)
    at = clock_text(desk.page.timeline.playhead() or 0)
    assert words.startswith(f"Session time {at}; Chosen moment: Shared affect")
    assert "1 therapist moment" in words


def test_a_sort_says_how_far_it_is(desk: Desk, listened_to: None):
    pane = desk.page.units
    pane.board.show_sort((1, 1), (), fresh=True)
    said = QAccessible.queryAccessibleInterface(pane.board.state).text(QAccessible.Text.Name)
    assert said == f"How far the sort is: {pane.board.state.text()}"
