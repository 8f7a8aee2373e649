"""What all charts share: read-out on the screen, focus, height, names that are no names."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from annotator.analysis.sequences.transitions import lag_table
from annotator.ui.charts import Chart, ConvergenceChart, TimelineChart
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.exporting import svg_bytes
from annotator.ui.charts.figure import figure_of
from annotator.ui.charts.grid import Grid, GridHead
from annotator.ui.charts.heat_chart import HeatPlot
from annotator.ui.charts.matrix_chart import MatrixPlot
from annotator.ui.charts.plot import Plot, wrapped
from annotator.ui.charts.timeline_chart import TimelinePlot
from annotator.ui.charts.transition_chart import TransitionPlot
from annotator.ui.theme import LIGHT, Look
from tests.ui.charts.conftest import BASIS, block, curve, lanes, shown
from tests.ui.charts.test_heat_chart import code_map


def made(look):
    chart = ConvergenceChart(look)
    chart.show_curve(curve(), BASIS)
    return chart


def grabbed(chart: Chart) -> QImage:
    QApplication.processEvents()
    return chart.grab().toImage()


def test_what_is_read_out_is_painted_and_goes_with_the_keys(qtbot, look):
    chart = shown(qtbot, made(look))
    qtbot.waitUntil(chart.hasFocus)
    plain = grabbed(chart)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    first = grabbed(chart)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    second = grabbed(chart)
    assert plain != first != second != plain


def test_the_mouse_reads_out_and_leaving_takes_it_back(qtbot, look):
    chart = shown(qtbot, made(look))
    read: list[str] = []
    chart.read.connect(read.append)
    x, y = chart.drawing.places[0][1].middle
    before = grabbed(chart)
    qtbot.mouseMove(chart.viewport(), QPoint(round(x), round(y)))
    over = grabbed(chart)
    assert over != before
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert grabbed(chart) == before
    assert [bool(each) for each in read] == [True, False]
    assert chart.here is None  # only the keys go somewhere


def test_tab_leaves_a_chart(qtbot, look):
    both = QWidget()
    qtbot.addWidget(both)
    column = QVBoxLayout(both)
    charts = [made(look), made(look)]
    for each in charts:
        column.addWidget(each)
    both.resize(500, 600)
    with qtbot.waitActive(both):
        both.show()
    charts[0].setFocus()
    qtbot.waitUntil(charts[0].hasFocus)
    qtbot.keyClick(charts[0], Qt.Key.Key_Tab)
    assert charts[1].hasFocus()


def test_a_timeline_asks_for_the_height_of_its_lanes(look):
    low, high = TimelineChart(look), TimelineChart(look)
    low.show_sessions((lanes(),), BASIS)
    blocks = tuple(block(f"t{n}", 9, 10, "Shame", lane=n) for n in range(8))
    tall = replace(lanes().therapist, blocks=blocks)
    high.show_sessions((replace(lanes(), therapist=tall), lanes(5)), BASIS)
    assert high.sizeHint().height() > low.sizeHint().height() + 100
    assert high.minimumSizeHint().height() == high.sizeHint().height()


def test_very_many_lanes_are_squeezed(look):
    blocks = tuple(block(f"t{n}", 9, 10, "Shame", lane=n) for n in range(60))
    chart = TimelineChart(look)
    tall = replace(lanes(), therapist=replace(lanes().therapist, blocks=blocks))
    chart.show_sessions((tall,), BASIS)
    assert chart.sizeHint().height() < 500


def test_a_chart_that_was_given_nothing_says_so(qtbot, look):
    chart = shown(qtbot, Chart(look, "Something"))
    assert chart.drawing.words() == ["There is nothing to draw yet."]
    assert chart.accessibleName() == "Something"


def test_names_with_signs_that_no_file_takes_still_make_an_svg(look):
    odd = replace(lanes(), dyad="D<7>&\x01")
    chart = TimelineChart(look)
    chart.show_sessions((odd,), BASIS)
    root = ET.fromstring(svg_bytes(figure_of(chart.plot)))
    assert any("D<7>&" in "".join(each.itertext()) for each in root.iter())


def test_a_plot_has_to_draw(look):
    class Empty(Plot):
        reason = ""

    with pytest.raises(NotImplementedError):
        Empty().drawn(look, 100, 100)


def test_words_are_wrapped_between_and_none_is_lost(look):
    text = "one two three four five six seven"
    lines = wrapped(text, look.interface_font(), 60)
    assert " ".join(lines) == text
    assert len(lines) > 2
    assert wrapped("", look.interface_font(), 60) == []


def test_a_basis_without_a_coder_says_less():
    assert Basis().lines("n = 2 sessions") == ("n = 2 sessions.",)
    assert Basis(code_set="Moments").lines() == ("Codes of Moments.",)


def test_a_chart_is_drawn_once_for_all_that_has_changed(qtbot, look):
    """A plot, sizes and a look that come in one go, and what layouts ask of it in between."""
    drawn = []

    class Counted(TimelinePlot):
        def draw(self, paper):
            drawn.append((paper.width, paper.look.percent))
            return super().draw(paper)

    chart = shown(qtbot, TimelineChart(look), width=700, height=300)
    QApplication.processEvents()
    chart.show_plot(Counted((lanes(),), BASIS))
    look.show_percent(125)
    chart.resize(900, 300)
    wanted = chart.sizeHint().height()
    chart.resize(900, wanted)
    QApplication.processEvents()
    assert chart.sizeHint().height() == wanted
    assert drawn == [(900, 125)]


LONG = "a code with a name that is much longer than its column"
OF_THEIR_OWN_HEIGHT = {
    "timeline": TimelinePlot((lanes(), lanes(5)), BASIS),
    "heat": HeatPlot(code_map(), BASIS),
    "slanted heat": HeatPlot(replace(code_map(), codes=("Shame", "Unused", LONG)), BASIS),
    "transitions": TransitionPlot(lag_table([["a", "b", LONG] * 4], ["a", "b", LONG]), BASIS),
    "matrix": MatrixPlot(
        Grid(
            title="Counts",
            rows=(GridHead(key="a", name="a"), GridHead(key="l", name=LONG)),
            columns=(GridHead(key="l", name=LONG),),
            texts=(("1",), ("2",)),
            values=((1.0,), (2.0,)),
            said=(("one",), ("two",)),
        )
    ),
}


@pytest.mark.parametrize("width", [200, 320, 640, 1400])
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("name", OF_THEIR_OWN_HEIGHT)
def test_a_picture_asks_for_the_height_that_its_drawing_takes(qapp, name, percent, width):
    plot, look = OF_THEIR_OWN_HEIGHT[name], Look(LIGHT, percent)
    assert plot.wanted_height(width, look) == pytest.approx(plot.drawn(look, width, 0).height)


def test_a_chart_out_of_sight_is_drawn_when_it_is_scrolled_into_it(qtbot, look):
    drawn = []

    class Counted(TimelinePlot):
        def draw(self, paper):
            drawn.append(paper.width)
            return super().draw(paper)

    area, inside, chart = QScrollArea(), QWidget(), TimelineChart(look)
    qtbot.addWidget(area)
    area.setWidget(inside)
    chart.setParent(inside)
    chart.show_plot(Counted((lanes(),), BASIS))
    chart.setGeometry(0, 1000, 600, chart.sizeHint().height())
    inside.resize(600, 2000)
    area.resize(620, 400)
    with qtbot.waitExposed(area):
        area.show()
    chart.resize(500, chart.sizeHint().height())
    QApplication.processEvents()
    assert drawn == []
    area.verticalScrollBar().setValue(1000)
    QApplication.processEvents()
    assert drawn == [500]
    alone = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert area.viewport().grab().toImage().copy(alone.rect()) == alone
    assert drawn == [500]
