"""The transition matrix: counts and residuals of the table, marked also without colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from annotator.analysis.sequences.transitions import lag_table
from annotator.ui.charts import TransitionChart
from annotator.ui.charts.figure import FIGURE_PX, figure_of
from annotator.ui.charts.marks import Box, Dots, Words
from annotator.ui.charts.transition_chart import CLEAR
from tests.ui.charts.conftest import BASIS, shown

SEQUENCE = [["a", "b"] * 6 + ["c", "c", "a", "b", "c"]]
CODES = ["a", "b", "c", "never"]


def table():
    return lag_table(SEQUENCE, CODES)


def made(look, found=None):
    chart = TransitionChart(look)
    chart.show_table(table() if found is None else found, BASIS)
    return chart


def test_cells_hold_the_counts_and_residuals_of_the_table(qtbot, any_look):
    chart = shown(qtbot, made(any_look), 900, 640)
    found = table()
    words = [each for each in chart.drawing.marks if isinstance(each, Words)]
    for row, given in enumerate(CODES[:3]):
        for column, target in enumerate(CODES[:3]):
            (cell,) = chart.drawing.named(f"cell {given} {target}")
            assert isinstance(cell, Box)
            inside = [w.text for w in words if cell.rect.contains(w.box[0] + 1, w.box[1] + 1)]
            z = found.residuals[row, column]
            said = f"{z:+.1f}".replace("-", "−")
            assert inside == [str(found.counts[row, column]), said]


def test_what_is_clear_of_chance_has_an_outline_and_a_triangle(qtbot, look):
    chart = shown(qtbot, made(look))
    found = table()
    signs = [each for each in chart.drawing.marks if isinstance(each, Dots)]
    outlined = 0
    for row, given in enumerate(CODES[:3]):
        for column, target in enumerate(CODES[:3]):
            (cell,) = chart.drawing.named(f"cell {given} {target}")
            assert isinstance(cell, Box)
            z = found.residuals[row, column]
            assert (cell.edge is not None) == (abs(z) >= CLEAR)
            within = [s.sign for s in signs if cell.rect.contains(*s.points[0])]
            assert within == (["up" if z > 0 else "down"] if abs(z) >= CLEAR else [])
            outlined += cell.edge is not None
    assert outlined >= 2


def test_codes_that_are_in_no_pair_are_left_out_and_named(look):
    chart = made(look)
    assert chart.plot.drawn(look, 600, 400).named("cell never a") == []
    assert "In no pair: never." in chart.caption[0]
    assert "n = 16 pairs in 1 document." in chart.caption[0]


def test_the_furthest_is_said_in_words(look):
    found = table()
    assert found.counts[0, 1] == 7
    assert made(look).finding.endswith(
        "Furthest: b follows a more often than chance, 7 times, expected 3.1, residual +4.0."
    )


def test_a_table_without_pairs_says_why(qtbot, look):
    chart = shown(qtbot, made(look, lag_table([["a"]], CODES)))
    assert chart.drawing.words() == ["No code follows another within a document."]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_arrows_read_out_and_return_opens(qtbot, look, key):
    chart = shown(qtbot, made(look))
    for step in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(chart, step)
    assert chart.accessibleDescription() == (
        "a → b: 7 of 16\nexpected 3.1, adjusted residual +4.0, more often than chance"
    )
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(chart, key)
    assert opened.args == [("a", "b")]


def test_a_file_of_many_codes_is_as_wide_as_its_figures_need(look):
    codes = [f"code {n}" for n in range(30)]
    sequence = [code for code in codes for _ in range(2)] + codes[::-1]
    chart = made(look, lag_table([sequence], codes))
    figure = figure_of(chart.plot)
    assert figure.width > 30 * 50
    cells = [m for m in figure.parts[1].marks if isinstance(m, Box) and m.name.startswith("cell")]
    written = [m for m in figure.parts[1].marks if isinstance(m, Words)]
    assert len(cells) == 900
    for cell in cells[:90]:
        assert sum(cell.rect.contains(w.box[0] + 1, w.box[1] + 1) for w in written) == 2
    assert max(c.rect.right() for c in cells) <= figure.width
    assert figure_of(made(look).plot).width == FIGURE_PX
