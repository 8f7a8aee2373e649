"""Paints the bands of stops across the column."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPolygonF

from annotator.ui.theme import Look
from annotator.ui.transcript.measures import Measures
from annotator.ui.transcript.stops import SHARED, SHARED_BRIEFLY, Band


def band_rects(measures: Measures, count: int, bottom: float) -> list[QRectF]:
    """Where the bands stand above a block.

    Args:
        measures: of the column.
        count: of bands.
        bottom: where the block's first line begins.
    """
    step = measures.band_height + measures.band_below
    return [
        QRectF(
            measures.band_x,
            bottom - (count - number) * step,
            measures.band_width,
            measures.band_height,
        )
        for number in range(count)
    ]


def paint_band(painter: QPainter, look: Look, rect: QRectF, band: Band) -> None:
    """Paints one band with its words."""
    ground, ink = ("wash", "accent") if band.shared else ("stop", "stop_ink")
    said = "bad" if band.faulty else ink
    radius = look.px(6)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(ground))
    painter.drawRoundedRect(rect, radius, radius)
    painter.setBrush(look.colour(ink))
    side, left = look.px(8), rect.left() + look.px(11)
    middle = rect.center().y()
    if band.faulty:  # told by the sign's colour too where the words have no room
        painter.setBrush(look.colour(said))
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(left, middle - side / 2),
                QPointF(left + side, middle),
                QPointF(left, middle + side / 2),
            ]
        )
    )
    weight = QFont.Weight.DemiBold if band.shared else QFont.Weight.Normal
    font = look.interface_font(12, weight)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(look.colour(ink))
    head = QRectF(rect).adjusted(look.px(24), 0, -look.px(10), 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    shown = metrics.elidedText(band.head, Qt.TextElideMode.ElideRight, head.width())
    painter.drawText(head, flags, shown)
    rest = head.adjusted(metrics.horizontalAdvance(band.head) + look.px(10), 0, 0, 0)
    if rest.width() > look.px(24):
        words = band.words
        if metrics.horizontalAdvance(words) > rest.width():
            words = words.replace(SHARED, SHARED_BRIEFLY)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rest.width())
        painter.setPen(look.colour(said))
        painter.drawText(rest, flags, words)


def paint_hint(painter: QPainter, look: Look, rect: QRectF, words: str) -> None:
    """Paints a quiet line of words between two hairlines' worth of space."""
    painter.setFont(look.interface_font(12))
    painter.setPen(look.colour("mute"))
    metrics, room = painter.fontMetrics(), int(rect.width())
    if metrics.horizontalAdvance(words) > room:  # then without the place: "no session time"
        short = words.rpartition(": ")[2]
        words = metrics.elidedText(short, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
