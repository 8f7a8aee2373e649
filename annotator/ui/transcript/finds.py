"""Marks what a search has found in the text, behind the words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from annotator.domain.spans import Span
from annotator.ui.theme import Look
from annotator.ui.transcript.highlights import Scene
from annotator.ui.transcript.page import Page

_LONG = 4_000  # no passage found is longer, but for coded ones, which have their own highlight


def paint_finds(
    painter: QPainter, look: Look, page: Page, scene: Scene, found: Sequence[Span]
) -> None:
    """Draws a line under each place found, and a thin wash behind it.

    Args:
        painter: in the document's pixels.
        look: for colours.
        page: to find the places of frozen positions.
        scene: the lines painted now.
        found: places in the frozen text, in order.
    """
    if not found or not scene.lines:
        return
    start = page.offsets.to_frozen(scene.lines[0].start)
    end = page.offsets.to_frozen(scene.lines[-1].end)
    ink = look.colour("warn")
    wash = look.colour("warn")
    wash.setAlphaF(0.22)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place in range(bisect_left(found, (start - _LONG, 0)), len(found)):
        if found[place][0] >= end:
            break
        if found[place][1] <= start:
            continue
        for rect in scene.rects(*page.places(found[place])):
            painter.fillRect(rect, wash)
            painter.setPen(QPen(ink, 1.5))
            foot = rect.bottom() - 0.5
            painter.drawLine(QPointF(rect.left(), foot), QPointF(rect.right(), foot))
