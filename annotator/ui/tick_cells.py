"""Ticks in the cells of a table, in the tokens and as large as the text: Qt's own stay small."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.ui.theme import Look
from annotator.ui.ticks import EDGE, GAP, draw_box

_LEFT = 4
_CHECKED = Qt.CheckState.Checked


class TickCells(QStyledItemDelegate):
    """Paints and takes the ticks of a column; what stands beside them is the cell's text."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The cell, its box and its words."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        is_ticked = own.checkState == _CHECKED
        words, own.text = own.text, ""
        own.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        style = own.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, self._look, self._box(own.rect), is_ticked=is_ticked, round_=False)
        painter.setPen(self._look.colour("ink"))
        painter.setFont(own.font)
        room = own.rect.adjusted(self._look.px(_LEFT + EDGE + GAP), 0, 0, 0)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        elided = own.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(left), elided)
        painter.restore()

    def editorEvent(  # noqa: N802
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """A click into the cell ticks it, or takes the tick off."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and option.rect.contains(event.position().toPoint())
        ):
            is_ticked = index.data(Qt.ItemDataRole.CheckStateRole) == _CHECKED
            new = Qt.CheckState.Unchecked if is_ticked else _CHECKED
            return model.setData(index, new, Qt.ItemDataRole.CheckStateRole)
        return False

    def _box(self, cell: QRect) -> QRectF:
        edge = self._look.px(EDGE)
        top = cell.top() + (cell.height() - edge) / 2
        return QRectF(cell.left() + self._look.px(_LEFT), top, edge, edge)
