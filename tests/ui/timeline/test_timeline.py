from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QKeySequence, QMouseEvent, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from annotator.domain.edits import Replace
from annotator.ui.theme import DARK
from annotator.ui.timeline import Timeline, places
from annotator.ui.timeline.bins import BinLane, Cell
from tests.ui.timeline.study import MINUTE_MS, SECRET, moment, study_of

LENGTH_MS = 48 * MINUTE_MS
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def timeline(qtbot, look, view) -> Timeline:
    widget = Timeline(look)
    qtbot.addWidget(widget)
    widget.resize(1280, 252)
    widget.show_session(view, "s")
    widget.show()
    qtbot.waitExposed(widget)
    widget.setFocus()
    return widget


def surface(timeline: Timeline) -> QWidget:
    """What the mouse meets."""
    found = timeline.childAt(timeline.rect().center())
    assert found is not None
    return found


def place(timeline: Timeline, time_ms: float, y: float | None = None) -> QPoint:
    """Where a time stands on the clock's row, or at a height."""
    frame = timeline._frame
    return QPoint(round(frame.stretch.x_of(float(time_ms))), round(y or frame.rows.clock_px))


def block(timeline: Timeline, moment_id: str) -> QPoint:
    """The middle of a moment's block."""
    frame = timeline._frame
    assert frame.picture is not None
    found = frame.picture.find(moment_id)
    assert found is not None
    party, row = found
    band = frame.rows.bands[frame.picture.parties.index(party)]
    time_ms = int(party.blocks.start_ms[row] + party.blocks.end_ms[row]) // 2
    return place(timeline, time_ms, band.top(int(party.blocks.lane[row])) + band.block_px / 2)


def shown(timeline: Timeline) -> tuple[float, float]:
    return timeline._stretch.start_ms, timeline._stretch.end_ms


def drag(widget: QWidget, start: QPoint, end: QPoint, modifiers=NONE) -> None:
    QTest.mousePress(widget, LEFT, modifiers, start)
    middle = QPointF((start.x() + end.x()) / 2, (start.y() + end.y()) / 2)
    for event_place in (middle, QPointF(end)):
        QApplication.sendEvent(
            widget,
            mouse_move(event_place, widget.mapToGlobal(event_place), modifiers),
        )
    QTest.mouseRelease(widget, LEFT, modifiers, end)


def mouse_move(place_: QPointF, on_screen: QPointF, modifiers):
    return QMouseEvent(
        QEvent.Type.MouseMove, place_, on_screen, Qt.MouseButton.NoButton, LEFT, modifiers
    )


