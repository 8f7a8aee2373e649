"""The legend of a chart: swatches with a word each, in rows that wrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor

from annotator.ui.charts.drawing import Paper
from annotator.ui.charts.marks import Box, Dots, Line, Mark, Sign

Swatch = Literal["line", "area", "box", "dot"]
ROW_PX = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One word of a legend and how what it names is drawn.

    Attributes:
        sign: stands on a line, or alone for a dot.
        hollow: whether the sign shows the paper inside.
    """

    text: str
    ink: QColor
    swatch: Swatch = "line"
    dash: tuple[float, ...] = ()
    width: float = 2.0
    sign: Sign | None = None
    hollow: bool = False


def legend(
    paper: Paper, entries: Sequence[Entry], left: float, top: float, right: float
) -> tuple[list[Mark], float]:
    """The marks of a legend, and how high it is.

    Args:
        paper: what it is drawn on.
        entries: in order.
        left: where its rows begin.
        top: of the first row.
        right: where its rows end at the latest.
    """
    font = paper.font(11.5)
    marks: list[Mark] = []
    x, row = left, paper.px(ROW_PX)
    y = top
    for entry in entries:
        swatch = paper.px(10 if entry.swatch in ("box", "dot") else 20)
        text = paper.wide(entry.text, font)
        if x > left and x + swatch + paper.px(6) + text > right:
            x, y = left, y + row
        marks += _swatch(paper, entry, x, y + row / 2, swatch)
        room = min(text, max(right - x - swatch - paper.px(6), paper.px(40))) + 1
        box = (x + swatch + paper.px(6), y, room, row)
        marks.append(paper.words(entry.text, box, size=11.5, ink=paper.ink("ink")))
        x += swatch + paper.px(6) + text + paper.px(18)
    return marks, (y - top + row if entries else 0.0)


def _swatch(paper: Paper, entry: Entry, x: float, y: float, wide: float) -> list[Mark]:
    px = paper.px
    marks: list[Mark] = []
    if entry.swatch == "box":
        box = (x, y - px(5), wide, px(10))
        marks.append(Box(box=box, inks=(entry.ink,), radius=px(2.5)))
    elif entry.swatch == "area":
        marks.append(Box(box=(x, y - px(5), wide, px(10)), inks=(entry.ink,)))
    elif entry.swatch == "line":
        ends = ((x, y), (x + wide, y))
        marks.append(Line(points=ends, ink=entry.ink, width=px(entry.width), dash=entry.dash))
    if entry.sign is not None:
        inside = paper.ground if entry.hollow else None
        points = ((x + wide / 2, y),)
        marks.append(
            Dots(points=points, ink=entry.ink, radius=px(3.5), sign=entry.sign, paper=inside)
        )
    return marks
