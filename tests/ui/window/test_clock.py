"""Stops, asides, session times, offsets and the study's settings by real keys in the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton

from annotator.domain.clock import clock_text
from annotator.domain.moment import Moment
from annotator.domain.transcript import Aside, Stop
from annotator.ui.desk import Desk
from annotator.ui.dialogs.session_time import OffsetSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.stop import StopSheet
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.window import Window
from tests.ui.timeline.test_stops import THERAPIST, diamond_at
from tests.ui.timeline.test_timeline import LEFT, NONE, drag, surface
from tests.ui.window.conftest import Keys, moments, press_keys
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import is_cut, nameless

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
UNDO, REDO = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)
STOP, ASIDE = (Qt.Key.Key_B, CTRL), (Qt.Key.Key_B, CTRL | SHIFT)
TIME, OFFSET = (Qt.Key.Key_M, CTRL | SHIFT), (Qt.Key.Key_K, CTRL | SHIFT)
SETTINGS = (Qt.Key.Key_Comma, CTRL)
NEXT, BEFORE = (Qt.Key.Key_BracketRight, CTRL), (Qt.Key.Key_BracketLeft, CTRL)
RETURN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
Act = Callable[[Sheet], object]


def turn(number: int) -> list[object]:
    """Keys that put the caret at the start of a turn of the column in hand."""
    return [(Qt.Key.Key_Home, CTRL), *[(Qt.Key.Key_Down, CTRL)] * number]


def in_next(window: Window, act: Act, *keys: object) -> str:
    """Presses keys that open a sheet, and acts in it; gives its title, empty without one."""
    seen = in_sheet(act)
    press_keys(*keys)  # type: ignore[arg-type]
    go_back(window)
    return "".join(seen)


def typing(*pressed: object) -> Act:
    return lambda _: press_keys(*pressed)  # type: ignore[arg-type]


def clicking(words: str) -> Act:
    def act(sheet: Sheet) -> None:
        (button,) = [each for each in sheet.findChildren(QPushButton) if each.text() == words]
        assert button.isVisible()
        button.click()

    return act


def stops(desk: Desk) -> list[Stop]:
    return list(desk.view.stops_of("text-therapist"))


def times(desk: Desk) -> list[tuple[int, int | None]]:
    return [(each.start_ms // 1000, each.end_ms and each.end_ms // 1000) for each in stops(desk)]


def asides(desk: Desk) -> tuple[Aside, ...]:
    return desk.view.asides_of("text-therapist")


def text_in_hand(desk: Desk) -> TranscriptColumn:
    text = desk.page.columns.in_hand
    assert text is not None
    return text


def only_moment(desk: Desk) -> Moment:
    (moment,) = moments(desk)
    return moment


OF_OLD = [(580, None), (750, 768), (1025, None)]


def test_a_stop_is_set_at_the_caret_changed_and_deleted(window: Window, desk: Desk, press: Keys):
    press(*turn(1))
    title = in_next(window, typing("11:00", TAB, "11:20", RETURN), STOP)
    assert title == "Stop here"
    assert times(desk) == [(580, None), (660, 680), *OF_OLD[1:]]
    assert stops(desk)[1].position == desk.view.transcripts["text-therapist"].turns[1].start
    bands = text_in_hand(desk).text.sheet.bands
    assert bands[stops(desk)[1].id].head == "Session 11:00 – 11:20"
    # the caret has stayed, so the same key changes what it has made
    assert in_next(window, typing("11:05", RETURN), STOP) == "Stop"
    assert times(desk)[1] == (665, 680)
    press(UNDO)
    assert times(desk)[1] == (660, 680)
    press(REDO)
    assert times(desk)[1] == (665, 680)
    assert in_next(window, clicking("Delete the stop"), STOP) == "Stop"
    assert times(desk) == OF_OLD
    press(UNDO, UNDO, UNDO)
    assert times(desk) == OF_OLD


def test_a_new_stop_is_proposed_at_the_playhead(window: Window, desk: Desk, press: Keys):
    press(*turn(1))
    desk.page.timeline.set_playhead(605_297)
    seen: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, StopSheet)
        seen.append(sheet.start.text())
        assert not nameless(sheet)
        press_keys(RETURN)

    in_next(window, act, STOP)
    assert seen == ["10:05"]
    assert times(desk)[1] == (605, None)


def test_wrong_times_are_told_in_the_sheet_and_nothing_is_done(
    window: Window, desk: Desk, press: Keys
):
    told: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, StopSheet)
        for start, end in (("1:75:00", ""), ("12:00", "11:00"), ("", "")):
            sheet.start.setText(start)
            sheet.end.setText(end)
            press_keys(RETURN)
            told.append(sheet.problem())

    press(*turn(1))
    in_next(window, act, STOP)
    assert told == [
        "'1:75:00' is no time; write 12:30 or 1:02:30.",
        "The end is before the start; give a later end, or none where it is not known.",
        "'' is no time; write 12:30 or 1:02:30.",
    ]
    assert times(desk) == OF_OLD


def test_an_odd_stop_is_marked_where_it_stands_and_in_the_head(
    window: Window, desk: Desk, press: Keys
):
    press(*turn(3))
    in_next(window, typing("55:00", RETURN), STOP)
    text = text_in_hand(desk)
    band = text.text.sheet.bands[stops(desk)[2].id]
    assert band.faulty
    assert "after the session’s end at 48:12" in band.words
    assert "4 stops, 2 odd" in text.header.heading.facts
    assert "Stop 55:00: starts at 55:00" in text.header.heading.details


def test_keys_go_from_stop_to_stop_in_order_of_the_text(window: Window, desk: Desk, press: Keys):
    text = text_in_hand(desk)
    places = [each.position for each in stops(desk)]
    press((Qt.Key.Key_Home, CTRL), NEXT)
    assert text.caret() == places[1]
    assert desk.page.timeline.playhead() == 750_000
    press(NEXT)
    assert text.caret() == places[2]
    press(NEXT)
    assert "No stop that way" in desk.page.banner.text()
    press(BEFORE, BEFORE)
    assert text.caret() == places[0]
    assert in_next(window, lambda _: None, STOP) == "Stop"


# Asides -----------------------------------------------------------------------------------------


def test_a_range_has_no_time_then_another_then_its_stops_again(
    window: Window, desk: Desk, press: Keys
):
    press(*turn(3), RETURN, "h")
    moment = only_moment(desk)
    press(*turn(3), RETURN)
    assert in_next(window, typing(RETURN), ASIDE) == "Not about this moment"
    assert len(asides(desk)) == 1
    assert desk.page.inspector._facts.value("Session time") == "none"
    assert desk.page.inspector._origin.text() == "not about this moment"
    text = text_in_hand(desk)
    assert text.time_at(moment.start) is None
    assert text.text.sheet.asides[0].words == "not about this moment"
    press(*turn(3))
    assert desk.page.timeline.playhead() is None
    picture = desk.page.timeline._picture
    assert picture is not None
    assert picture.party("therapist").blocks.untimed == {moment.id}  # type: ignore[union-attr]

    def another_time(sheet: Sheet) -> None:
        sheet.start.setFocus()  # type: ignore[attr-defined]
        press_keys("20:00", TAB, "20:30", RETURN)

    in_next(window, another_time, ASIDE)  # the caret stands in it
    assert desk.page.inspector._facts.value("Session time") == "20:00 – 20:30"
    assert desk.page.inspector._origin.text() == "from a range with its own time"
    assert text.time_at(moment.start) == 1_200_000
    in_next(window, clicking("Take the mark away"), ASIDE)
    assert asides(desk) == ()
    assert desk.page.inspector._origin.text() == "follows its stop"
    press(UNDO, UNDO)
    assert asides(desk)[0].start_ms is None
    press(UNDO)
    assert asides(desk) == ()
    press(REDO)
    assert len(asides(desk)) == 1


def test_without_a_selection_or_a_range_there_is_nothing_to_mark(desk: Desk, press: Keys):
    press(*turn(1), ASIDE)
    assert "Select what is not about this moment first" in desk.page.banner.text()


def test_a_copy_gives_the_time_of_the_range(window: Window, desk: Desk, press: Keys):
    press(*turn(3), RETURN)
    in_next(window, typing(RETURN), ASIDE)
    text = text_in_hand(desk)
    start = desk.view.transcripts["text-therapist"].turns[3].start
    assert text.text.time_words(start) == ""
    assert text.text.time_words(start - 1) == "12:30"


# Session time of a moment -----------------------------------------------------------------------


def test_a_moments_time_by_hand_and_back(window: Window, desk: Desk, press: Keys):
    press(*turn(3), RETURN, "h")
    assert desk.page.inspector._origin.text() == "follows its stop"
    assert in_next(window, typing("20:00", TAB, "20:10", RETURN), TIME)
    moment = only_moment(desk)
    assert (moment.own_start_ms, moment.own_end_ms) == (1_200_000, 1_210_000)
    assert desk.page.inspector._facts.value("Session time") == "20:00 – 20:10"
    assert desk.page.inspector._origin.text() == "by hand"
    assert desk.page.timeline.playhead() == 1_200_000
    in_next(window, clicking("Follow the stop again"), TIME)
    assert desk.page.inspector._facts.value("Session time") == "12:30 – 12:48"
    press(UNDO)
    assert desk.page.inspector._origin.text() == "by hand"
    press(UNDO)
    assert desk.page.inspector._origin.text() == "follows its stop"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("2:00:00", TAB, Qt.Key.Key_Backspace), "starts at 2:00:00, after the session’s end at"),
        (("20:00", TAB, "50:00"), "ends at 50:00, after the session’s end at 48:12"),
        (("20:00", TAB, "48:12"), ""),
    ],
)
def test_a_time_by_hand_outside_the_session_is_kept_and_told(
    window: Window, desk: Desk, press: Keys, typed: tuple[object, ...], told: str
):
    press(*turn(3), RETURN, "h")
    in_next(window, typing(*typed, RETURN), TIME)
    assert only_moment(desk).own_start_ms is not None
    banner = desk.page.banner.text()
    assert f"The moment {told}" in banner if told else banner == ""


def test_the_button_in_the_inspector_asks_for_it_too(window: Window, desk: Desk, press: Keys):
    press(*turn(3), RETURN, "h")
    seen = in_sheet(typing("20:00", TAB, Qt.Key.Key_Backspace, RETURN))
    desk.page.inspector._origin.click()
    go_back(window)
    assert seen == ["Session time of the moment"]
    assert only_moment(desk).own_start_ms == 1_200_000


@pytest.mark.parametrize("offset_s", [0, 30, -30])
def test_session_times_of_moments_by_hand_computed_table(
    window: Window, desk: Desk, press: Keys, offset_s: int
):
    """Before the first stop, on one, across two, after one overridden; with a clock offset."""
    in_next(window, clicking("Delete the stop"), (Qt.Key.Key_Home, CTRL), STOP)
    if offset_s:
        sign = "-" if offset_s < 0 else ""
        in_next(window, typing(f"{sign}0:30", RETURN), OFFSET)
    up = (Qt.Key.Key_Down, CTRL | SHIFT)
    for keys in ((*turn(1), RETURN), (*turn(3), RETURN), (*turn(1), up, up, up)):
        press(*keys, "h", Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    press(*turn(4), RETURN, "h")
    in_next(window, typing("40:00", TAB, Qt.Key.Key_Backspace, RETURN), TIME)
    found = [
        (found.start_ms, found.end_ms, found.origin)
        for moment in sorted(moments(desk), key=lambda each: (each.start, each.end))
        for found in [desk.view.session_time_of(moment)]
    ]
    by = offset_s * 1000
    assert found == [
        (None, None, "before the first stop"),
        (750_000 + by, 768_000 + by, "stop"),
        (750_000 + by, 768_000 + by, "stop"),
        (2_400_000, None, "by hand"),
    ]


# Offset and settings ----------------------------------------------------------------------------


def test_an_offset_moves_bands_timeline_and_what_is_shared(window: Window, desk: Desk, press: Keys):
    shown: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, OffsetSheet)
        press_keys("0:20")
        shown.append(sheet.outcome.text())
        press_keys(RETURN)

    in_next(window, act, OFFSET)
    assert shown == ["Its first stop, at 9:40 here, is 10:00 of the session."]
    text = text_in_hand(desk)
    bands = text.text.sheet.bands
    assert [bands[each.id].time for each in stops(desk)] == ["10:00", "12:50", "17:25"]
    assert "3 stops · clock +0:20" in text.header.heading.facts
    assert not any(bands[each.id].shared for each in stops(desk))  # 20 s apart now
    picture = desk.page.timeline._picture
    assert picture is not None
    party = picture.party("therapist")
    assert party is not None
    assert party.stop_ms[:, 0].tolist() == [600_000, 770_000, 1_045_000]
    assert text.timed_places()[0][0] == 600_000
    press(UNDO)
    bands = text_in_hand(desk).text.sheet.bands
    assert [bands[each.id].time for each in stops(desk)] == ["9:40", "12:30", "17:05"]


def test_the_studys_settings_take_effect_at_once(window: Window, desk: Desk, press: Keys):
    in_next(window, typing("0:20", RETURN), OFFSET)
    title = in_next(
        window,
        typing("Second study", TAB, "24", TAB, "30", TAB, "20", TAB, "3", RETURN),
        SETTINGS,
    )
    assert title == "Settings of the study"
    study = desk.view.study
    assert (study.title, study.late_after_ms, study.stop_before_ms) == (
        "Second study",
        86_400_000,
        30_000,
    )
    assert (study.shared_within_ms, study.small_cell) == (20_000, 3)
    bands = text_in_hand(desk).text.sheet.bands
    assert [bands[each.id].shared for each in stops(desk)] == [False, True, False]
    assert "later than 24 h" in text_in_hand(desk).header.heading.warning
    press(UNDO)
    assert desk.view.study.title == "Early Alliance Study"


# Sheets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "percent"),
    [(each, by) for each in (STOP, ASIDE, TIME, OFFSET, SETTINGS) for by in (100, 150)],
)
def test_nothing_is_cut_or_nameless_in_a_sheet(
    window: Window, press: Keys, keys: tuple[Qt.Key, Qt.KeyboardModifier], percent: int
):
    window.appearance.show_percent(percent)
    press(*turn(3), RETURN, "h", *turn(3), RETURN)
    found: list[object] = []

    def act(sheet: Sheet) -> None:
        found.append(nameless(sheet))
        labels = [each for each in sheet.findChildren(QLabel) if each.isVisible()]
        found.extend(each.text() for each in labels if is_cut(each))
        buttons = [each for each in sheet.findChildren(QAbstractButton) if each.isVisible()]
        found.extend(each.text() for each in buttons if each.width() < each.sizeHint().width())

    assert in_next(window, act, keys)
    assert found == [[]]


# By the mouse -----------------------------------------------------------------------------------


def drag_stop(desk: Desk, from_ms: int, to_ms: int) -> None:
    """Drags a diamond of the therapist along the timeline of the window."""
    timeline = desk.page.timeline
    widget = surface(timeline)
    start, end = (diamond_at(timeline, THERAPIST, each) for each in (from_ms, to_ms))
    drag(widget, start, end)
    QApplication.processEvents()


def test_a_stop_dragged_on_the_timeline_is_one_step_of_undo(desk: Desk, press: Keys):
    timeline = desk.page.timeline
    timeline.zoom(1.5)
    shown = timeline._stretch
    steps = desk.study.history.last
    drag_stop(desk, 750_000, 900_000)
    moved = stops(desk)[1]
    assert abs(moved.start_ms - 900_000) < 15_000
    assert moved.start_ms % 1000 == 0
    assert moved.end_ms == moved.start_ms + 18_000  # its end goes with it
    assert timeline._stretch == shown
    assert "Ctrl+Z takes it back" in desk.page.banner.text()
    band = text_in_hand(desk).text.sheet.bands[moved.id]
    assert band.time == clock_text(moved.start_ms)
    press(UNDO)
    assert times(desk) == OF_OLD
    assert desk.study.history.last == steps
    press(REDO)
    assert stops(desk)[1] == moved


def test_a_click_on_a_diamond_goes_to_the_stop_itself(window: Window, desk: Desk, press: Keys):
    drag_stop(desk, 1_025_000, 300_000)  # it jumps back now
    stop = stops(desk)[2]
    assert "out of order" in text_in_hand(desk).text.sheet.bands[stop.id].words
    press((Qt.Key.Key_Home, CTRL))
    place = diamond_at(desk.page.timeline, THERAPIST, stop.start_ms)
    QTest.mouseClick(surface(desk.page.timeline), LEFT, NONE, place)
    assert text_in_hand(desk).account_id == "therapist"
    assert text_in_hand(desk).caret() == stop.position
    assert desk.page.timeline.playhead() == stop.start_ms
    assert in_next(window, lambda _: None, STOP) == "Stop"


def test_a_click_on_a_band_puts_the_stop_in_hand(window: Window, desk: Desk, press: Keys):
    press(*turn(5))
    text = text_in_hand(desk).text
    text.verticalScrollBar().setValue(0)
    ((rect, stop),) = text.sheet._bands_above(2)
    QTest.mouseClick(text.viewport(), LEFT, NONE, rect.center().toPoint())
    assert text_in_hand(desk).caret() == stop.position
    assert desk.page.timeline.playhead() == 750_000
    assert in_next(window, typing("12:31", RETURN), STOP) == "Stop"
    assert times(desk)[1] == (751, 768)


def test_undo_goes_to_the_session_whose_stop_it_changes(window: Window, desk: Desk, press: Keys):
    press(*turn(1))
    in_next(window, typing("11:00", RETURN), STOP)
    desk.show_session("session-8")
    press(UNDO)
    assert desk.session_id == "session-3"
    assert times(desk) == OF_OLD
