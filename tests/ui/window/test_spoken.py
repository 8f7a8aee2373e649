"""What a screen reader hears of moments, by moving in the text with real keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

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
    assert here == "Session time 12:30; Moment: Shame + Connecting, 4"
    assert spoken(study_view, "text-patient", moment.end) == "Session time 12:30"
    chosen = spoken(study_view, "text-patient", moment.end, "m-shame")
    assert chosen.endswith("Chosen moment: Shame + Connecting, 4")
    assert spoken(study_view, "text-therapist", 3) == "Session time 9:40"


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
