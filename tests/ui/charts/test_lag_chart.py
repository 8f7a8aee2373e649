"""The lag profile: rates, band and peak stand where they were computed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from annotator.ui.charts import LagChart
from annotator.ui.charts.marks import Area, Dots, Line
from tests.ui.charts.conftest import BASIS, foot_scale, label_scale, profile, shown


def made(look, result=None):
    chart = LagChart(look)
    chart.show_profile(result or profile(), BASIS)
    return chart


def test_rates_and_band_stand_at_their_lag(qtbot, any_look):
    chart = shown(qtbot, made(any_look), 900, 640)
    y = label_scale(chart.drawing, "0 %", "20 %", (0.0, 0.2))
    x = foot_scale(chart.drawing, "−20 s", "+20 s", (-20, 20))
    (rates,) = chart.drawing.named("rates")
    (band,) = chart.drawing.named("band")
    assert isinstance(rates, Line)
    assert isinstance(band, Area)
    assert [x.value(each[0]) for each in rates.points] == pytest.approx([-20, -10, 0, 10, 20])
    assert [y.value(each[1]) for each in rates.points] == pytest.approx(
        [0, 0.125, 0, 0, 0.25], abs=1e-9
    )
    assert [y.value(each[1]) for each in band.upper] == pytest.approx([0.1] * 5)
    assert [y.value(each[1]) for each in band.lower] == pytest.approx([0] * 5, abs=1e-9)


def test_a_lag_that_chance_is_not_told_of_is_not_drawn(qtbot, look):
    nan = float("nan")
    known = profile()
    far = replace(known.points[0], observed=nan, tested=0, mean=nan, low=nan, high=nan)
    note = (
        "steps within 20 s of either end of a session are left out of what is held against chance"
    )
    chart = made(
        look, replace(known, points=(far, *known.points[1:]), left_out=note, notes=("of one", note))
    )
    chart = shown(qtbot, chart, 900, 640)
    (rates,) = chart.drawing.named("rates")
    (band,) = chart.drawing.named("band")
    assert isinstance(rates, Line)
    assert isinstance(band, Area)
    assert (len(rates.points), len(band.upper)) == (4, 4)
    assert "Steps within 20 s of either end of a session" in chart.caption[0]
    assert "Of one" not in chart.caption[0]  # what the basis tells


def test_a_long_axis_has_its_labels_at_whole_minutes(qtbot, look):
    known = profile()
    points = tuple(replace(each, lag_ms=each.lag_ms * 15) for each in known.points)
    chart = made(look, replace(known, points=points, peak_lag_ms=150_000 * 2))
    words = shown(qtbot, chart, 900, 640).drawing.words()
    assert {"−4 min", "−2 min", "0 s", "+2 min", "+4 min"} <= set(words)
    assert "+5 min, p = .012" in words  # the peak, as the headline beside it says it


def test_the_peak_is_marked_and_named(qtbot, look):
    chart = shown(qtbot, made(look))
    dot, words = chart.drawing.named("peak")
    (rates,) = chart.drawing.named("rates")
    assert isinstance(dot, Dots)
    assert isinstance(rates, Line)
    assert dot.points == (rates.points[4],)
    assert "+20 s, p = .012" in chart.drawing.words()
    assert words in chart.drawing.marks
    assert chart.finding == (
        "Furthest above chance at a lag of +20 s, with the patient later: 25 % of the steps "
        "recur, p = .012 over all lags."
    )


def test_a_profile_without_a_peak_says_why(qtbot, look):
    chart = shown(qtbot, made(look, profile(peak=None)))
    assert chart.drawing.named("peak") == []
    assert chart.finding == "No peak: every shift gives the same."
    assert "furthest above chance" not in chart.drawing.words()


def test_arrows_read_out_lag_by_lag(qtbot, look):
    chart = shown(qtbot, made(look))
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.accessibleDescription() == (
        "lag +20 s: 25 % of 8 steps recur\nchance 5.0 %, 95 % of it 0 % to 10 %"
    )
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription().startswith("lag +10 s: 0 %")


def test_no_profile_says_why(look):
    nothing = replace(profile(), points=(), peak_lag_ms=None, reason="no such code")
    chart = made(look, nothing)
    assert (chart.reason, chart.finding) == ("no such code", "")
    assert chart.plot.drawn(look, 400, 200).words() == ["no such code."]
