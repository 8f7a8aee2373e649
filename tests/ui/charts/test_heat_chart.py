"""Dyads by codes: each half cell has its value, and is as deep as it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from annotator.analysis.dyads.code_map import CodeMap
from annotator.ui.charts import HeatChart
from annotator.ui.charts.marks import Box, Words
from tests.ui.charts.conftest import BASIS, shown

NAN = np.nan


def code_map():
    """Two dyads, two codes that are used and one that is not; D02's patient is not coded."""
    return CodeMap(
        dyads=("D01", "D02"),
        codes=("Shame", "Unused", "Repair"),
        moments=np.array([[[4, 0, 2], [1, 0, 0]], [[3, 0, 8], [NAN, NAN, NAN]]], dtype=float),
        time=np.array([[[0.1, 0, 0.02], [0.05, 0, 0]], [[0.2, 0, 0.4], [NAN, NAN, NAN]]]),
        accounts=np.array([[2, 1], [2, 0]]),
        coder="RA-2",
        code_set="Micro-processes",
        notes=(),
    )


def made(look, of="moments"):
    chart = HeatChart(look)
    chart.show_map(code_map(), BASIS, of)
    return chart


def texts_in(chart):
    """What is written in each cell, by its name."""
    words = [each for each in chart.drawing.marks if isinstance(each, Words)]
    boxes = [each for each in chart.drawing.marks if isinstance(each, Box) and each.name]
    return {box.name: next((w.text for w in words if w.box == box.box), "") for box in boxes}


def test_each_half_cell_holds_its_number(qtbot, any_look):
    chart = shown(qtbot, made(any_look), 900, 420)
    assert texts_in(chart) == {
        "D01 therapist Shame": "4",
        "D01 patient Shame": "3",
        "D01 therapist Repair": "2",
        "D01 patient Repair": "8",
        "D02 therapist Shame": "1",
        "D02 patient Shame": "–",
        "D02 therapist Repair": "0",
        "D02 patient Repair": "–",
    }


def test_shares_of_time_are_percent(qtbot, look):
    chart = shown(qtbot, made(look, "time"))
    assert texts_in(chart)["D01 patient Repair"] == "40"
    assert texts_in(chart)["D01 therapist Repair"] == "2.0"
    assert chart.title == "Dyads by codes: share of session time"


def test_the_patient_stands_at_the_therapists_right_and_more_is_deeper(qtbot, look):
    chart = shown(qtbot, made(look))
    boxes = {each.name: each for each in chart.drawing.marks if isinstance(each, Box)}
    left, right = boxes["D01 therapist Shame"], boxes["D01 patient Shame"]
    assert left.rect.right() <= right.rect.left()
    assert left.rect.top() == right.rect.top() < boxes["D02 therapist Shame"].rect.top()
    light = [boxes[f"D01 patient {code}"].inks[0].lightness() for code in ("Shame", "Repair")]
    assert light[0] > light[1]
    assert boxes["D02 patient Shame"].inks[0] == look.colour("panel")


def test_what_it_shows_is_said_in_words(look):
    chart = made(look)
    assert chart.finding == (
        "Therapists' most frequent code is Shame (5 of 7 codings); patients' most frequent code "
        "is Repair (8 of 11 codings)."
    )
    assert chart.caption[0].startswith(
        "n = 2 dyads, coded accounts of therapists 3, of patients 2. Left half: therapist; right "
        "half: patient; – where no account is coded. Used by nobody: Unused."
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("R", "D01, therapist: Shame\n4 moments in 2 accounts, 10 % of the session time"),
        ("RR", "D01, patient: Shame\n3 moments in 2 accounts, 20 % of the session time"),
        ("RRD", "D02, patient: Shame\nno account is coded"),
        ("RDDU", "D01, therapist: Shame\n4 moments in 2 accounts, 10 % of the session time"),
    ],
)
def test_arrows_read_out_cell_by_cell(qtbot, look, keys, said):
    chart = shown(qtbot, made(look))
    steps = {"R": Qt.Key.Key_Right, "D": Qt.Key.Key_Down, "U": Qt.Key.Key_Up}
    for each in keys:
        qtbot.keyClick(chart, steps[each])
    assert chart.accessibleDescription() == said


def test_a_cell_opens_by_dyad_party_and_code(qtbot, look):
    chart = shown(qtbot, made(look))
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_End)
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == [("D01", "patient", "Repair")]
