"""Paints moments and the selection behind the text, and bars and letters beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotator.domain.ids import Id
from annotator.domain.spans import Span
from annotator.ui.theme import Look
from annotator.ui.transcript.marks import LANES, slabs
from annotator.ui.transcript.measures import Measures
from annotator.ui.transcript.names import name_font
from annotator.ui.transcript.page import Line, Page
from annotator.ui.transcript.peaks import paint_peak

FADED = 0.35
_BEYOND = 40  # pixels that a bar runs on where its moment does, past what is painted now


@dataclass(frozen=True, slots=True)
class Marked:
    """A moment in the document's positions, with its colours and the lane of its bar.

    Attributes:
        peak: whether it is the peak of its event.
    """

    moment_id: Id
    start: int
    end: int
    base: QColor
    behind: QColor
    lane: int
    peak: bool = False


Lit = Container[Id] | None
"""The moments that are painted in full, the others faded; None for all in full."""


class Scene:
    """The lines and moments of one paint event or one look under the pointer.

    Attributes:
        lines: in order.
        marked: the moments that meet them, in their lasting order.
    """

    __slots__ = ("_ends", "_starts", "lines", "marked")

    def __init__(self, lines: Sequence[Line], marked: Sequence[Marked]) -> None:
        self.lines = lines
        self.marked = marked
        self._starts = [line.start for line in lines]
        self._ends = [line.end for line in lines]

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        """What a range of the document covers of the lines."""
        for place in range(bisect_right(self._ends, start), len(self.lines)):
            if self._starts[place] >= end:
                break
            yield from self.lines[place].rects(start, end)

    def bar(self, measures: Measures, marked: Marked) -> QRectF | None:
        """Where a moment's bar stands beside the lines; it runs on past their ends.

        None where it does not meet them, or has no lane.
        """
        if marked.lane >= LANES:
            return None
        first = bisect_right(self._ends, marked.start)
        last = bisect_right(self._starts, marked.end - 1) - 1
        if first >= len(self.lines) or last < first:
            return None
        top, bottom = self.lines[first].rect.top() + 1, self.lines[last].rect.bottom() - 1
        if marked.start < self._starts[0]:
            top -= _BEYOND
        if marked.end > self._ends[-1] + 1:
            bottom += _BEYOND
        left = measures.gutter_x + marked.lane * measures.lane_step
        return QRectF(left, top, measures.bar_width, bottom - top)


def paint_slabs(painter: QPainter, scene: Scene, lit: Lit) -> None:
    """Fills the highlights, each in its lane of the line."""
    if not scene.lines:
        return
    low, high = scene.lines[0].start, scene.lines[-1].end
    clipped = [(max(each.start, low), min(each.end, high)) for each in scene.marked]
    painter.setPen(Qt.PenStyle.NoPen)
    for slab in slabs(clipped):
        marked = scene.marked[slab.number]
        painter.setOpacity(1.0 if lit is None or marked.moment_id in lit else FADED)
        for rect in scene.rects(slab.start, slab.end):
            if slab.lanes == 1:
                painter.setBrush(marked.behind)
                painter.drawRoundedRect(rect, 3, 3)
            else:
                height = rect.height() / slab.lanes
                top = rect.top() + slab.lane * height
                painter.fillRect(QRectF(rect.left(), top, rect.width(), height), marked.behind)
    painter.setOpacity(1.0)


def paint_bars(painter: QPainter, scene: Scene, measures: Measures, lit: Lit) -> None:
    """Draws the moments' bars in the gutter."""
    painter.setPen(Qt.PenStyle.NoPen)
    for marked in scene.marked:
        rect = scene.bar(measures, marked)
        if rect is not None:
            painter.setOpacity(1.0 if lit is None or marked.moment_id in lit else FADED)
            painter.setBrush(marked.base)
            painter.drawRoundedRect(rect, rect.width() / 2, rect.width() / 2)
            if marked.peak:
                paint_peak(painter, QPointF(rect.center().x(), rect.top()), rect.width())
    painter.setOpacity(1.0)


def paint_ring(painter: QPainter, scene: Scene, places: Span, colour: QColor) -> None:
    """Draws a ring around each line of the chosen moment."""
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for rect in scene.rects(*places):
        painter.drawRoundedRect(rect.adjusted(-0.75, 0, 0.75, 0), 3, 3)


def paint_handles(
    painter: QPainter, look: Look, ends: Iterable[tuple[QPointF, float]], colour: QColor
) -> None:
    """Draws the two ends of the chosen moment as handles, a knob above and one below.

    Args:
        painter: in the document's pixels.
        look: for sizes.
        ends: the upper point and the height of the start and of the end.
        colour: of the moment.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for (point, height), below in zip(ends, (0, 1), strict=True):
        painter.drawRect(QRectF(point.x() - 1, point.y(), 2, height))
        painter.drawEllipse(point + QPointF(0, below * height), look.px(3.5), look.px(3.5))


def selected_path(scene: Scene, places: Span, line: float) -> QPainterPath:
    """The outline of a selection, lines joined.

    Args:
        scene: the lines.
        places: in the document.
        line: height of a line with its white space.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for rect in scene.rects(*places):
        grow = (line - rect.height()) / 2 + 0.1
        path.addRect(rect.adjusted(-1, -grow, 1, grow))
    return path.simplified()


def paint_letters(painter: QPainter, look: Look, page: Page, pieces: range) -> None:
    """Writes each turn's letter beside its first line."""
    painter.setFont(name_font(look))
    painter.setPen(look.colour("mute"))
    for number in pieces:
        letter = page.pieces.all[number].letter
        lines = page.lines(number) if letter else []
        if lines:
            painter.drawText(QPointF(page.measures.letter_x, lines[0].baseline), letter)
