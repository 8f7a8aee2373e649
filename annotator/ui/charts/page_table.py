"""Small tables of a printed page: words at the left, figures at the right, hairlines between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from annotator.ui.charts.drawing import Paper
from annotator.ui.charts.marks import RIGHT, Box, Mark

ROW_PX, HEAD_PX, COLUMN_PX = 19.0, 20.0, 66.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: a name, with a swatch where it is a code's, and figures."""

    name: str
    figures: tuple[str, ...]
    swatch: QColor | None = None
    strong: bool = False


def table_marks(
    paper: Paper,
    heads: Sequence[tuple[str, QColor | None]],
    rows: Sequence[Row],
    column: float = COLUMN_PX,
) -> tuple[list[Mark], float]:
    """The marks of a table as wide as its paper, and its height.

    Args:
        paper: whose width it takes.
        heads: of the figures' columns, with their ink.
        rows: from the top down.
        column: width of a column of figures.
    """
    px, width = paper.px, paper.width
    wide = px(column)
    marks: list[Mark] = []
    first = width - len(heads) * wide
    for place, (text, ink) in enumerate(heads):
        box = (first + place * wide, 0.0, wide, px(HEAD_PX) - px(2))
        marks.append(paper.words(text, box, size=10.5, ink=ink, align=RIGHT, strong=bool(ink)))
    y = px(HEAD_PX)
    for row in rows:
        marks.append(paper.rule((0, y), (width, y)))
        left = 0.0
        if row.swatch is not None:
            box = (0.0, y + px(5.5), px(8), px(8))
            marks.append(Box(box=box, inks=(row.swatch,), radius=px(2)))
            left = px(14)
        ink = paper.ink("ink")
        name = (left, y, first - left, px(ROW_PX))
        marks.append(paper.words(row.name, name, size=11, ink=ink, strong=row.strong))
        for place, text in enumerate(row.figures):
            box = (first + place * wide, y, wide, px(ROW_PX))
            marks.append(paper.words(text, box, size=11, ink=ink, align=RIGHT, strong=row.strong))
        y += px(ROW_PX)
    return marks, y
