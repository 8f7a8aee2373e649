"""A chart as a figure of a paper: title above, what it rests on below, on white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from annotator.domain.errors import UserError
from annotator.ui.charts.drawing import Paper
from annotator.ui.charts.marks import Mark, Words, paint_all
from annotator.ui.charts.plot import Plot, wrapped
from annotator.ui.theme import LIGHT, Look

FIGURE_PX = 720.0
MARGIN_PX = 18.0
TITLE_PX, CAPTION_PX, LINE_PX = 15.0, 10.5, 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Marks that stand somewhere on a figure, shrunk where `scale` is below 1."""

    marks: Sequence[Mark]
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is exported or printed; lengths in pixels at 96 to the inch.

    Attributes:
        said: what it shows, in words, for those who do not see it.
    """

    title: str
    said: str
    width: float
    height: float
    parts: tuple[Part, ...]

    def paint(self, painter: QPainter) -> None:
        """Paints it, its upper left corner at the painter's."""
        for part in self.parts:
            painter.save()
            painter.translate(part.left, part.top)
            painter.scale(part.scale, part.scale)
            paint_all(painter, part.marks)
            painter.restore()

    def words(self) -> list[str]:
        """All that is written on it."""
        return [m.text for part in self.parts for m in part.marks if isinstance(m, Words)]


def print_look() -> Look:
    """Light, at the usual size: so are all exports, whatever the window looks like."""
    return Look(LIGHT, 100)


def figure_of(plot: Plot, width: float = FIGURE_PX) -> Figure:
    """A plot with its title and caption; wider than asked for where it would not be read.

    Raises:
        UserError: there is nothing to draw.
    """
    if plot.reason:
        raise UserError(f"nothing to draw for {plot.title!r}", hint=plot.reason)
    look = print_look()
    inner = max(width - 2 * MARGIN_PX, plot.wanted_width(look))
    width = inner + 2 * MARGIN_PX
    high = plot.wanted_height(inner, look)
    drawing = plot.drawn(look, inner, high, "field")
    high = max(drawing.height, 0.0) or high
    paper = Paper(look=look, width=inner, height=high, ground=look.colour("field"))
    head, head_high = title_marks(paper, plot.title)
    foot, foot_high = caption_marks(paper, plot.caption)
    top = MARGIN_PX + head_high
    return Figure(
        title=plot.title,
        said=plot.finding,
        width=width,
        height=top + high + 10 + foot_high + MARGIN_PX,
        parts=(
            Part(marks=head, left=MARGIN_PX, top=MARGIN_PX),
            Part(marks=drawing.marks, left=MARGIN_PX, top=top),
            Part(marks=foot, left=MARGIN_PX, top=top + high + 10),
        ),
    )


def title_marks(paper: Paper, title: str) -> tuple[list[Mark], float]:
    """The title, and the height that it takes with the space under it."""
    box = (0.0, 0.0, paper.width, 20.0)
    ink = paper.ink("ink")
    return [paper.words(title, box, size=TITLE_PX, ink=ink, strong=True)], 28.0


def caption_marks(
    paper: Paper, lines: Sequence[str], size: float = CAPTION_PX, top: float = 0.0
) -> tuple[list[Mark], float]:
    """Paragraphs in small grey type from a height on, and their own height."""
    font, step = paper.font(size), LINE_PX * size / CAPTION_PX
    rows = [row for line in lines for row in wrapped(line, font, paper.width)]
    marks: list[Mark] = [
        paper.words(row, (0.0, top + place * step, paper.width, step), size=size)
        for place, row in enumerate(rows)
    ]
    return marks, len(rows) * step
