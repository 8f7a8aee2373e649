"""The palette: one field for commands, sessions, codes and passages."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.icons import icon
from annotator.ui.palette_model import OFFER_ROLE, PaletteModel
from annotator.ui.palette_offer import Offer
from annotator.ui.theme import Look
from annotator.ui.words import Words, rule

Index = QModelIndex | QPersistentModelIndex
Find = Callable[[str, bool], list[Offer]]


class Palette(QFrame):
    """Lies over the window, at the top; Return goes, Escape and a press elsewhere put it away.

    Args:
        look: the look in force.
        window: what it lies over.
        find: gives offers for words; the flag asks for text only.

    Signals:
        chosen: the `Offer` taken.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, window: QWidget, find: Find) -> None:
        super().__init__(window)
        self._look = look
        self._find = find
        self._text_only = False
        self._before: QWidget | None = None
        self.setObjectName("palette")
        self.field = QLineEdit()
        self.field.setProperty("bare", True)
        self.field.setAccessibleName("Find anything")
        self.field.textChanged.connect(self._renew)
        self.field.installEventFilter(self)
        self.offers = PaletteModel(self)
        self.list = QListView()
        self.list.setAccessibleName("Found")
        self.list.setModel(self.offers)
        self.list.setItemDelegate(_OfferLine(look, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self._nothing = Words(look, "Nothing found", "mute")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(5)
        column.addWidget(self.field)
        column.addWidget(rule())
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        window.installEventFilter(self)
        self.hide()

    def open(self, *, text_only: bool = False) -> None:
        """Shows it with an empty field."""
        self._text_only = text_only
        self._before = self.window().focusWidget()
        hint = "Search text and memos" if text_only else "Search text, codes, sessions, commands"
        self.field.setPlaceholderText(hint)
        self.field.setText("")  # not `clear`, which undo brings back
        self._renew("")
        self._fit()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def shut(self) -> None:
        """Puts it away; the focus goes back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, down, Return and Escape in the field; resizing of the window."""
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            if self.window().isActiveWindow():
                self.hide()
        elif watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._press(event)
        elif watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.shut()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex().row())
        elif key in steps:
            last = self.offers.rowCount() - 1
            row = min(max(self.list.currentIndex().row() + steps[key], 0), last)
            self.list.setCurrentIndex(self.offers.index(row))
        else:
            return False
        return True

    def _renew(self, words: str) -> None:
        self.offers.show_offers(self._find(words, self._text_only))
        found = self.offers.rowCount() > 0
        self._nothing.setVisible(not found and bool(words.strip()))
        if found:
            self.list.setCurrentIndex(self.offers.index(0))
        self._fit()

    def _take(self, row: int) -> None:
        if 0 <= row < self.offers.rowCount():
            offer = self.offers.offer(row)
            self.shut()
            self.chosen.emit(offer)

    def _fit(self) -> None:
        parent = cast(QWidget, self.parent())
        look = self._look
        width = min(look.px(640), parent.width() - 40)
        line = look.px(30)
        head = self.field.sizeHint().height() + 30
        fitting = max(1, (parent.height() - look.px(54) - head - 20) // line)
        rows = min(self.offers.rowCount(), 12, fitting)
        self.list.setFixedHeight(rows * line)
        nothing = self._nothing.sizeHint().height() + 5 if self._nothing.isVisibleTo(self) else 0
        height = head + rows * line + nothing
        self.setGeometry((parent.width() - width) // 2, look.px(54), width, height)


class _OfferLine(QStyledItemDelegate):
    """Icon, text, then detail and key at the right."""

    def __init__(self, look: Look, parent: QListView) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        return QSize(self._look.px(200), self._look.px(30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One offer."""
        look, px = self._look, self._look.px
        offer = cast(Offer, index.data(OFFER_ROLE))
        rect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("wash"))
            painter.drawRoundedRect(rect, 5, 5)
        edge = px(15)
        place = QRect(rect.left() + px(8), rect.center().y() - edge // 2 + 1, edge, edge)
        icon(look, offer.icon).paint(painter, place)
        right = self._paint_key(painter, rect, offer.key)
        painter.setFont(look.interface_font(11.5))
        painter.setPen(look.colour("mute"))
        room = QRect(right - rect.width() // 2, rect.top(), rect.width() // 2, rect.height())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(room, align, offer.detail)
        end = right - painter.fontMetrics().horizontalAdvance(offer.detail) - px(12)
        left = place.right() + px(9)
        painter.setFont(look.interface_font())
        painter.setPen(look.colour("ink"))
        name = QRect(left, rect.top(), end - left, rect.height())
        text = painter.fontMetrics().elidedText(
            offer.text, Qt.TextElideMode.ElideRight, name.width()
        )
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_key(self, painter: QPainter, rect: QRect, key: str) -> int:
        """The key in its cap at the right edge; gives where the room before it ends."""
        px = self._look.px
        if not key:
            return rect.right() - px(8)
        painter.setFont(self._look.interface_font(11))
        width = painter.fontMetrics().horizontalAdvance(key) + px(12)
        cap = QRect(rect.right() - width - px(8), rect.center().y() - px(9), width, px(18))
        painter.setPen(self._look.colour("line"))
        painter.setBrush(self._look.colour("field"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(self._look.colour("mute"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        return cap.left() - px(8)