def turn_wheel(widget: QWidget, at: QPoint, across: int, up: int) -> None:
    QApplication.sendEvent(
        widget,
        QWheelEvent(
            QPointF(at),
            widget.mapToGlobal(QPointF(at)),
            QPoint(),
            QPoint(across, up),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


@pytest.fixture
def tip_at(monkeypatch):
    """The text of the tip that a rest of the pointer shows; none is put on the screen."""
    texts: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: texts.append(text))

    def tip(timeline: Timeline, at: QPoint) -> str:
        widget = surface(timeline)
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        return texts[-1]

    return tip


# The mouse ----------------------------------------------------------------------------------


def test_click_on_the_clock_chooses_its_time(qtbot, timeline):
    with qtbot.waitSignal(timeline.time_chosen) as caught:
        QTest.mouseClick(surface(timeline), LEFT, NONE, place(timeline, 20 * MINUTE_MS))
    assert abs(caught.args[0] - 20 * MINUTE_MS) < LENGTH_MS / 1000
    assert timeline.playhead() == caught.args[0]


@pytest.mark.parametrize("moment_id", ["t1", "t2", "t3", "p1", "p2", "p3"])
def test_click_on_a_block_chooses_its_moment_and_no_time(qtbot, timeline, moment_id):
    with (
        qtbot.assertNotEmitted(timeline.time_chosen),
        qtbot.waitSignal(timeline.moment_chosen) as caught,
    ):
        QTest.mouseClick(surface(timeline), LEFT, NONE, block(timeline, moment_id))
    assert caught.args == [moment_id]


def test_click_beside_lets_the_moment_go(qtbot, timeline):
    timeline.choose_moment("t1")
    with qtbot.waitSignal(timeline.moment_chosen) as caught:
        QTest.mouseClick(surface(timeline), LEFT, NONE, place(timeline, 40 * MINUTE_MS))
    assert caught.args == [None]


def test_wheel_zooms_about_the_pointer(timeline):
    at = place(timeline, 12 * MINUTE_MS)
    time_ms = timeline._stretch.ms_at(at.x())
    for _ in range(5):
        turn_wheel(surface(timeline), at, 0, 120)
    start, end = shown(timeline)
    assert end - start == pytest.approx(LENGTH_MS / 1.2**5)
    assert timeline._stretch.ms_at(at.x()) == pytest.approx(time_ms, abs=2)


def test_drag_pans_and_stops_at_the_ends(timeline):
    timeline.zoom(4)
    start, end = shown(timeline)
    at = place(timeline, (start + end) / 2)
    held = timeline._stretch.ms_at(at.x())
    drag(surface(timeline), at, at + QPoint(100, 0))
    assert timeline._stretch.ms_at(at.x() + 100) == pytest.approx(held, abs=2)
    for _ in range(8):
        drag(surface(timeline), QPoint(200, 125), QPoint(1200, 125))
    assert shown(timeline)[0] == 0
    assert shown(timeline)[1] == pytest.approx(LENGTH_MS / 4)


def test_a_drag_is_no_click(qtbot, timeline):
    with qtbot.assertNotEmitted(timeline.time_chosen):
        drag(surface(timeline), QPoint(300, 125), QPoint(500, 125))


def test_double_click_shows_all(timeline):
    timeline.zoom(6)
    QTest.mouseDClick(surface(timeline), LEFT, NONE, QPoint(600, 125))
    assert shown(timeline) == (0, LENGTH_MS)


def test_drag_of_the_playhead_follows_the_pointer(qtbot, timeline):
    timeline.set_playhead(10 * MINUTE_MS)
    times: list[int] = []
    timeline.time_chosen.connect(times.append)
    drag(surface(timeline), place(timeline, 10 * MINUTE_MS), place(timeline, 30 * MINUTE_MS))
    assert len(times) == 2
    assert times[-1] == timeline.playhead()
    assert abs(times[-1] - 30 * MINUTE_MS) < 3_000
    assert shown(timeline) == (0, LENGTH_MS)


def test_shift_drag_brushes_and_shift_click_clears(timeline):
    plain = timeline.grab().toImage()
    drag(surface(timeline), place(timeline, 20 * MINUTE_MS), place(timeline, 10 * MINUTE_MS), SHIFT)
    assert timeline._frame.brush_ms is not None
    start, end = timeline._frame.brush_ms
    assert abs(start - 10 * MINUTE_MS) < 3_000
    assert abs(end - 20 * MINUTE_MS) < 3_000
    assert timeline.grab().toImage() != plain
    QTest.mouseClick(surface(timeline), LEFT, SHIFT, place(timeline, 30 * MINUTE_MS))
    assert timeline._frame.brush_ms is None
    assert timeline.grab().toImage() == plain


# The keys -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "modifiers", "expected_ms"),
    [
        (Key.Key_Right, NONE, 605_000),
        (Key.Key_Left, NONE, 595_000),
        (Key.Key_Right, SHIFT, 630_000),
        (Key.Key_Left, SHIFT, 570_000),
        (Key.Key_Home, NONE, 0),
        (Key.Key_End, NONE, LENGTH_MS),
        (Key.Key_Up, NONE, 750_000),
        (Key.Key_Down, NONE, 30_000),
    ],
)
def test_keys_move_the_playhead(qtbot, timeline, key, modifiers, expected_ms):
    timeline.set_playhead(600_000)
    with qtbot.waitSignal(timeline.time_chosen) as caught:
        QTest.keyClick(timeline, key, modifiers)
    assert caught.args == [expected_ms]
    assert timeline.playhead() == expected_ms


def test_keys_stay_inside_the_session_and_on_the_screen(timeline):
    timeline.set_playhead(2_000)
    QTest.keyClick(timeline, Key.Key_Left)
    assert timeline.playhead() == 0
    for _ in range(4):
        QTest.keyClick(timeline, Key.Key_Plus)
    QTest.keyClick(timeline, Key.Key_End)
    assert timeline.playhead() == LENGTH_MS
    assert shown(timeline)[1] == LENGTH_MS


