"""Columns that are not aligned go together by the session's clock, and say how far off they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QApplication

from annotator.app.open_study import open_study
from annotator.app.verbs import asides
from annotator.app.verbs.sample import make_sample
from annotator.domain.clock import clock_text
from annotator.ui.desk import Desk
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.transcript.stops import SHARED
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_aligning import level, settle

CTRL = Qt.KeyboardModifier.ControlModifier
NEXT = (Qt.Key.Key_BracketRight, CTRL)


@pytest.fixture
def window(qapp, settings, tmp_path) -> Iterator[Window]:
    """The sample study as RA-2 codes it, on its first session."""
    shown = shown_window(settings)
    shown.show_study(open_study(make_sample(tmp_path), coder="RA-2"))
    settle()
    yield shown
    shown.close()


def desk_of(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


def texts(window: Window) -> list[TranscriptColumn]:
    return list(desk_of(window).page.columns.texts())


def turn_wheel(text: TranscriptColumn, notches: int) -> None:
    """Turns the wheel over a column, as a person does."""
    widget = text.text.viewport()
    place = QPointF(widget.rect().center())
    for _ in range(abs(notches)):
        event = QWheelEvent(
            place,
            widget.mapToGlobal(place),
            QPoint(),
            QPoint(0, -120 if notches > 0 else 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
    settle()


def top_time(text: TranscriptColumn) -> int | None:
    return text.time_at(text.text.top_position())


def test_the_wheel_over_one_column_takes_the_other_and_the_playhead_along(window: Window) -> None:
    left, right = texts(window)
    turn_wheel(left, 8)
    time_ms = top_time(left)
    assert time_ms is not None
    assert desk_of(window).page.timeline.playhead() == time_ms
    position = right.position_at(time_ms)
    assert position is not None
    assert right.is_on_screen(position)
    assert right.text.verticalScrollBar().value() > 0
    turn_wheel(right, 12)
    later_ms = top_time(right)
    assert later_ms is not None
    assert later_ms > time_ms
    place = left.position_at(later_ms)
    assert place is not None
    assert left.is_on_screen(place)


def test_the_program_scrolling_one_column_leaves_the_other(window: Window) -> None:
    left, right = texts(window)
    left.text.verticalScrollBar().setValue(600)
    settle()
    assert right.text.verticalScrollBar().value() == 0


def test_a_turn_at_the_end_of_a_column_is_forgotten(window: Window) -> None:
    left, right = texts(window)
    turn_wheel(left, -3)  # at the top already: nothing moves
    assert left.text.verticalScrollBar().value() == 0
    left.text.verticalScrollBar().setValue(600)  # by the program
    settle()
    assert right.text.verticalScrollBar().value() == 0


def test_a_turn_at_the_end_of_one_column_says_nothing_of_the_other(window: Window) -> None:
    left, right = texts(window)
    playhead = desk_of(window).page.timeline.playhead()
    left.text.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    right.text.verticalScrollBar().setValue(600)  # by the program, in the same event
    settle()
    assert left.text.verticalScrollBar().value() == 0
    assert desk_of(window).page.timeline.playhead() == playhead


def test_heads_say_how_far_each_column_is_from_the_time_in_hand(window: Window) -> None:
    left, right = texts(window)
    page = desk_of(window).page
    for _ in range(4):
        press_keys(NEXT)
        settle()
        now = page.timeline.playhead()
        assert now is not None
        assert left.header.clock() == f"at {clock_text(now)}"
        place = right.position_at(now)
        assert place is not None
        there = right.time_at(place)
        assert there is not None
        if there == now:
            assert right.header.clock() == "same time"
        else:
            word = "later" if there > now else "earlier"
            assert right.header.clock() == f"{clock_text(abs(there - now))} {word}"


def test_a_column_without_a_transcript_says_nothing_of_it(window: Window) -> None:
    _, right = texts(window)
    press_keys(NEXT)
    settle()
    assert right.header.clock()
    desk = desk_of(window)
    voice = desk.view.accounts[right.account_id or ""].voice
    desk.show_mode("therapist" if voice == "patient" else "patient")
    settle()
    assert right.header.clock() == ""


def test_aligned_columns_say_nothing_of_it(window: Window) -> None:
    left, right = texts(window)
    press_keys(NEXT)
    settle()
    assert left.header.clock()
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    assert (left.header.clock(), right.header.clock()) == ("", "")


def test_asides_leave_the_rest_level(window: Window) -> None:
    """A stop inside an aside stands level with nothing; all others still do, to the pixel."""
    desk = desk_of(window)
    press_keys((Qt.Key.Key_L, CTRL))
    settle()
    assert level(window)
    left, _ = texts(window)
    assert left.transcript_id is not None
    shared = [
        stop
        for stop in desk.view.stops_of(left.transcript_id)
        if SHARED in left.text.sheet.bands[stop.id].words
    ]
    inside = shared[2]
    places = len(left.timed_places())
    edit = asides.mark(desk.view, left.transcript_id, inside.position - 4, inside.position + 12)
    desk.study.do(edit, "Not about this moment")
    settle()
    assert inside.position not in [position for _, position in left.timed_places()]
    assert len(left.timed_places()) == places - 1
    assert level(window)
    press_keys((Qt.Key.Key_Z, CTRL))
    settle()
    assert len(left.timed_places()) == places
    assert level(window)


def test_an_aside_has_no_time_to_go_to(window: Window) -> None:
    desk = desk_of(window)
    left, right = texts(window)
    assert left.transcript_id is not None
    transcript = desk.view.transcripts[left.transcript_id]
    first, second, *_ = desk.view.stops_of(transcript.id)
    edit = asides.mark(desk.view, transcript.id, first.position, second.position)
    desk.study.do(edit, "Not about this moment")
    before = right.text.verticalScrollBar().value()
    press_keys((Qt.Key.Key_Home, CTRL))
    for _ in range(12):
        press_keys(Qt.Key.Key_Down)
    assert first.position <= left.caret() < second.position
    assert desk.page.timeline.playhead() is None
    settle()
    assert right.text.verticalScrollBar().value() == before
    assert left.header.clock() == ""


def test_another_session_leaves_the_keys_in_a_text_where_the_column_in_hand_has_none(
    window: Window,
) -> None:
    desk = desk_of(window)
    press_keys((Qt.Key.Key_4, CTRL))
    desk.page.columns.take("session")
    [told_alone] = (
        session.id
        for session in desk.view.sessions.values()
        if (desk.view.dyads[session.dyad_id].name, session.number) == ("D03", 5)
    )
    desk.show_session(told_alone, desk.page.columns.voice)  # only the therapist's account is there
    settle()
    assert [text.text for text in texts(window)] == [QApplication.focusWidget()]
