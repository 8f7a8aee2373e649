"""The lag profile: how often one party's code returns in the other's account, lag by lag."""

from __future__ import annotations

from math import isnan

from annotator.analysis.dyads.recurrence import LagPoint, Recurrence
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.convergence_chart import BAND_SHARE, DOT_PX
from annotator.ui.charts.drawing import Drawing, Panel, Paper, Place
from annotator.ui.charts.legend import Entry, legend
from annotator.ui.charts.marks import CENTRE, Area, Dots, Line, Mark
from annotator.ui.charts.plot import Plot
from annotator.ui.charts.scale import Scale, percent_text, reach, tick_step, ticks
from annotator.ui.figures import clock_lag, counted, p_text
from annotator.ui.theme import Look

_MINUTES_FROM_S = 240
"""An axis that is longer than this has its labels at whole minutes."""


class LagPlot(Plot):
    """A line of rates with the 95 % of chance behind it, and its peak marked and named."""

    def __init__(self, profile: Recurrence, basis: Basis) -> None:
        self._profile = profile
        self._points = [each for each in profile.points if not isnan(each.observed)]
        self.title = f"Lag profile: {profile.code or profile.match}"
        self.reason = "" if profile.points else profile.reason or "There is no profile"
        self.finding = _finding(profile)
        self.caption = basis.lines(
            f"n = {counted(profile.n, 'session')} in steps of {profile.step_ms / 1000:g} s",
            "A lag above 0: the patient is later",
            f"Band: 95 % of {profile.shifts:,} circular shifts, of each lag alone; p over all "
            f"lags; seed {profile.seed}",
            profile.left_out,
        )

    def draw(self, paper: Paper) -> Drawing:
        """Legend, band, line, peak."""
        profile, px = self._profile, paper.px
        points, ink, mute = self._points, paper.ink("ink"), paper.ink("mute")
        banded = not isnan(points[0].mean)
        wash = paper.wash(mute, BAND_SHARE)
        entries = [Entry(text="share of steps that recur", ink=ink)]
        if banded:
            entries += [
                Entry(text="mean of chance", ink=mute, dash=(4, 3), width=1.4),
                Entry(text="95 % of chance", ink=wash, swatch="area"),
            ]
        if profile.peak_lag_ms is not None:
            entries.append(
                Entry(text="furthest above chance", ink=ink, swatch="dot", sign="circle")
            )
        head, high = legend(paper, entries, px(48), px(4), paper.width - px(8))
        heights = [value for each in points for value in (each.observed, each.high)]
        low, top = reach(heights, least=0.01)
        panel = Panel(
            paper=paper,
            x=Scale(
                low=points[0].lag_ms / 1000,
                high=points[-1].lag_ms / 1000,
                start_px=px(48),
                end_px=paper.width - px(24),
            ),
            y=Scale(low=low, high=top, start_px=paper.height - px(42), end_px=high + px(28)),
        )
        step = tick_step(low, top)
        unit = 60 if panel.x.high - panel.x.low > _MINUTES_FROM_S else 1
        lags = ticks(panel.x.low / unit, panel.x.high / unit, 6, whole=True)
        marks: list[Mark] = [
            *head,
            *panel.grid([(each, percent_text(each, step)) for each in ticks(low, top)]),
            *panel.feet([(each * unit, clock_lag(round(each * unit * 1000))) for each in lags]),
            panel.foot("the therapist is later  ←  lag  →  the patient is later"),
            paper.rule(panel.at(0, low), panel.at(0, top)),
        ]
        at = [each.lag_ms / 1000 for each in points]
        if banded:
            upper, lower, mean = (
                tuple(panel.at(x, y) for x, y in zip(at, line, strict=True))
                for line in (
                    [each.high for each in points],
                    [each.low for each in points],
                    [each.mean for each in points],
                )
            )
            marks.append(Area(name="band", upper=upper, lower=lower, ink=wash))
            marks.append(Line(name="mean", points=mean, ink=mute, width=px(1.4), dash=(4, 3)))
        spots = tuple(panel.at(x, each.observed) for x, each in zip(at, points, strict=True))
        marks.append(Line(name="rates", points=spots, ink=ink, width=px(2)))
        marks += _peak(paper, panel, profile)
        return Drawing(
            marks=tuple(marks),
            places=(
                tuple(
                    Place(
                        box=(x - px(5), y - px(5), px(10), px(10)),
                        said=_said(each),
                        key=each.lag_ms,
                    )
                    for (x, y), each in zip(spots, points, strict=True)
                ),
            ),
        )


class LagChart(Chart):
    """The plot on the screen. Places open by the lag in ms."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Lag profile")

    def show_profile(self, profile: Recurrence, basis: Basis) -> None:
        """Shows another profile."""
        self.show_plot(LagPlot(profile, basis))


def _peak(paper: Paper, panel: Panel, profile: Recurrence) -> list[Mark]:
    """A dot at the peak with a line to its name above the plot."""
    if profile.peak_lag_ms is None:
        return []
    px, ink = paper.px, paper.ink("ink")
    x, y = panel.at(profile.peak_lag_ms / 1000, profile.peak)
    text = f"{clock_lag(profile.peak_lag_ms)}, {p_text(profile.p)}"
    top, wide = panel.y.end_px, px(140)
    left = min(max(x - wide / 2, 0.0), paper.width - wide)
    return [
        Line(points=((x, y - px(DOT_PX)), (x, top)), ink=ink, width=px(1), dash=(2, 2)),
        Dots(name="peak", points=((x, y),), ink=ink, radius=px(1.3 * DOT_PX)),
        paper.words(
            text,
            (left, top - px(17), wide, px(16)),
            size=11.5,
            ink=ink,
            align=CENTRE,
            strong=True,
            name="peak",
        ),
    ]


def _said(point: LagPoint) -> str:
    rate = percent_text(point.observed)
    text = f"lag {clock_lag(point.lag_ms)}: {rate} of {point.tested:,} steps recur"
    if isnan(point.mean):
        return text
    return (
        f"{text}\nchance {percent_text(point.mean)}, 95 % of it {percent_text(point.low)} to "
        f"{percent_text(point.high)}"
    )


def _finding(profile: Recurrence) -> str:
    """The whole of it in words."""
    if not profile.points:
        return ""
    if profile.peak_lag_ms is None:
        return f"No peak: {profile.reason}."
    who = (
        "at the same time"
        if profile.peak_lag_ms == 0
        else f"with the {'patient' if profile.peak_lag_ms > 0 else 'therapist'} later"
    )
    return (
        f"Furthest above chance at a lag of {clock_lag(profile.peak_lag_ms)}, {who}: "
        f"{percent_text(profile.peak)} of the steps recur, {p_text(profile.p)} over all lags."
    )