def test_plus_and_minus_zoom_about_the_playhead(timeline):
    timeline.set_playhead(12 * MINUTE_MS)
    x = place(timeline, 12 * MINUTE_MS).x()
    QTest.keyClick(timeline, Key.Key_Plus)
    assert shown(timeline)[1] - shown(timeline)[0] == pytest.approx(LENGTH_MS / 1.5)
    assert place(timeline, 12 * MINUTE_MS).x() == x
    QTest.keyClick(timeline, Key.Key_Minus)
    assert shown(timeline) == (0, LENGTH_MS)


def test_return_chooses_the_moments_at_the_playhead_in_turn(timeline):
    timeline.set_playhead(750_000)
    chosen: list[str] = []
    timeline.moment_chosen.connect(chosen.append)
    for _ in range(4):
        QTest.keyClick(timeline, Key.Key_Return)
    assert sorted(chosen[:3]) == ["p1", "t1", "t3"]
    assert chosen[3] == chosen[0]


@pytest.fixture
def window(qtbot, look, view) -> QWidget:
    """An active window with a timeline that has the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    timeline = Timeline(look, window)
    QVBoxLayout(window).addWidget(timeline)
    timeline.show_session(view, "s")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    timeline.setFocus()
    return window


@pytest.mark.parametrize("key", [Key.Key_0, Key.Key_1, Key.Key_J, Key.Key_Space, Key.Key_S])
def test_commands_go_on_to_the_window(qtbot, window, key):
    timeline = window.findChild(Timeline)
    command = QShortcut(QKeySequence(key), window)
    with qtbot.waitSignal(command.activated), qtbot.assertNotEmitted(timeline.time_chosen):
        QTest.keyClick(timeline, key)
    assert shown(timeline) == (0, LENGTH_MS)


@pytest.mark.parametrize("key", [Key.Key_Home, Key.Key_Right, Key.Key_Up])
def test_own_keys_are_kept_from_the_windows_commands(qtbot, window, key):
    timeline = window.findChild(Timeline)
    command = QShortcut(QKeySequence(key), window)
    with qtbot.assertNotEmitted(command.activated), qtbot.waitSignal(timeline.time_chosen):
        QTest.keyClick(timeline, key)


# What it shows ------------------------------------------------------------------------------


def test_set_playhead_and_choose_moment_say_nothing(qtbot, timeline):
    with (
        qtbot.assertNotEmitted(timeline.time_chosen),
        qtbot.assertNotEmitted(timeline.moment_chosen),
    ):
        timeline.set_playhead(5_000)
        timeline.choose_moment("t1")
    assert timeline.playhead() == 5_000


def test_reveal_moves_only_what_is_off_the_screen(timeline):
    timeline.zoom(8)
    before = shown(timeline)
    timeline.reveal(round(sum(before) / 2))
    assert shown(timeline) == before
    timeline.reveal(47 * MINUTE_MS)
    assert shown(timeline)[0] <= 47 * MINUTE_MS <= shown(timeline)[1] == LENGTH_MS


def test_an_edit_keeps_zoom_playhead_and_choice(timeline, view):
    timeline.set_playhead(60_000)
    timeline.choose_moment("t1")
    timeline.zoom(3)
    before, picture = shown(timeline), timeline.grab().toImage()
    new = moment("t9", "therapist", 0, 9, "affect", own_start_ms=100_000, own_end_ms=400_000)
    timeline.show_moments(view.after(Replace(None, new), 2))
    assert shown(timeline) == before
    assert timeline.playhead() == 60_000
    assert timeline.grab().toImage() != picture
    assert timeline.accessibleDescription().startswith("5 therapist moments")


def test_choosing_and_brushing_are_seen(timeline):
    plain = timeline.grab().toImage()
    timeline.choose_moment("p1")
    ringed = timeline.grab().toImage()
    assert ringed != plain
    timeline.choose_moment(None)
    assert timeline.grab().toImage() == plain


def test_another_theme_and_text_size_are_painted_at_once(timeline, look):
    look.show_theme(DARK)
    image = timeline.grab().toImage()
    assert image.pixelColor(2, 2) == look.colour("panel")
    before = timeline._frame.rows
    look.show_percent(200)
    assert timeline._frame.rows.clock_half_px > before.clock_half_px
    assert timeline.grab().toImage() != image


def test_a_code_of_another_colour_is_painted_in_it(timeline, view):
    at = block(timeline, "p1")
    rose = timeline.grab().toImage().pixelColor(at)
    book = view.codebooks["book"]
    codes = tuple(
        dataclasses.replace(code, colour="green") if code.name == "Shame" else code
        for code in book.sets[0].codes
    )
    new = dataclasses.replace(book, sets=(dataclasses.replace(book.sets[0], codes=codes),))
    timeline.show_moments(view.after(Replace(book, new), 2))
    green = timeline.grab().toImage().pixelColor(at)
    assert rose.red() > rose.green()
    assert green.green() > green.red()


def test_dense_and_sparse_painting_agree_on_where_blocks_are(timeline, view, monkeypatch):
    points = [block(timeline, each) for each in ("t1", "t2", "p1", "p3")]
    ground = timeline.grab().toImage().pixelColor(QPoint(700, 240))
    monkeypatch.setattr("annotator.ui.timeline.moments.MOST_ROUNDED", -1)
    timeline.zoom(1.0)
    image = timeline.grab().toImage()
    assert all(image.pixelColor(point) != ground for point in points)


def test_focus_by_the_keys_is_seen(timeline):
    timeline.clearFocus()
    plain = timeline.grab().toImage()
    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    edge = QPoint(timeline.width() // 2, 0)
    assert timeline.grab().toImage().pixelColor(edge) == timeline._look.colour("accent")
    assert plain.pixelColor(edge) == timeline._look.colour("panel")


def test_no_session_and_a_session_without_times_take_no_input(qtbot, timeline):
    bare = study_of([], stops=[], length_ms=None, own_transcript=False)
    for session_id in (None, "s", "unknown"):
        timeline.show_session(bare, session_id)
        timeline.grab()
        with qtbot.assertNotEmitted(timeline.time_chosen):
            QTest.mouseClick(surface(timeline), LEFT, NONE, QPoint(600, 125))
            for key in (Key.Key_Right, Key.Key_End, Key.Key_Return, Key.Key_Up):
                QTest.keyClick(timeline, key)
        turn_wheel(surface(timeline), QPoint(600, 125), 30, 120)
        timeline.show_all()


# What it says -------------------------------------------------------------------------------


def test_tips_name_codes_and_time(timeline, tip_at):
    assert tip_at(timeline, block(timeline, "t2")) == "Affect, Shame\nTherapist T07, 17:00 – 18:00"
    assert tip_at(timeline, block(timeline, "t3")).startswith("No code\n")
    assert tip_at(timeline, block(timeline, "p1")) == "Shame\nPatient P07, 12:35"
    assert tip_at(timeline, place(timeline, 40 * MINUTE_MS)) == ""


def test_tips_name_stops(timeline, tip_at):
    rows = timeline._frame.rows
    edge = rows.clock_px + rows.clock_half_px - 6
    assert tip_at(timeline, place(timeline, 755_000, edge)) == "Stop at 12:35\nPatient P07"


def test_nothing_that_it_says_quotes_the_transcript(timeline, tip_at):
    said = [timeline.accessibleName(), timeline.accessibleDescription(), timeline.toolTip()]
    said += [tip_at(timeline, block(timeline, each)) for each in ("t1", "t2", "p1", "p2")]
    assert all(said[:2])
    assert not any(SECRET[:10] in text for text in said)


def test_it_tells_its_counts_to_those_who_do_not_see_it(timeline):
    assert timeline.accessibleName() == "Session timeline"
    assert timeline.accessibleDescription() == (
        "4 therapist moments, 3 patient moments, 3 pairings, "
        "1 moment before the first stop has no session time"
    )


# Light ----------------------------------------------------------------------------------------


def paleness(timeline: Timeline, moment_id: str) -> int:
    """How near the colour of a block is to the ground; 0 for the ground itself."""
    QApplication.processEvents()
    seen = timeline.grab().toImage().pixelColor(block(timeline, moment_id))
    ground = timeline._look.colour("panel")
    pairs = zip(seen.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return sum(abs(one - other) for one, other in pairs)


def lit(timeline: Timeline) -> set[str] | None:
    found = timeline.light.lit
    return None if found is None else set(found)


def test_what_is_shown_alone_keeps_its_light_and_all_others_fade(timeline):
    ids = ("t1", "t2", "p1", "p3")
    full = {each: paleness(timeline, each) for each in ids}
    timeline.light.show_alone(frozenset({"t1", "p1"}))
    now = {each: paleness(timeline, each) for each in ids}
    assert now["t1"] >= full["t1"]
    assert now["p1"] >= full["p1"]
    assert 0 < now["t2"] < full["t2"] / 2
    assert 0 < now["p3"] < full["p3"] / 2
    timeline.show_session(timeline._view, "s")
    assert {each: paleness(timeline, each) for each in ids} == full


def test_pointing_at_a_block_fades_the_others_until_the_mouse_is_gone(timeline):
    target = surface(timeline)

    def move(at: QPoint) -> None:
        none = Qt.MouseButton.NoButton
        place_ = QPointF(at)
        event = QMouseEvent(
            QEvent.Type.MouseMove, place_, target.mapToGlobal(place_), none, none, NONE
        )
        QApplication.sendEvent(target, event)

    assert lit(timeline) is None
    move(block(timeline, "t2"))
    assert lit(timeline) == {"t2"}
    move(block(timeline, "p1"))
    assert lit(timeline) == {"p1"}
    move(place(timeline, 40 * MINUTE_MS))
    assert lit(timeline) is None
    move(block(timeline, "t2"))
    QApplication.sendEvent(timeline._canvas, QEvent(QEvent.Type.Leave))
    assert lit(timeline) is None


# Bins -----------------------------------------------------------------------------------------


def lane(*cells: Cell | None, label: str = "Strain · patient") -> BinLane:
    """Bins of ten minutes from the beginning."""
    times = [
        (number * 10 * MINUTE_MS, (number + 1) * 10 * MINUTE_MS) for number in range(len(cells))
    ]
    return BinLane(label=label, times_ms=np.array(times, dtype=np.int64), cells=cells)


def test_bins_stand_on_the_clock_in_the_colours_of_their_codes(timeline):
    whole, half = (
        Cell(colours=("rose",), share=share, words="0:00: Shame") for share in (1.0, 0.5)
    )
    nothing = Cell(colours=(), share=1.0, words="20:00 – 30:00: none present")
    timeline.bins.show([lane(whole, half, nothing, None)])
    QApplication.processEvents()
    rows, picture = timeline._frame.rows, timeline.grab().toImage()
    (top,) = rows.bin_tops_px
    assert top + rows.bin_px <= rows.grid_end_px
    assert all(band.far_px < top for band in rows.bands)  # no moment stands there

    def colour(minute: float, share: float) -> QColor:
        y = top + rows.bin_px * share
        return picture.pixelColor(place(timeline, minute * MINUTE_MS, y))

    look = timeline._look
    ground = colour(45, 0.5)  # no bin is there
    full = colour(5, 0.2)
    assert full == colour(5, 0.8) == colour(15, 0.8)
    assert full not in (ground, colour(15, 0.2))
    assert colour(25, 0.2) == ground
    assert colour(25, 0.85) == look.colour("mute")
    assert colour(35, 0.5) not in (ground, full)
    frame = timeline._frame
    at = place(timeline, 25 * MINUTE_MS, top + 2)
    assert places.tip_at(frame, timeline._view, at.x(), at.y()) == (
        "20:00 – 30:00: none present\nStrain · patient"
    )
    assert timeline.accessibleDescription().endswith(", 3 of 4 bins of Strain · patient")
    timeline.bins.show([])
    assert timeline._frame.rows.bin_tops_px == ()


def test_a_low_timeline_keeps_its_room_for_the_moments(timeline):
    timeline.bins.show([lane(None, label=str(number)) for number in range(9)])
    assert len(timeline._frame.rows.bin_tops_px) == 4  # of 252 px a good fifth
    timeline.resize(1280, 140)
    QApplication.processEvents()
    assert len(timeline._frame.rows.bin_tops_px) == 2
