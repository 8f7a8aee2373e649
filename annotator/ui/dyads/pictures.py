"""The pictures of an analysis: each in a card with its finding and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtWidgets import QSizePolicy

from annotator.app.verbs.dyad_analysis import (
    Analysed,
    Courses,
    Groups,
    Profiles,
    Scores,
    Shares,
    Transitions,
)
from annotator.ui.agreement.card import Card
from annotator.ui.charts import (
    Basis,
    Chart,
    ConvergenceChart,
    CourseChart,
    HeatChart,
    LagChart,
    TimelineChart,
    TransitionChart,
)
from annotator.ui.theme import Look
from annotator.ui.words import Words

_C = TypeVar("_C", bound=Chart)


class ChartCard(Card):
    """A chart with its title, what it shows in words, and its caption."""

    def __init__(self, look: Look, chart: Chart) -> None:
        super().__init__(look, chart.title)
        self.chart = chart
        chart.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._finding = Words(look, "", wrap=True)
        self._caption = Words(look, "", "small", wrap=True)
        self.column.addWidget(self._finding)
        self.column.addWidget(chart)
        self.column.addWidget(self._caption)
        self.column.addStretch(1)

    def renew(self) -> None:
        """Says what the chart shows now, and gives it its height."""
        chart = self.chart
        self.show_title(chart.title)
        self._finding.setText("" if chart.reason else chart.finding)
        self._finding.setVisible(bool(self._finding.text()))
        self._caption.setText("" if chart.reason else "\n".join(chart.caption))
        self._caption.setVisible(bool(self._caption.text()))
        self.fit()

    def fit(self) -> None:
        """The chart is as high as it wants to be at the width it has."""
        self.chart.setFixedHeight(max(self.chart.sizeHint().height(), self._look.px(60)))


class Pictures:
    """All cards; of those of the analyses the ones that fit are shown."""

    def __init__(self, look: Look) -> None:
        self.curve = ChartCard(look, ConvergenceChart(look))
        self.transitions = ChartCard(look, TransitionChart(look))
        self.profile = ChartCard(look, LagChart(look))
        self.course = ChartCard(look, CourseChart(look))
        self.heat = ChartCard(look, HeatChart(look))
        self.timeline = ChartCard(look, TimelineChart(look))

    def cards(self) -> tuple[ChartCard, ...]:
        """From top to bottom; the timeline of the dyad in hand is always there."""
        return (
            self.curve,
            self.transitions,
            self.profile,
            self.course,
            self.timeline,
            self.heat,
        )

    def show_analysed(self, analysed: Analysed, colours: Mapping[str, str]) -> None:
        """Draws what belongs to an analysis."""
        found = analysed.found
        basis = Basis(
            coder=analysed.layer.coder.name,
            code_set=analysed.layer.code_set.name,
            colours=dict(colours),
        )
        shown = [self.timeline]
        if isinstance(found, Shares):
            _chart(self.curve, ConvergenceChart).show_curve(found.curve, basis)
            _chart(self.heat, HeatChart).show_map(found.codes, basis)
            shown += [self.curve, self.heat]
        elif isinstance(found, Transitions):
            _chart(self.transitions, TransitionChart).show_table(found.table, basis)
            shown.append(self.transitions)
        elif isinstance(found, Profiles):
            here = next(
                (each for each in found.results if each.code == analysed.asked.code),
                found.results[0],
            )
            _chart(self.profile, LagChart).show_profile(here, basis)
            shown.append(self.profile)
        elif isinstance(found, Courses | Scores):
            _chart(self.course, CourseChart).show_courses(found.drawn, basis)
            shown.append(self.course)
        elif isinstance(found, Groups):
            _chart(self.heat, HeatChart).show_map(found.codes, basis)
            shown.append(self.heat)
        _chart(self.timeline, TimelineChart).show_sessions(analysed.lanes, basis)
        for card in self.cards():
            card.setVisible(card in shown)
            if card in shown:
                card.renew()


def _chart(card: ChartCard, kind: type[_C]) -> _C:
    assert isinstance(card.chart, kind)
    return card.chart
