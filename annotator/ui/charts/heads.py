"""The heads of a matrix's columns: level where they fit, else slanted."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin

from annotator.ui.charts.drawing import Paper
from annotator.ui.charts.marks import CENTRE, Mark

SLANT = 50.0
SIZE_PX, LONGEST_PX = 11.5, 140.0


def heads_height(paper: Paper, labels: Sequence[str], width: float) -> float:
    """How high the heads of columns of a width are."""
    if not _slanted(paper, labels, width):
        return paper.px(20)
    longest = max((_room(paper, each) for each in labels), default=0.0)
    return sin(radians(SLANT)) * longest + paper.px(16)


def heads_reach(paper: Paper, labels: Sequence[str], width: float) -> float:
    """How far slanted heads reach beyond the last column."""
    if not labels or not _slanted(paper, labels, width):
        return 0.0
    far = [
        cos(radians(SLANT)) * _room(paper, each) - (len(labels) - place - 0.5) * width
        for place, each in enumerate(labels)
    ]
    return max(*far, 0.0)


def heads(
    paper: Paper, labels: Sequence[str], left: float, bottom: float, width: float
) -> list[Mark]:
    """The heads, their columns beginning at `left`, their feet at `bottom`."""
    px, ink = paper.px, paper.ink("ink")
    slanted = _slanted(paper, labels, width)
    marks: list[Mark] = []
    for place, label in enumerate(labels):
        x = left + place * width
        if slanted:
            text = _cut(paper, label)
            box = (x + width / 2 - px(1), bottom - px(18), px(LONGEST_PX), px(12))
            marks.append(paper.words(text, box, size=SIZE_PX, ink=ink, slant=SLANT))
        else:
            box = (x, bottom - px(19), width, px(16))
            marks.append(paper.words(label, box, size=SIZE_PX, ink=ink, align=CENTRE))
    return marks


def _slanted(paper: Paper, labels: Sequence[str], width: float) -> bool:
    font = paper.font(SIZE_PX)
    return any(paper.wide(each, font) > width - paper.px(4) for each in labels)


def _room(paper: Paper, label: str) -> float:
    return paper.wide(_cut(paper, label), paper.font(SIZE_PX))


def _cut(paper: Paper, label: str) -> str:
    """The label, cut where it is very long."""
    box = (0.0, 0.0, paper.px(LONGEST_PX), paper.px(16))
    return paper.words(label, box, size=SIZE_PX).text
