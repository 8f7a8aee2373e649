"""The course over sessions: points, means and gaps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from annotator.analysis.measures.course import MeasureCourse, MeasureLine, MomentLine
from annotator.domain.measures import Measure
from annotator.ui.charts import CourseChart
from annotator.ui.charts.marks import CENTRE, Dots, Line, Words
from tests.ui.charts.conftest import BASIS, foot_scale, label_scale, shown

WAI = Measure(id="wai", name="WAI-SR", kind="alliance", minimum=1, maximum=5)


def course(dyad, therapist, patient, alliance=(None, None, None)):
    return MeasureCourse(
        dyad=dyad,
        therapist_name=f"T{dyad}",
        sessions=(1, 3, 5),
        measures=(MeasureLine(measure=WAI, party="patient", values=alliance),),
        moments=(
            MomentLine(party="therapist", counts=therapist),
            MomentLine(party="patient", counts=patient),
        ),
        coder="RA-2",
    )


COURSES = (
    course("D01", (10, 5, 0), (8, None, 6), (2.0, 3.5, 5.0)),
    course("D02", (20, None, 10), (2, 4, 6)),
)


def made(look, dyad=None, courses=COURSES):
    chart = CourseChart(look)
    chart.show_courses(courses, BASIS, dyad)
    return chart


def points_of(chart, name, y):
    x = foot_scale(chart.drawing, "3", "5", (3, 5))
    (dots,) = chart.drawing.named(f"{name} points")
    assert isinstance(dots, Dots)
    return [(round(x.value(a), 6), round(y.value(b), 6)) for a, b in dots.points]


def test_the_points_of_one_dyad_stand_at_their_values(qtbot, any_look):
    chart = shown(qtbot, made(any_look, "D01", COURSES[:1]), 900, 700)
    moments = label_scale(chart.drawing, "0", "10", (0, 10))
    assert points_of(chart, "Moments a session D01 therapist", moments) == [(1, 10), (3, 5), (5, 0)]
    assert points_of(chart, "Moments a session D01 patient", moments) == [(1, 8), (5, 6)]


def test_a_session_without_a_value_leaves_a_gap(qtbot, look):
    chart = shown(qtbot, made(look, "D01"))
    assert chart.drawing.named("Moments a session D01 patient") == []
    (line,) = chart.drawing.named("Moments a session D01 therapist")
    assert isinstance(line, Line)
    assert len(line.points) == 3


def test_means_are_of_the_dyads_with_a_value(look):
    moments, alliance = made(look).plot.panels
    means = {each.party: each for each in moments.lines if not each.dyad}
    assert means["therapist"].values == (15, 5, 5)
    assert means["therapist"].n == (2, 1, 2)
    assert means["patient"].values == (5, 4, 6)
    assert [each.dyad for each in alliance.lines] == ["D01", ""]  # D02 has no score


def test_single_dyads_are_thin_and_only_the_means_are_read_out(qtbot, look):
    chart = shown(qtbot, made(look), 640, 480)
    (thin,) = chart.drawing.named("Moments a session D01 therapist")
    (thick,) = chart.drawing.named("Moments a session mean therapist")
    assert isinstance(thin, Line)
    assert isinstance(thick, Line)
    assert thin.width < thick.width
    assert len(chart.drawing.places) == 3
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == (
        "mean of 2 dyads, session 1, therapist\nMoments a session: 15"
    )
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription().startswith("mean of 1 dyad, session 3")
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleDescription().endswith("WAI-SR: 3.5")
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == [("WAI-SR", "patient", 3)]


def test_a_measure_is_drawn_on_the_scale_that_it_can_give(qtbot, look):
    chart = shown(qtbot, made(look, "D01"), 640, 480)
    labels = [each for each in chart.drawing.marks if isinstance(each, Words) and each.text == "1"]
    bottom = labels[0].box[1] + labels[0].box[3] / 2  # the least score; the other "1" is a session
    (dots,) = chart.drawing.named("WAI-SR D01 patient points")
    assert isinstance(dots, Dots)
    low, middle, high = (y for _, y in dots.points)
    assert (low - middle) / (low - high) == pytest.approx(0.5)
    assert (bottom - low) / (bottom - high) == pytest.approx(0.25)


def test_the_finding_goes_from_the_first_to_the_last_session(look):
    assert made(look, "D01").finding == (
        "Moments a session: therapist from 10 in session 1 to 0 in session 5; patient from 8 in "
        "session 1 to 6 in session 5. WAI-SR: patient from 2 in session 1 to 5 in session 5."
    )


def test_a_dyad_with_nothing_says_so(look):
    nothing = course("D03", (None, None, None), (None, None, None))
    assert made(look, "D03", (nothing,)).reason == (
        "There is neither a coded account nor a score of D03 yet"
    )


def test_many_sessions_are_labelled_as_there_is_room(qtbot, look):
    many = MeasureCourse(
        dyad="D01",
        therapist_name="T01",
        sessions=tuple(range(1, 81)),
        measures=(),
        moments=(MomentLine(party="patient", counts=tuple(range(80))),),
    )
    chart = shown(qtbot, made(look, "D01", (many,)), 640, 320)
    feet = [
        each
        for each in chart.drawing.marks
        if isinstance(each, Words) and each.text.isdigit() and each.align == CENTRE
    ]
    lefts = [each.box[0] for each in feet]
    assert 10 < len(feet) < 40
    assert min(b - a for a, b in pairwise(lefts)) >= 24
    (dots,) = chart.drawing.named("Moments a session D01 patient points")
    assert isinstance(dots, Dots)
    assert len(dots.points) == 80
