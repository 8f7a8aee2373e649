"""A segmented control by keys, and as a screen reader tells it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.ui.segments import Choice, Segments

Key = Qt.Key
CHOICES = [Choice(each, each.capitalize()) for each in ("therapist", "dyadic", "patient")]


@pytest.fixture
def shown(qapp: object) -> Iterator[QWidget]:
    """A window that takes keys."""
    window = QWidget()
    QHBoxLayout(window)
    yield window
    window.close()
    window.deleteLater()


def put(window: QWidget, segments: Segments) -> list[object]:
    """Puts the control on the screen with the keys in its first segment; what is chosen."""
    heard: list[object] = []
    segments.chosen.connect(heard.append)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(segments)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    segments.button(next(iter(segments._choices))).setFocus(Qt.FocusReason.TabFocusReason)
    return heard


def press(window: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        target = window.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)


def test_one_of_three_by_keys(shown: QWidget) -> None:
    segments = Segments("View", CHOICES)
    heard = put(shown, segments)
    buttons = [segments.button(each.value) for each in CHOICES]
    for button in buttons:
        told = QAccessible.queryAccessibleInterface(button)
        assert told.role() == QAccessible.Role.RadioButton  # no box to be ticked by itself
    press(shown, Key.Key_Right)
    assert (buttons[1].hasFocus(), heard) == (True, [])  # going there takes nothing yet
    press(shown, Key.Key_Space, Key.Key_Left, Key.Key_Left, Key.Key_Space)
    assert (buttons[2].hasFocus(), heard) == (True, ["dyadic", "patient"])
    assert [each.isChecked() for each in buttons] == [False, False, True]
    press(shown, Key.Key_Space)  # again: it stays taken
    assert segments.value == "patient"
    assert buttons[2].isChecked()
    buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    press(shown, Key.Key_Tab)
    assert buttons[1].hasFocus()  # each has its place in the order of Tab


def test_one_of_three_or_none(shown: QWidget) -> None:
    segments = Segments("Certainty", CHOICES, clearable=True)
    heard = put(shown, segments)
    press(shown, Key.Key_Space, Key.Key_Space, Key.Key_Right, Key.Key_Space)
    assert heard == ["therapist", None, "dyadic"]
    segments.show_value(None)
    assert not any(segments.button(each.value).isChecked() for each in CHOICES)


def test_a_lone_one_is_a_box_to_be_ticked(shown: QWidget) -> None:
    segments = Segments("Peak", CHOICES[:1], clearable=True)
    heard = put(shown, segments)
    told = QAccessible.queryAccessibleInterface(segments.button("therapist"))
    assert told.role() == QAccessible.Role.CheckBox
    press(shown, Key.Key_Space, Key.Key_Space)
    assert heard == ["therapist", None]
