"""Each picture of the sample study, light and dark, for eyes; and what can be decided of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetricsF

from annotator.app.open_study import open_study
from annotator.app.verbs.picturing import (
    PictureWish,
    Subject,
    courses_of,
    curve_of,
    map_of,
    profile_of,
    sessions_of,
    subject_of,
    transitions_of,
)
from annotator.app.verbs.sample import make_sample
from annotator.ui.charts import (
    Chart,
    ConvergenceChart,
    CourseChart,
    HeatChart,
    LagChart,
    TimelineChart,
    TransitionChart,
    basis_of,
)
from annotator.ui.charts.marks import CENTRE, RIGHT, Box, Words
from annotator.ui.theme import DARK, LIGHT, Look
from tests.ui.charts.conftest import shown
from tests.ui.window.test_screens import ARTEFACTS, contrast

KINDS = ("timeline", "course", "convergence", "lag", "transitions", "heatmap")


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    place = make_sample(Path(tmp_path_factory.mktemp("sample")))
    with open_study(place) as study:
        return subject_of(study.view, PictureWish())


def chart_of(kind: str, look: Look, subject: Subject) -> Chart:
    basis = basis_of(subject.material, subject.colours)
    if kind == "timeline":
        timeline = TimelineChart(look)
        timeline.show_sessions(sessions_of(subject, subject.dyads[0]), basis)
        return timeline
    if kind == "course":
        course = CourseChart(look)
        course.show_courses(courses_of(subject), basis)
        return course
    if kind == "convergence":
        curve = ConvergenceChart(look)
        curve.show_curve(curve_of(subject), basis)
        return curve
    if kind == "lag":
        lag = LagChart(look)
        lag.show_profile(profile_of(subject), basis)
        return lag
    if kind == "transitions":
        made, table = transitions_of(subject)
        transitions = TransitionChart(look)
        transitions.show_table(table, basis_of(made, subject.colours))
        return transitions
    found = map_of(subject)
    heat = HeatChart(look)
    heat.show_map(found, basis_of(found, subject.colours))
    return heat


def bounds(words: Words) -> tuple[float, float, float, float]:
    """Where level words stand: left, top, right and bottom."""
    metrics = QFontMetricsF(words.font)
    wide, high = metrics.horizontalAdvance(words.text), metrics.capHeight()
    left, top, width, height = words.box
    if words.align == RIGHT:
        left = left + width - wide
    elif words.align == CENTRE:
        left = left + (width - wide) / 2
    middle = top + height / 2
    return left, middle - high / 2, left + wide, middle + high / 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("theme", "percent"), [(LIGHT, 100), (DARK, 100), (LIGHT, 200), (DARK, 200)]
)
def test_words_are_whole_inside_apart_and_can_be_read(qtbot, subject, kind, theme, percent):
    look = Look(theme, percent)
    chart = chart_of(kind, look, subject)
    width = 720 * percent // 100
    chart.resize(width, 100)
    height = chart.sizeHint().height()
    shown(qtbot, chart, width, height)
    chart.clearFocus()
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    picture = chart.grab()
    picture.save(str(ARTEFACTS / f"chart-{kind}-{theme.scheme}-{percent}.png"))
    assert picture.toImage().pixelColor(1, height - 2).name() == theme.panel
    words = [each for each in chart.drawing.marks if isinstance(each, Words)]
    level = [each for each in words if not each.slant and each.text]
    assert len(level) > 4
    assert [each.text for each in words if "…" in each.text] == []
    for each in level:
        left, top, right, bottom = bounds(each)
        assert left >= -1, each.text
        assert right <= chart.width() + 1, each.text
        assert top >= 0, each.text
        assert bottom <= chart.height(), each.text
    for place, one in enumerate(level):
        for other in level[place + 1 :]:
            a, b = bounds(one), bounds(other)
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (one.text, other.text)
    cells = [each for each in chart.drawing.marks if isinstance(each, Box) and each.name]
    for each in level:
        left, top, right, bottom = bounds(each)
        under = [c for c in cells if c.rect.contains((left + right) / 2, (top + bottom) / 2)]
        ground = under[-1].inks[0].name() if under else theme.panel
        assert contrast(each.ink.name(), ground) >= 4.5, each.text
