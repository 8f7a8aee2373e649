"""How a row of a form is painted: its text, and a dot for each value."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui.pairing_lines import wrapped
from annotator.ui.theme import Look
from annotator.ui.units.form_model import ROW_ROLE, FormModel, FormRow

Index = QModelIndex | QPersistentModelIndex
LINE_PX = 48
DOT_PX = 24
SIDE_PX = 12
LEAST_PX = 150  # for the text, before the dots grow smaller


class FormLine(QStyledItemDelegate):
    """Paints one row."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines of text."""
        return QSize(self._look.px(200), self._look.px(LINE_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the text, the values."""
        look, row, rect = self._look, cast(FormRow, index.data(ROW_ROLE)), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, row, index)
        left, right = rect.left() + look.px(SIDE_PX), dots_left(look, rect, row) - look.px(12)
        if row.kind == "tick":
            left = self._paint_tick(painter, rect, row)
        self._paint_text(painter, QRect(left, rect.top(), right - left, rect.height()), row)
        if row.kind != "tick":
            self._paint_values(painter, rect, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, row: FormRow, index: Index) -> None:
        look, model = self._look, cast(FormModel, self._view.model())
        inside = QRectF(rect).adjusted(2, 1, -2, -2)
        current = index == self._view.currentIndex()
        if current or row.id == model.marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("wash"))
            painter.drawRoundedRect(inside, 6, 6)
        if row.id == model.marked:
            painter.setPen(QPen(look.colour("warn"), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 6, 6)
        elif current and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 6, 6)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_tick(self, painter: QPainter, rect: QRect, row: FormRow) -> int:
        """The box and the code's colour; gives where the text begins."""
        look, edge = self._look, self._look.px(16)
        colour = look.theme.code(row.colour)
        box = QRectF(rect.left() + look.px(SIDE_PX), rect.center().y() - edge / 2, edge, edge)
        painter.setPen(QPen(colour.base, 1.5))
        painter.setBrush(colour.highlight if row.value else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        if row.value:
            painter.setPen(look.colour("ink"))
            painter.setFont(look.interface_font(13, QFont.Weight.DemiBold))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "✓")
        return round(box.right()) + look.px(10)

    def _paint_text(self, painter: QPainter, room: QRect, row: FormRow) -> None:
        """Name or statement on one or two lines; under one line the label of the value."""
        look = self._look
        font, small = look.interface_font(13.5), look.interface_font(11.5)
        note = row.head
        if row.scale is not None and row.value is not None:
            note = row.words
        elif row.kind == "tick" and row.key:
            note = " · ".join(filter(None, (row.head, f"key {row.key.upper()}")))
        lines = wrapped(row.text, QFontMetrics(font), room.width(), 1 if note else 2)
        high = QFontMetrics(font).height()
        low = QFontMetrics(small).height() if note else 0
        top = room.center().y() - (high * len(lines) + low) // 2 + 1
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for number, line in enumerate(lines):
            place = QRect(room.left(), top + number * high, room.width(), high)
            painter.drawText(place, start, line)
        if note:
            painter.setFont(small)
            painter.setPen(look.colour("accent" if row.value is not None else "mute"))
            place = QRect(room.left(), top + high * len(lines), room.width(), low)
            elide = Qt.TextElideMode.ElideRight
            painter.drawText(
                place, start, QFontMetrics(small).elidedText(note, elide, room.width())
            )

    def _paint_values(self, painter: QPainter, rect: QRect, row: FormRow) -> None:
        look, edge = self._look, dot_width(self._look, rect, row)
        left = dots_left(look, rect, row)
        has_ends = row.scale is not None and bool(row.scale.anchors)
        middle = rect.center().y() - (look.px(7) if has_ends else 0)
        size = min(edge - 3, look.px(20))
        painter.setFont(look.interface_font(min(11.0, 11.0 * edge / look.px(DOT_PX) + 1)))
        for value in range(row.lowest, row.highest + 1):
            x = left + (value - row.lowest) * edge + (edge - size) / 2
            dot = QRectF(x, middle - size / 2, size, size)
            given = value == row.value
            painter.setPen(QPen(look.colour("accent" if given else "line"), 1.2))
            painter.setBrush(look.colour("accent") if given else look.colour("field"))
            painter.drawEllipse(dot)
            painter.setPen(look.colour("panel" if given else "mute"))
            shown = str(value).replace("-", "−")
            painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, shown)
        if has_ends and row.scale is not None:
            self._paint_ends(painter, rect, row, left)

    def _paint_ends(self, painter: QPainter, rect: QRect, row: FormRow, left: int) -> None:
        """The labels of the lowest and the highest value, under them."""
        assert row.scale is not None
        look = self._look
        font = look.interface_font(10.5)
        metrics, elide = QFontMetrics(font), Qt.TextElideMode.ElideRight
        width = (row.highest - row.lowest + 1) * dot_width(look, rect, row)
        place = QRect(left, rect.center().y() + look.px(5), width, look.px(15))
        painter.setFont(font)
        painter.setPen(look.colour("mute"))
        low, high = row.scale.label(row.lowest), row.scale.label(row.highest)
        # What the lower label leaves is the higher one's, which may begin left of its dots.
        wanted = metrics.horizontalAdvance(low) + metrics.horizontalAdvance(high) + look.px(12)
        place.setLeft(max(left - max(0, wanted - width), rect.left() + look.px(SIDE_PX)))
        half = max(place.width() // 2, place.width() - metrics.horizontalAdvance(high) - look.px(8))
        low = metrics.elidedText(low, elide, half)
        rest = place.width() - metrics.horizontalAdvance(low) - look.px(8)
        high = metrics.elidedText(high, elide, rest)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, low)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, high)


def dot_width(look: Look, rect: QRect, row: FormRow) -> int:
    """Room of one value: the design's, less where the text would have too little."""
    count = max(row.highest - row.lowest + 1, 1)
    room = (rect.width() - look.px(LEAST_PX + 2 * SIDE_PX)) // count
    return max(min(look.px(DOT_PX), room), look.px(13))


def dots_left(look: Look, rect: QRect, row: FormRow) -> int:
    """Where the values begin."""
    if row.kind == "tick":
        return rect.right() - look.px(SIDE_PX)
    count = row.highest - row.lowest + 1
    return rect.right() - look.px(SIDE_PX) - count * dot_width(look, rect, row)


def value_at(look: Look, rect: QRect, row: FormRow, x: float) -> int | None:
    """The value whose dot stands at a place across, None where there is none."""
    edge = dot_width(look, rect, row)
    value = row.lowest + int((x - dots_left(look, rect, row)) // edge)
    return value if row.lowest <= value <= row.highest else None
