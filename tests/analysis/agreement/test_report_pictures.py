from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from annotator.analysis.agreement.drift import DriftPoint
from annotator.analysis.agreement.report_drift import drift_picture
from annotator.analysis.agreement.report_forest import ForestRow, forest
from annotator.analysis.agreement.report_matrices import (
    coder_matrix,
    confusion_picture,
    taken_for_most,
)
from annotator.analysis.agreement.report_values import interval_text, printed, share_text
from annotator.analysis.agreement.result import undefined
from annotator.domain.report_colours import DARK, HEAT, HEAT_MOST, INK, PAPER
from tests.analysis.agreement.report_overviews import result

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = {"svg", "title", "desc", "rect", "line", "polyline", "polygon", "circle", "text"}
VALUES = st.floats(-1, 1)


def words(svg: str) -> list[str]:
    root = etree.fromstring(svg.encode())
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def number(element: etree._Element, name: str) -> float:
    return float(element.get(name) or "nan")


def check(svg: str) -> None:
    """Well-formed, with a description, of shapes that QtSvg knows, within its borders."""
    root = etree.fromstring(svg.encode())
    assert {etree.QName(each).localname for each in root.iter()} <= KNOWN
    assert root.findtext(f"{SVG}desc")
    assert root.get("role") == "img"
    width, height = number(root, "width"), number(root, "height")
    for each in root.iter(f"{SVG}rect"):
        assert -0.01 <= number(each, "x") <= width
        assert number(each, "x") + number(each, "width") <= width + 0.01
        assert number(each, "y") + number(each, "height") <= height + 0.01
    for each in root.iter(f"{SVG}text"):
        assert 0 <= number(each, "y") <= height


@given(value=VALUES, limits=st.lists(st.sampled_from([0.6, 0.667, 0.8, 0.9]), max_size=2))
def test_no_rounding_crosses_a_threshold(value, limits):
    shown = printed(value, limits)
    number = float(shown.replace("−", "-"))
    assert abs(number - value) <= 0.005 + 1e-9
    for limit in (*limits, 1.0):
        if abs(value - limit) > 1e-5:
            assert (number >= limit) == (value >= limit)
    assert not shown.lstrip("−").startswith("0")


def test_values_are_printed_in_the_style_of_the_apa():
    assert [printed(each) for each in (0.7141, -0.004, 0.0, 1.0)] == [".71", ".00", ".00", "1.00"]
    assert interval_text(result("u_alpha", 0.71)) == "[.66, .76]"
    assert interval_text(undefined("u_alpha", "nothing", ci_low=0.1, ci_high=0.2)) == "–"
    assert share_text(0.9999) == "100.0 %"


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(st.text(max_size=60), VALUES | st.none()), max_size=12))
def test_a_forest_of_anything_is_sound(rows):
    made = [
        ForestRow(
            label=label,
            result=undefined("ku_alpha", label or "no") if v is None else result("ku_alpha", v),
        )
        for label, v in rows
    ]
    check(forest(made, 0.667, 0.8, title="Values"))


def test_the_forest_says_the_side_of_the_threshold_by_shape():
    values = (0.85, 0.7, 0.5)
    rows = [ForestRow(label=str(v), result=result("u_alpha", v)) for v in values]
    root = etree.fromstring(forest(rows, 0.667, 0.8, title="Values").encode())
    # One of each in the picture and one in the legend; two more rectangles are the paper's.
    count = {name: len(list(root.iter(f"{SVG}{name}"))) for name in ("circle", "polygon")}
    assert count == {"circle": 2, "polygon": 2}


def test_an_undefined_value_has_no_mark_and_says_why():
    rows = [ForestRow(label="Shame", result=undefined("ku_alpha", "never used"))]
    svg = forest(rows, 0.667, 0.8, title="Values")
    assert "never used" in words(svg)
    assert "– undefined" in words(svg)
    assert "Shame: undefined, never used" in svg


def test_the_matrix_shows_a_pair_both_ways_and_what_is_missing_as_a_dash():
    matrix = {("A", "B"): result("u_alpha", 0.61), ("C", "A"): undefined("u_alpha", "nothing")}
    svg = coder_matrix(["A", "B", "C"], matrix, title="Pairs")
    check(svg)
    assert words(svg).count(".61") == 2
    assert words(svg).count("–") == 4  # A with C, and B with C, of whom nothing is known
    assert "A with B .61; A with C –; B with C –" in svg


@pytest.mark.parametrize("count", [0, 1, 7, 24, 60])
def test_a_confusion_of_any_size_fits(count):
    names = [f"Code {n} <with> a long name" for n in range(count)]
    table = np.arange((count + 1) ** 2, dtype=np.float64).reshape(count + 1, count + 1) * 977
    check(confusion_picture(("A", "B"), names, table, unit="characters", title="Confusion"))


def test_a_confusion_shows_its_counts_and_tells_the_largest():
    table = np.array([[300.0, 147, 12], [20, 277, 0], [31, 5, 9000]])
    names = ["Shame", "Distance"]
    svg = confusion_picture(("A", "B"), names, table, unit="characters", title="Confusion")
    assert {"300", "147", "9,000"} <= set(words(svg))
    assert "A Shame, B Distance: 147" in svg
    assert "same code to 577 characters" in svg
    found = taken_for_most([*names, "no code"], table)
    assert found[0] == ("Shame", "Distance", 147.0)
    assert len(found) == 5


def test_drift_breaks_its_line_where_nothing_is_known():
    def point(value: float) -> DriftPoint:
        known = value == value  # noqa: PLR0124 # NaN
        return DriftPoint(document="D", value=value, reason="" if known else "nothing")

    points = [point(v) for v in (0.7, 0.6, float("nan"), 0.8, 0.9, 0.5)]
    svg = drift_picture({"A": points, "B": [point(float("nan"))], "C": []}, 0.667, title="Drift")
    check(svg)
    root = etree.fromstring(svg.encode())
    runs = [(each.get("points") or "").split() for each in root.iter(f"{SVG}polyline")]
    assert [len(run) for run in runs] == [2, 3]
    assert words(svg).count("–") == 2
    assert "B: no value on 1 transcript" in svg


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_words_in_heat_maps_can_be_read(dark, share):
    paper, heat, ink = (DARK[c] if dark else c for c in (PAPER, HEAT, INK))
    opacity = HEAT_MOST * (0.06 + 0.94 * share)
    behind = [h * opacity + p * (1 - opacity) for h, p in zip(rgb(heat), rgb(paper), strict=True)]
    lighter, darker = sorted((luminance(behind), luminance(rgb(ink))), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def rgb(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
