"""Ranges that their stop does not govern: a dotted line in the margin, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from annotator.domain.clock import Interval, clock_text
from annotator.domain.spans import Span
from annotator.domain.transcript import Aside
from annotator.ui.theme import Look
from annotator.ui.transcript.page import Line, Page

LINE_LEFT = 9  # of the text, at 100 %
REACH = 5  # pixels beside the line that still point at it


@dataclass(frozen=True, slots=True)
class AsideMark:
    """One range on screen.

    Attributes:
        span: in the frozen text.
        words: what its margin says.
        tip: the same with its note.
        time: the session time that it is about; empty where it has none.
    """

    span: Span
    words: str
    tip: str
    time: str


def aside_marks(asides: Sequence[Aside], offset_ms: int) -> tuple[AsideMark, ...]:
    """The marks of one transcript's ranges.

    Args:
        asides: sorted by start.
        offset_ms: added to reach the session's clock.
    """
    marks = []
    for each in asides:
        time = "" if each.start_ms is None else clock_text(each.start_ms + offset_ms)
        words = aside_words((each.start_ms, each.end_ms), offset_ms)
        tip = words[:1].upper() + words[1:]
        marks.append(
            AsideMark(
                (each.start, each.end), words, "\n".join(filter(None, (tip, each.note))), time
            )
        )
    return tuple(marks)


def aside_words(interval: Interval, offset_ms: int = 0) -> str:
    """What a range is about.

    >>> aside_words((1_200_000, 1_230_000)), aside_words((None, None))
    ('about 20:00–20:30', 'not about this moment')
    """
    start, end = interval
    if start is None:
        return "not about this moment"
    until = "" if end is None else f"–{clock_text(end + offset_ms)}"
    return f"about {clock_text(start + offset_ms)}{until}"


def paint_asides(
    painter: QPainter,
    look: Look,
    page: Page,
    marks: Sequence[AsideMark],
    lines: Sequence[Line],
) -> None:
    """Paints the dotted lines beside what shows; words after the last line without a margin."""
    if not marks or not lines:
        return
    low, high = lines[0].start, lines[-1].end
    for mark in marks:
        start, end = page.places(mark.span)
        if end <= low or start > high:
            continue
        own = [line for line in lines if line.start < end and line.end > start]
        if not own:
            continue
        pen = QPen(look.colour("mute"), max(1.5, look.px(2)))
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        x = page.measures.text_x - look.px(LINE_LEFT)
        painter.drawLine(QLineF(x, own[0].rect.top() + 2, x, own[-1].rect.bottom() - 2))
        if not page.measures.names_width and own[-1].end >= end:
            _paint_words(painter, look, page, own[-1], mark.words)


def is_beside(page: Page, look: Look, mark: AsideMark, lines: Sequence[Line], x: float) -> bool:
    """Whether a height that these lines cover and an x point at a mark's dotted line."""
    if abs(x - (page.measures.text_x - look.px(LINE_LEFT))) > REACH:
        return False
    start, end = page.places(mark.span)
    return any(line.start < end and line.end > start for line in lines)


def _paint_words(painter: QPainter, look: Look, page: Page, line: Line, words: str) -> None:
    """In full, else the gist of it; where that has no room either the tip says it."""
    font = look.interface_font(11)
    metrics = QFontMetricsF(font)
    left = line.rect.right() + look.px(10)
    room = page.measures.text_x + page.measures.text_width - left
    for said in (words, words.replace("about this ", "this "), words.partition("–")[0]):
        if metrics.horizontalAdvance(said) <= room:
            painter.setFont(font)
            painter.drawText(QPointF(left, line.baseline), said)
            return
