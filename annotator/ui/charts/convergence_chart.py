"""The convergence curve: where along the sessions both parties marked, with its band of chance."""

from __future__ import annotations

from math import isnan

from annotator.analysis.dyads.curve import Curve
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.drawing import Drawing, Panel, Paper, Place
from annotator.ui.charts.legend import Entry, legend
from annotator.ui.charts.marks import Area, Dots, Line, Mark
from annotator.ui.charts.plot import Plot
from annotator.ui.charts.scale import Scale, percent_text, reach, tick_step, ticks
from annotator.ui.figures import counted
from annotator.ui.theme import Look

_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
BAND_SHARE, DOT_PX = 0.2, 3.4


class ConvergencePlot(Plot):
    """A line of shares with the 95 % of chance behind it; what is above chance has full dots."""

    def __init__(self, curve: Curve, basis: Basis) -> None:
        self._curve = curve
        self.title = f"Convergence along the session: {curve.code or 'any code'}"
        self.reason = curve.reason
        self.finding = _finding(curve)
        self.caption = basis.lines(
            f"n = {counted(curve.n, 'session')}, each cut into {len(curve.values)} equal parts",
            f"Band: 95 % of {curve.shifts:,} circular shifts, of each part alone; "
            f"seed {curve.seed}",
            curve.left_out,
        )

    def draw(self, paper: Paper) -> Drawing:
        """Legend, band, line, dots."""
        curve, px = self._curve, paper.px
        ink, mute = paper.ink("ink"), paper.ink("mute")
        entries = [Entry(text="share of time that both marked", ink=ink, sign="circle")]
        banded = _banded(curve)
        if banded:
            wash = paper.wash(mute, BAND_SHARE)
            entries += [
                Entry(text="mean of chance", ink=mute, dash=(4, 3), width=1.4),
                Entry(text="95 % of chance", ink=wash, swatch="area"),
            ]
        head, high = legend(paper, entries, px(48), px(4), paper.width - px(8))
        low, top = reach([*curve.values, *curve.high[banded]], least=0.01)
        panel = Panel(
            paper=paper,
            x=Scale(low=0, high=1, start_px=px(48), end_px=paper.width - px(20)),
            y=Scale(low=low, high=top, start_px=paper.height - px(42), end_px=high + px(14)),
        )
        step = tick_step(low, top)
        marks: list[Mark] = [
            *head,
            *panel.grid([(each, percent_text(each, step)) for each in ticks(low, top)]),
            *panel.feet([(each, f"{100 * each:.0f} %") for each in _QUARTERS]),
            panel.foot("part of the session"),
        ]
        x = curve.middles.tolist()
        if banded:
            upper, lower, mean = (
                tuple(panel.at(x[part], float(line[part])) for part in banded)
                for line in (curve.high, curve.low, curve.mean)
            )
            marks.append(Area(name="band", upper=upper, lower=lower, ink=wash))
            marks.append(Line(name="mean", points=mean, ink=mute, width=px(1.4), dash=(4, 3)))
        points = [panel.at(a, b) for a, b in zip(x, curve.values.tolist(), strict=True)]
        marks.append(Line(name="values", points=tuple(points), ink=ink, width=px(2)))
        above = _above(curve)
        inside = [point for place, point in enumerate(points) if place not in above]
        outside = [points[place] for place in above]
        marks += [
            Dots(points=tuple(inside), ink=ink, radius=px(DOT_PX), paper=paper.ground),
            Dots(name="above", points=tuple(outside), ink=ink, radius=px(DOT_PX)),
        ]
        return Drawing(
            marks=tuple(marks),
            places=(tuple(self._place_at(paper, curve, i, at) for i, at in enumerate(points)),),
        )

    def _place_at(self, paper: Paper, curve: Curve, part: int, at: tuple[float, float]) -> Place:
        half = paper.px(5)
        return Place(
            box=(at[0] - half, at[1] - half, 2 * half, 2 * half), said=_said(curve, part), key=part
        )


class ConvergenceChart(Chart):
    """The plot on the screen. Places open by the number of the part."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Convergence along the session")

    def show_curve(self, curve: Curve, basis: Basis) -> None:
        """Shows another curve."""
        self.show_plot(ConvergencePlot(curve, basis))


def _banded(curve: Curve) -> list[int]:
    """The parts that have a band; they follow on each other."""
    return [part for part, mean in enumerate(curve.mean.tolist()) if not isnan(mean)]


def _above(curve: Curve) -> list[int]:
    """The parts in which the share is above the band."""
    return [part for part in _banded(curve) if curve.values[part] > curve.high[part]]


def _stretch(curve: Curve, part: int) -> str:
    parts = len(curve.values)
    return f"{100 * part / parts:.0f} to {100 * (part + 1) / parts:.0f} % of the session"


def _said(curve: Curve, part: int) -> str:
    text = f"{_stretch(curve, part)}: both marked {percent_text(float(curve.values[part]))}"
    if not len(curve.mean):
        return text
    if isnan(curve.mean[part]):
        return f"{text} of the time\ntoo near to an end of the session for a band of chance"
    low, mean, high = (float(line[part]) for line in (curve.low, curve.mean, curve.high))
    return (
        f"{text} of the time\nchance {percent_text(mean)}, 95 % of it "
        f"{percent_text(low)} to {percent_text(high)}"
    )


def _finding(curve: Curve) -> str:
    """The whole of it in words."""
    if curve.reason or not len(curve.values):
        return ""
    most = int(curve.values.argmax())
    head = f"Both marked most at {_said(curve, most)}".replace("\n", "; ")
    banded = _banded(curve)
    if not banded:
        return f"{head}."
    parts = "parts" if len(banded) == len(curve.values) else "parts that have one"
    return f"{head}. Above the band of chance in {len(_above(curve))} of {len(banded)} {parts}."
