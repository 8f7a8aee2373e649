"""The session timeline: moments, stops and pairings stand where the clock says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from annotator.analysis.dyads.lanes import PartyLanes
from annotator.ui.charts import TimelineChart
from annotator.ui.charts.marks import Box, Dots, Line, Ribbon
from tests.ui.charts.conftest import BASIS, MINUTE, foot_scale, lanes, shown


def made(look, *sessions):
    chart = TimelineChart(look)
    chart.show_sessions(sessions or (lanes(),), BASIS)
    return chart


def clock_of(chart):
    return foot_scale(chart.drawing, "0:00", "40:00", (0, 40 * MINUTE))


def only(chart, name, kind):
    (found,) = chart.drawing.named(name)
    assert isinstance(found, kind)
    return found


def test_moments_stops_and_pairings_stand_at_their_time(qtbot, any_look):
    chart = shown(qtbot, made(any_look), 900, 500)
    scale = clock_of(chart)
    for moment, start, end in (("t1", 9, 10), ("t2", 9, 10), ("p1", 29, 30)):
        box = only(chart, f"moment {moment}", Box).rect
        assert scale.value(box.left()) == pytest.approx(start * MINUTE, abs=1)
        assert scale.value(box.right()) == pytest.approx(end * MINUTE, abs=1)
    ((x, _),) = only(chart, "stops patient", Dots).points
    assert scale.value(x) == pytest.approx(30 * MINUTE, abs=1)
    ribbon = only(chart, "pairing pair", Ribbon)
    assert scale.value(ribbon.start[0]) == pytest.approx(10 * MINUTE, abs=1)
    assert scale.value(ribbon.end[0]) == pytest.approx(30 * MINUTE, abs=1)
    end = only(chart, "clock", Line).points[1][0]
    assert scale.value(end) == pytest.approx(50 * MINUTE, abs=1)


def test_the_therapist_stands_above_the_clock_and_the_patient_mirrored_below(qtbot, look):
    chart = shown(qtbot, made(look))
    clock = only(chart, "clock", Line).points[0][1]
    near, far, below = (only(chart, f"moment {each}", Box).rect for each in ("t1", "t2", "p1"))
    assert far.bottom() < near.top() < near.bottom() < clock < below.top()
    assert clock - near.bottom() == pytest.approx(below.top() - clock)


def test_a_moment_of_two_codes_has_two_stripes_and_the_legend_names_what_is_drawn(qtbot, look):
    chart = shown(qtbot, made(look))
    assert len(only(chart, "moment t2", Box).inks) == 2
    words = chart.drawing.words()
    assert {"Shame", "Repair", "diverging"} <= set(words)
    assert "converging" not in words
    assert words.index("Shame") < words.index("Repair")  # as in the codebook


def test_relations_differ_without_colour(look):
    two = lanes()
    added = tuple(
        replace(two.pairings[0], pairing_id=name, relation=name)
        for name in ("converging", "diverging", "complementary", "echoing", "missing each other")
    )
    chart = made(look, replace(two, pairings=added))
    drawing = chart.plot.drawn(look, 800, 500)
    ribbons = [each for each in drawing.marks if isinstance(each, Ribbon)]
    assert len({each.dash for each in ribbons}) == 5


def test_sessions_stand_under_each_other_on_one_scale(qtbot, look):
    short = replace(lanes(5), length_ms=25 * MINUTE)
    chart = made(look, lanes(), short)
    chart.resize(640, chart.sizeHint().height())
    chart = shown(qtbot, chart, 640, chart.sizeHint().height())
    first, second = chart.drawing.named("clock")
    assert isinstance(first, Line)
    assert isinstance(second, Line)
    assert second.points[0][1] > first.points[0][1]
    wide = [line.points[1][0] - line.points[0][0] for line in (first, second)]
    assert wide[1] == pytest.approx(wide[0] / 2)
    assert chart.drawing.height <= chart.height() + 1


def test_what_it_shows_is_said_in_words(look):
    chart = made(look)
    assert chart.accessibleName() == "Session timeline of D07"
    assert chart.finding == (
        "Session 3: 2 therapist moments, 2 patient moments, 1 pairing, 50:00 (1 diverging)."
    )
    assert chart.accessibleDescription() == chart.finding
    assert chart.caption[0].startswith(
        "n = 4 moments in 1 session. Not drawn, for want of a session time: 1."
    )


def test_arrows_go_through_the_moments_and_across_the_clock(qtbot, look):
    chart = shown(qtbot, made(look))
    opened: list[object] = []
    chart.opened.connect(opened.append)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == "Shame\nsession 3, therapist, 9:00 – 10:00"
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleDescription() == "Shame\nsession 3, patient, 29:00 – 30:00"
    qtbot.keyClick(chart, Qt.Key.Key_Down)  # there is nothing below
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened == ["p1"]


def test_an_account_that_is_not_coded_says_so_and_an_empty_dyad_says_why(qtbot, look):
    nobody = PartyLanes(voice="patient", name="P07", coded=False)
    chart = shown(qtbot, made(look, replace(lanes(), patient=nobody)))
    assert "not coded" in chart.drawing.words()
    assert "patient not coded" in chart.finding
    missing = replace(nobody, uncoded="interview missing")
    chart.show_sessions((replace(lanes(), patient=missing),), BASIS)
    assert "interview missing" in chart.drawing.words()
    empty = replace(lanes(), patient=nobody, therapist=replace(nobody, voice="therapist"))
    chart.show_sessions((empty,), BASIS)
    assert chart.reason == "No account of D07 has a moment or a stop yet"
    assert chart.drawing.words() == [f"{chart.reason}."]
