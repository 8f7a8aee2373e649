"""How an offer is painted: a tick, time and codes, two lines of quote, and why it is offered."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from annotator.ui.pairing_lines import wrapped
from annotator.ui.theme import Look
from annotator.ui.words import styled_font

OFFER_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_EDGE = 16
_QUOTED = 2  # lines of quote


class OfferPaint(QStyledItemDelegate):
    """Paints the rows of `OffersList`."""

    def __init__(self, look: Look, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._look = look
        self._fonts = (
            styled_font(look, "strong"),
            styled_font(look, "quote"),
            styled_font(look, "small"),
        )

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Four lines: head, two of quote, why."""
        head, quote, small = (QFontMetrics(font).height() for font in self._fonts)
        return QSize(self._look.px(200), head + 2 * quote + small + self._look.px(14))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One offer."""
        offer, look = index.data(OFFER_ROLE), self._look
        area: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.colour("wash"))
        self._tick(painter, area, on=index.data(Qt.ItemDataRole.CheckStateRole))
        left = area.left() + look.px(12 + _EDGE + 10)
        room = QRect(left, area.top() + look.px(6), area.right() - look.px(10) - left, 0)
        ink, mute, accent = (look.colour(token) for token in ("ink", "mute", "accent"))
        head, quote, small = self._fonts
        painter.setPen(ink)
        top = self._line(painter, head, offer.head, room, room.top())
        for line in wrapped(offer.quote, QFontMetrics(quote), room.width(), _QUOTED):
            top = self._line(painter, quote, line, room, top)
        painter.setPen(accent if offer.is_suggested else mute)
        self._line(painter, small, offer.why, room, top)
        painter.setPen(look.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()

    def _tick(self, painter: QPainter, area: QRect, *, on: object) -> None:
        look, edge = self._look, self._look.px(_EDGE)
        box = QRectF(area.left() + look.px(12), area.top() + look.px(8), edge, edge)
        taken = on == Qt.CheckState.Checked
        painter.setPen(QPen(look.colour("accent" if taken else "mute"), 1.2))
        painter.setBrush(look.colour("accent" if taken else "field"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if taken:
            painter.setPen(QPen(look.colour("panel"), look.px(2)))
            x, y = box.left(), box.top()
            painter.drawPolyline(
                [
                    QPointF(x + edge * 0.24, y + edge * 0.52),
                    QPointF(x + edge * 0.43, y + edge * 0.71),
                    QPointF(x + edge * 0.77, y + edge * 0.31),
                ]
            )

    @staticmethod
    def _line(painter: QPainter, font: QFont, text: str, room: QRect, top: int) -> int:
        """Draws one line, cut with a sign where it is too long; gives where the next begins."""
        metrics = QFontMetrics(font)
        painter.setFont(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.left(), top + metrics.ascent(), shown)
        return top + metrics.height()
