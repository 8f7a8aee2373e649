"""Stops on the timeline: taken hold of, moved, given up, reached by a click; real mouse events."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.edits import Replace
from annotator.domain.transcript import Aside
from annotator.domain.view import StudyView
from annotator.ui.timeline import Timeline
from annotator.ui.timeline.picture import FAULT, OUT_OF_ORDER, picture_after, picture_of
from annotator.ui.timeline.stops import stop_edge
from tests.ui.timeline.study import MINUTE_MS, stop, study_of
from tests.ui.timeline.test_timeline import LEFT, NONE, drag, mouse_move, surface, timeline

__all__ = ["timeline"]
THERAPIST, PATIENT = 0, 1


def diamond_at(timeline: Timeline, party: int, time_ms: int) -> QPoint:
    frame = timeline._frame
    return QPoint(round(frame.stretch.x_of(float(time_ms))), round(stop_edge(frame, party)))


def moved(timeline: Timeline) -> list[tuple[str, int]]:
    seen: list[tuple[str, int]] = []
    timeline.stop_moved.connect(lambda stop_id, time_ms: seen.append((stop_id, time_ms)))
    return seen


def test_a_stop_is_dragged_to_another_time_in_whole_seconds(timeline: Timeline) -> None:
    seen, times = moved(timeline), list[int]()
    timeline.time_chosen.connect(times.append)
    stretch = timeline._stretch
    start, end = (diamond_at(timeline, THERAPIST, ms) for ms in (750_000, 1_500_000))
    drag(surface(timeline), start, end)
    ((stop_id, time_ms),) = seen
    assert stop_id == "ts1"
    assert time_ms % 1000 == 0
    assert abs(time_ms - 1_500_000) <= 1 / stretch.px_per_ms + 1000
    assert times == []  # neither the playhead nor the ground went along
    assert timeline._stretch == stretch


def test_it_stays_within_the_session(timeline: Timeline) -> None:
    seen = moved(timeline)
    drag(surface(timeline), diamond_at(timeline, PATIENT, 755_000), QPoint(-300, 130))
    drag(surface(timeline), diamond_at(timeline, PATIENT, 755_000), QPoint(4000, 130))
    assert seen == [("ps1", 0), ("ps1", 48 * MINUTE_MS)]


def press_and_pull(timeline: Timeline, start: QPoint, end: QPoint) -> QWidget:
    widget = surface(timeline)
    QTest.mousePress(widget, LEFT, NONE, start)
    place = QPointF(end)
    QApplication.sendEvent(widget, mouse_move(place, widget.mapToGlobal(place), NONE))
    return widget


def test_escape_gives_the_drag_up(timeline: Timeline) -> None:
    seen = moved(timeline)
    start, end = (diamond_at(timeline, THERAPIST, ms) for ms in (750_000, 1_500_000))
    widget = press_and_pull(timeline, start, end)
    assert timeline._held.isVisible()
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    assert not timeline._held.isVisible()
    place = QPointF(end + QPoint(40, 0))
    QApplication.sendEvent(widget, mouse_move(place, widget.mapToGlobal(place), NONE))
    QTest.mouseRelease(widget, LEFT, NONE, end)
    assert seen == []
    drag(widget, start, end)  # and the next one is a drag again
    assert len(seen) == 1


def test_one_brought_back_to_its_own_time_has_not_moved(timeline: Timeline) -> None:
    seen = moved(timeline)
    start = diamond_at(timeline, THERAPIST, 750_000)
    widget = press_and_pull(timeline, start, start + QPoint(80, 0))
    exact = QPointF(timeline._frame.stretch.x_of(750_000.0), start.y())
    QApplication.sendEvent(widget, mouse_move(exact, widget.mapToGlobal(exact), NONE))
    QTest.mouseRelease(widget, LEFT, NONE, start)
    assert seen == []


def test_a_click_reaches_a_stop_out_of_order(timeline: Timeline) -> None:
    party = timeline._picture.party("patient")  # type: ignore[union-attr]
    assert party is not None
    assert dict(zip(party.stop_ids, party.stop_odd.tolist(), strict=True)) == {
        "ps2": OUT_OF_ORDER,
        "ps1": 0,
    }
    seen: list[str] = []
    timeline.stop_chosen.connect(seen.append)
    QTest.mouseClick(surface(timeline), LEFT, NONE, diamond_at(timeline, PATIENT, 30_000))
    assert seen == ["ps2"]


def test_the_playhead_is_pulled_beside_the_diamonds(timeline: Timeline) -> None:
    seen, times = moved(timeline), list[int]()
    timeline.time_chosen.connect(times.append)
    timeline.set_playhead(750_000)
    at = diamond_at(timeline, THERAPIST, 750_000)
    drag(surface(timeline), QPoint(at.x(), 40), QPoint(at.x() + 100, 40))
    assert seen == []
    assert times[-1] > 750_000


@pytest.mark.parametrize(
    ("times", "odd"),
    [
        ([(10, None), (49, None)], [0, FAULT]),  # after the session's end
        ([(10, 9)], [FAULT]),  # backwards
        ([(10, 13), (12, 15)], [FAULT, FAULT]),  # overlapping
    ],
)
def test_faults_are_marked(times: list[tuple[int, int | None]], odd: list[int]) -> None:
    own = [
        stop(f"s{n}", "patient", 10 * n, start * MINUTE_MS, end and end * MINUTE_MS)
        for n, (start, end) in enumerate(times)
    ]
    party = picture_of(study_of([], stops=own), "s").party("patient")
    assert party is not None
    assert party.stop_odd.tolist() == odd


def test_an_aside_takes_its_moments_off_the_clock_and_back(view: StudyView) -> None:
    before = picture_of(view, "s")
    aside = Aside(id="a", transcript_id="patient-1", start=100, end=160)
    after_view = view.after(Replace(None, aside), 2)
    after = picture_after(before, view, after_view).party("patient")
    assert after is not None
    assert after.blocks.untimed == {"p1"}
    assert not after.before_first_stop
    timed = replace(aside, start_ms=600_000, end_ms=660_000)
    timed_view = after_view.after(Replace(aside, timed), 3)
    party = picture_of(timed_view, "s").party("patient")
    assert party is not None
    row = party.blocks.row_of("p1")
    assert row is not None
    assert (party.blocks.start_ms[row], party.blocks.end_ms[row]) == (600_000, 660_000)
