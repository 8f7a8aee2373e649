"""The convergence curve: what is drawn is what was computed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from annotator.ui.charts import ConvergenceChart
from annotator.ui.charts.marks import Area, Dots, Line
from annotator.ui.charts.scale import Scale
from annotator.ui.theme import DARK
from tests.ui.charts.conftest import BASIS, curve, shown


def made(look, result=None):
    chart = ConvergenceChart(look)
    chart.show_curve(result or curve(), BASIS)
    return chart


def read_back(chart, name):
    """Values of a line, from where it stands between the labelled ones."""
    drawing = chart.drawing
    labels = {each.text: each for each in drawing.marks if hasattr(each, "text")}
    low, high = labels["10 %"], labels["30 %"]
    scale = Scale(
        low=0.1,
        high=0.3,
        start_px=low.box[1] + low.box[3] / 2,
        end_px=high.box[1] + high.box[3] / 2,
    )
    (line,) = drawing.named(name)
    points = line.points if isinstance(line, Line) else line.upper
    return [scale.value(y) for _, y in points]


def test_values_mean_and_band_stand_where_they_were_computed(qtbot, any_look):
    chart = shown(qtbot, made(any_look), 900, 640)
    assert read_back(chart, "values") == pytest.approx([0.1, 0.3, 0.0, 0.2], abs=1e-6)
    assert read_back(chart, "mean") == pytest.approx([0.05] * 4, abs=1e-6)
    (band,) = chart.drawing.named("band")
    assert isinstance(band, Area)
    assert read_back(chart, "band") == pytest.approx([0.2, 0.2, 0.1, 0.2], abs=1e-6)


def test_what_is_above_chance_has_full_dots(qtbot, look):
    chart = shown(qtbot, made(look))
    (above,) = chart.drawing.named("above")
    (values,) = chart.drawing.named("values")
    assert isinstance(above, Dots)
    assert isinstance(values, Line)
    assert above.points == (values.points[1],)
    assert above.paper is None


def test_the_finding_and_what_it_rests_on_are_said_in_words(look):
    chart = made(look)
    assert chart.finding == (
        "Both marked most at 25 to 50 % of the session: both marked 30 % of the time; "
        "chance 5.0 %, 95 % of it 0 % to 20 %. Above the band of chance in 1 of 4 parts."
    )
    assert chart.accessibleDescription() == chart.finding
    assert chart.accessibleName() == "Convergence along the session: any code"
    assert chart.caption == (
        "n = 3 sessions, each cut into 4 equal parts. Band: 95 % of 1,000 circular shifts, of "
        "each part alone; seed 7. Coder RA-2, codes of Micro-processes.",
        "A stop without an end stands for the 60 s before it.",
    )


def test_arrows_read_out_part_by_part_and_return_opens(qtbot, look):
    chart = shown(qtbot, made(look))
    opened: list[object] = []
    chart.opened.connect(opened.append)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription().startswith("0 to 25 % of the session: both marked 10 %")
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription().startswith("25 to 50 %")
    qtbot.keyClick(chart, Qt.Key.Key_End)
    qtbot.keyClick(chart, Qt.Key.Key_Right)  # there is nothing further
    assert chart.accessibleDescription().startswith("75 to 100 %")
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.accessibleDescription().startswith("0 to 25 %")
    assert opened == [3]


def test_the_mouse_reads_out_and_a_press_opens(qtbot, look):
    chart = shown(qtbot, made(look))
    opened: list[object] = []
    read: list[str] = []
    chart.opened.connect(opened.append)
    chart.read.connect(read.append)
    x, y = chart.drawing.places[0][2].middle
    spot = chart.viewport().rect().topLeft() + type(chart.pos())(round(x), round(y))
    qtbot.mouseMove(chart.viewport(), spot)
    assert read[-1].startswith("50 to 75 %")
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == [2]
    assert chart.accessibleDescription().startswith("50 to 75 %")


def test_parts_near_the_ends_have_no_band_and_say_so(qtbot, look):
    known = curve()
    nan = float("nan")
    edges = [nan, 0.05, 0.05, nan]
    note = "parts of the session within 60 s of either end have no band"
    cut = replace(
        known, mean=np.array(edges), low=np.array(edges), high=np.array([nan, 0.2, 0.1, nan]),
        left_out=note, notes=(*BASIS.notes, note),
    )  # fmt: skip
    chart = shown(qtbot, made(look, cut))
    (values,) = chart.drawing.named("values")
    (band,) = chart.drawing.named("band")
    assert isinstance(values, Line)
    assert isinstance(band, Area)
    assert [x for x, _ in band.upper] == [x for x, _ in values.points[1:3]]
    assert chart.finding.endswith("Above the band of chance in 1 of 2 parts that have one.")
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.accessibleDescription() == (
        "75 to 100 % of the session: both marked 20 % of the time\n"
        "too near to an end of the session for a band of chance"
    )
    assert chart.caption[0].count("Parts of the session within 60 s of either end") == 1
    assert "A stop without an end" not in chart.caption[0]  # what the basis tells


def test_without_draws_there_is_no_band(qtbot, look):
    nothing = np.empty(0)
    plain = replace(curve(), mean=nothing, low=nothing, high=nothing, shifts=0)
    chart = shown(qtbot, made(look, plain))
    assert chart.drawing.named("band") == []
    assert "95 % of chance" not in chart.drawing.words()
    assert chart.finding == ("Both marked most at 25 to 50 % of the session: both marked 30 %.")


def test_nothing_to_draw_says_why(qtbot, look):
    nothing = np.empty(0)
    empty = replace(
        curve(), values=nothing, middles=nothing, mean=nothing, low=nothing, high=nothing, n=0,
        reason="there is no session that is long enough",
    )  # fmt: skip
    chart = shown(qtbot, made(look, empty))
    assert chart.drawing.words() == ["there is no session that is long enough."]
    assert chart.accessibleDescription() == "there is no session that is long enough"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.here is None


def test_another_look_is_drawn_at_once(qtbot, look):
    chart = shown(qtbot, made(look))
    look.show_theme(DARK)
    (line,) = chart.drawing.named("values")
    assert isinstance(line, Line)
    assert line.ink.name() == DARK.ink
    look.show_percent(200)
    (wide,) = chart.drawing.named("values")
    assert isinstance(wide, Line)
    assert wide.width == 4
