"""A drawing of drift: each coder's agreement with the others, in order of coding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isnan

from annotator.analysis.agreement.drift import DriftPoint
from annotator.analysis.agreement.report_svg import (
    Point,
    circle,
    drawing,
    fitted,
    line,
    polygon,
    polyline,
    text,
)
from annotator.analysis.agreement.report_values import NONE, counted, printed
from annotator.domain.report_colours import ACCENT, INK, LINE, MUTE

WIDTH = 660.0
_PANEL = 132.0
_COLUMNS = 2
_MARGIN = 30.0  # left of each panel, for the scale
_HEAD = 26.0
_FOOT = 30.0
_BAND = 0.16


@dataclass(frozen=True, slots=True)
class _Panel:
    """Where one coder's points stand."""

    left: float
    top: float
    width: float
    low: float
    steps: int

    def at(self, place: int, value: float) -> Point:
        share = (min(max(value, self.low), 1.0) - self.low) / (1 - self.low)
        along = (place + 0.5) / self.steps
        return (self.left + along * self.width, self.top + (1 - share) * _PANEL)


def drift_picture(
    drift: Mapping[str, Sequence[DriftPoint]], accept_from: float, *, title: str
) -> str:
    """One panel for each coder, all on one scale, with the 95 % band of each point, as SVG.

    A transcript on which the value is undefined is an en dash at the foot, and the line is
    broken there.

    Args:
        drift: by coder, in the order of coding.
        accept_from: the study's lower threshold, a dashed line.
        title: of the drawing.
    """
    low = _lowest(drift)
    steps = max((len(points) for points in drift.values()), default=1) or 1
    width = WIDTH / _COLUMNS - _MARGIN - 14
    parts: list[str] = []
    for number, (coder, points) in enumerate(drift.items()):
        row, column = divmod(number, _COLUMNS)
        left = column * WIDTH / _COLUMNS + _MARGIN
        top = row * (_PANEL + _HEAD + _FOOT) + _HEAD
        panel = _Panel(left, top, width, low, steps)
        parts += _frame(panel, coder, accept_from)
        for run in _runs(points):
            parts += _line_with_band(panel, points, run)
        for place, point in enumerate(points):
            if isnan(point.value):
                x, y = panel.at(place, low)
                parts.append(text((x, y - 3), NONE, fill=MUTE, anchor="middle"))
    rows = -(-len(drift) // _COLUMNS)
    height = max(rows, 1) * (_PANEL + _HEAD + _FOOT) + 4
    return drawing(WIDTH, height, parts, title=title, alt=f"{title}. {_said(drift)}")


def _lowest(drift: Mapping[str, Sequence[DriftPoint]]) -> float:
    """Where the scale starts: a fifth at or below the lowest value, between -1 and .4."""
    values = [p.value for points in drift.values() for p in points if not isnan(p.value)]
    return min(max(floor(min(values, default=0.4) * 5 - 1e-9) / 5, -1.0), 0.4)


def _frame(panel: _Panel, coder: str, accept_from: float) -> list[str]:
    """The name, the scale and the threshold."""
    right = panel.left + panel.width
    parts = [text((panel.left, panel.top - 9), fitted(coder, panel.width), bold=True)]
    step = 1 if panel.low >= 0 else 2
    for fifth in range(round(panel.low * 5), 6, step):
        _, y = panel.at(0, fifth / 5)
        parts.append(line((panel.left, y), (right, y), LINE))
        at = (panel.left - 5, y + 4)
        parts.append(text(at, printed(fifth / 5), size=10, fill=MUTE, anchor="end"))
    _, y = panel.at(0, accept_from)
    parts.append(line((panel.left, y), (right, y), INK, 1, "3 3"))
    for place in range(0, panel.steps, max(1, -(-panel.steps // 10))):
        x, y = panel.at(place, panel.low)
        parts.append(text((x, y + 14), str(place + 1), size=10, fill=MUTE, anchor="middle"))
    return parts


def _runs(points: Sequence[DriftPoint]) -> list[list[int]]:
    """Places of neighbouring points that have a value."""
    runs: list[list[int]] = [[]]
    for place, point in enumerate(points):
        if isnan(point.value):
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def _line_with_band(panel: _Panel, points: Sequence[DriftPoint], run: Sequence[int]) -> list[str]:
    upper, lower = [], []
    for place in run:
        point = points[place]
        upper.append(panel.at(place, point.value if point.high is None else point.high))
        lower.append(panel.at(place, point.value if point.low is None else point.low))
    values = [panel.at(place, points[place].value) for place in run]
    parts = []
    if len(run) > 1:
        parts = [polygon([*upper, *reversed(lower)], ACCENT, _BAND), polyline(values, ACCENT)]
    elif upper != lower:
        parts = [line(upper[0], lower[0], ACCENT, 1.4)]
    return [*parts, *(circle(at, 2.4, ACCENT) for at in values)]


def _said(drift: Mapping[str, Sequence[DriftPoint]]) -> str:
    parts = []
    for coder, points in drift.items():
        known = [point.value for point in points if not isnan(point.value)]
        if known:
            ends = f"from {printed(known[0])} to {printed(known[-1])}"
            parts.append(f"{coder}: {counted(len(points), 'transcript')}, {ends}")
        else:
            parts.append(f"{coder}: no value on {counted(len(points), 'transcript')}")
    return f"{'; '.join(parts) or 'There is no coder'}."
