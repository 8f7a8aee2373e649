"""How a cell of the dyadic table is painted: session time, then the words, in whole lines."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.ui.pairing_lines import wrapped
from annotator.ui.pairing_table_model import SIDE_ROLE
from annotator.ui.theme import Look
from annotator.ui.words import styled_font

_QUOTED = 3  # lines of quote under the time


class PairingTablePaint(QStyledItemDelegate):
    """Paints the cells; all rows have the height of `row_height`."""

    def __init__(self, look: Look, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._look = look
        self._plain, self._quote = styled_font(look, "plain"), styled_font(look, "quote")

    def row_height(self) -> int:
        """A line of time and the lines of quote."""
        time, quote = (QFontMetrics(font).height() for font in (self._plain, self._quote))
        return time + _QUOTED * quote + self._look.px(12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One cell."""
        look = self._look
        area: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.colour("wash"))
        painter.setPen(look.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        room = area.adjusted(look.px(6), look.px(6), -look.px(6), 0)
        time, quote = index.data(SIDE_ROLE)
        if quote:
            head = wrapped(time, QFontMetrics(self._plain), room.width(), 1)
            top = _lines(painter, self._plain, look.colour("mute"), head, room, room.top())
            words = wrapped(quote, QFontMetrics(self._quote), room.width(), _QUOTED)
            _lines(painter, self._quote, look.colour("ink"), words, room, top)
        else:
            text = wrapped(str(index.data() or ""), QFontMetrics(self._plain), room.width(), 4)
            _lines(painter, self._plain, look.colour("ink"), text, room, room.top())
        painter.restore()


def _lines(
    painter: QPainter, font: QFont, colour: QColor, lines: list[str], room: QRect, top: int
) -> int:
    """Draws lines one under the other; gives where the next would begin."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(colour)
    for line in lines:
        painter.drawText(room.left(), top + metrics.ascent(), line)
        top += metrics.height()
    return top


def paint_rows(look: Look, table: QTableView) -> int:
    """Has a table painted so, in rows of one height; gives that height."""
    paint = PairingTablePaint(look, table)
    table.setItemDelegate(paint)
    table.verticalHeader().setDefaultSectionSize(paint.row_height())
    return paint.row_height()
