"""The list of codes in the codebook panel: its lines, and how keys and clicks choose one."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from annotator.domain.ids import Id
from annotator.ui.codebook_model import ENTRY_ROLE, CodebookModel, Entry, codes_words
from annotator.ui.icons import icon
from annotator.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
COUNT_PX = 26
LEAST_PX = 150  # at 100 %, of a line: its sign, the beginning of its name, its key, its count
MOST_CHIPS = 3
ESCAPE, BACK = "\x1b", "\b"
_CHORDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.ShiftModifier
)


class CodeList(QListView):
    """The list itself, as high as its lines.

    Attributes:
        asks: whether the next letters are a sign.
        typed: what of a sign is typed.
        full_width: at which no name ends in `…`; names give way, keys and counts never.

    Signals:
        code_chosen: id of a code.
        set_turned: id of a set, and whether it is to be open.
        sign_pressed: id of the code whose sign was typed, and whether Shift was held.
        sign_unknown: what was typed and is no code's sign.
        sign_refused: Escape, instead of a sign.
    """

    code_chosen = Signal(str)
    set_turned = Signal(str, bool)
    sign_pressed = Signal(str, bool)
    sign_unknown = Signal(str)
    sign_refused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.given: frozenset[Id] = frozenset()
        self.full_width = 0
        self.asks = False  # for a sign
        self.typed = ""
        self.codes = CodebookModel(self)
        self.setAccessibleName("Codes")
        self.setModel(self.codes)
        self.setItemDelegate(_CodeLine(look, self))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the caret in the text
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        look.changed.connect(self.fit)

    def show_codes(self, code_ids: Collection[Id]) -> None:
        """Marks codes as given."""
        given = frozenset(code_ids)
        turned = given ^ self.given
        self.given = self.codes.given = given
        for row, entry in enumerate(self.codes.entries() if turned else ()):
            one = entry.code is not None and entry.code.id in turned
            if one or (entry.kind == "set" and turned.intersection(_ids_of(entry))):
                self.update(self.codes.index(row))

    def fit(self) -> None:
        """Takes the height of its lines."""
        self.scheduleDelayedItemsLayout()
        self.setFixedHeight(self.codes.rowCount() * line_height(self._look) + 4)
        self.full_width = max(map(self._width_of, self.codes.entries()), default=0)
        self.setMinimumWidth(min(self.full_width, self._look.px(LEAST_PX)))

    def take_set(self, set_id: Id) -> None:
        """Takes the line of a set in hand."""
        for row, entry in enumerate(self.codes.entries()):
            if entry.kind == "set" and entry.code_set.id == set_id:
                self.setCurrentIndex(self.codes.index(row))

    def ask_sign(self) -> None:
        """Takes the keys; the next letter, or two where signs have two, is the sign of a code."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.asks, self.typed = True, ""
        self.viewport().update()

    def stop_asking(self) -> None:
        """Letters are commands again."""
        if self.asks:
            self.asks, self.typed = False, ""
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """While a sign is asked for, letters are no commands."""
        asked = event.type() == QEvent.Type.ShortcutOverride and self.asks
        if asked and isinstance(event, QKeyEvent) and _typed(event):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere does not go on with a sign."""
        self.stop_asking()
        super().focusOutEvent(event)

    def _press_sign(self, event: QKeyEvent) -> None:
        """Takes a letter of a sign; Escape leaves, Backspace takes the first letter back."""
        letter = _typed(event)
        if letter == ESCAPE:
            self.stop_asking()
            self.sign_refused.emit()
            return
        typed = self.typed + letter if letter.isalpha() else ""
        found = next((each for each, sign in self.codes.signs.items() if sign == typed), None)
        if found is not None:
            adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stop_asking()
            self.sign_pressed.emit(found, adds)
            return
        known = any(sign.startswith(typed) for sign in self.codes.signs.values())
        self.typed = typed if known else ""
        self.viewport().update()
        if not known:
            self.sign_unknown.emit(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens the set in hand, Left closes it; from a code under it Left goes there."""
        if self.asks and _typed(event):
            self._press_sign(event)
            return
        entry = self.currentIndex().data(ENTRY_ROLE)
        turns = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}
        opens = turns.get(Qt.Key(event.key()))
        if opens is None or not isinstance(entry, Entry) or event.modifiers() & _CHORDS:
            super().keyPressEvent(event)
        elif entry.kind == "set" and entry.opened != opens:
            self.set_turned.emit(entry.code_set.id, opens)
        elif not opens:
            self.take_set(entry.code_set.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys need a code to begin with."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            kinds = [each.kind for each in self.codes.entries()]
            self.setCurrentIndex(self.codes.index(kinds.index("code") if "code" in kinds else 0))

    def _width_of(self, entry: Entry) -> int:
        """Room that a line needs so that its name is not cut."""
        weight = QFont.Weight.Normal if entry.kind == "code" else QFont.Weight.DemiBold
        metrics = QFontMetrics(self._look.interface_font(13, weight))
        if entry.kind == "set":
            return metrics.horizontalAdvance(entry.text) + self._look.px(24 + COUNT_PX)
        pair = 8 if entry.code is not None and len(self.codes.sign_of(entry)) > 1 else 0
        return metrics.horizontalAdvance(entry.text) + self._look.px(80 + pair + 16 * entry.depth)

    def _choose(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Entry) and entry.code is not None and self.asks:
            self.stop_asking()
            self.sign_pressed.emit(entry.code.id, False)
        elif isinstance(entry, Entry) and entry.code is not None:
            self.code_chosen.emit(entry.code.id)
        elif isinstance(entry, Entry):
            self.set_turned.emit(entry.code_set.id, not entry.opened)


def _ids_of(entry: Entry) -> list[Id]:
    return [each.id for each in entry.code_set.codes]


def _typed(event: QKeyEvent) -> str:
    """A letter in capitals, or a key that goes with signs; empty for all others."""
    if event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    ):
        return ""
    if event.key() == Qt.Key.Key_Escape:
        return ESCAPE
    if event.key() == Qt.Key.Key_Backspace:
        return BACK
    letter = event.text().upper()
    return letter if len(letter) == 1 and letter.isalpha() else ""


def line_height(look: Look) -> int:
    """Height of one line of the codebook."""
    return look.px(25)


class _CodeLine(QStyledItemDelegate):
    """Paints one line: chip, name, keycap, count."""

    def __init__(self, look: Look, view: CodeList) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        return QSize(self._look.px(120), line_height(self._look))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        entry = cast(Entry, index.data(ENTRY_ROLE))
        rect = option.rect
        look = self._look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, entry, index)
        x = rect.left() + look.px(4) + entry.depth * look.px(16)
        if entry.code is None:
            self._paint_set(painter, rect, entry)
            painter.restore()
            return
        chip = QRectF(x, rect.center().y() - look.px(6) + 0.5, look.px(12), look.px(12))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.code(entry.code.colour).base)
        painter.drawRoundedRect(chip, 3, 3)
        right = self._paint_count(painter, rect, entry)
        right = self._paint_key(painter, rect, right, entry)
        weight = QFont.Weight.DemiBold if entry.kind == "parent" else QFont.Weight.Normal
        painter.setFont(look.interface_font(13, weight))
        painter.setPen(look.colour("ink"))
        left = round(chip.right()) + look.px(8)
        name = QRect(left, rect.top(), right - left - look.px(4), rect.height())
        painter.drawText(
            name,
            Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, name.width()),
        )
        painter.restore()

    def _paint_set(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        """Caret, name and, where there is room, how many codes; closed, what is given of it."""
        look = self._look
        edge = look.px(11)
        caret = icon(look, "caret-down" if entry.opened else "caret-right")
        top = rect.center().y() - edge // 2
        caret.paint(painter, QRect(rect.left() + look.px(3), top, edge, edge))
        right = self._paint_count(painter, rect, entry)
        if not entry.opened:
            right = self._paint_given(painter, rect, right, entry)
        left = rect.left() + look.px(20)
        font, small = look.interface_font(13, QFont.Weight.DemiBold), look.interface_font(11.5)
        used = QFontMetrics(font).horizontalAdvance(entry.text)
        words = codes_words(entry)
        if left + used + look.px(8) + QFontMetrics(small).horizontalAdvance(words) <= right:
            room = QRect(left, rect.top(), right - left, rect.height())
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.setFont(small)
            painter.setPen(look.colour("mute"))
            painter.drawText(room, align, words)
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        name = QRect(left, rect.top(), right - left, rect.height())
        shown = painter.fontMetrics().elidedText(
            entry.text, Qt.TextElideMode.ElideRight, name.width()
        )
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_given(self, painter: QPainter, rect: QRect, right: int, entry: Entry) -> int:
        """Chips of what the chosen moment has of a closed set; gives where they begin."""
        look = self._look
        given = [each for each in entry.code_set.codes if each.id in self._view.given]
        if given:
            right -= look.px(4)
        for code in given[:MOST_CHIPS]:
            right -= look.px(12)
            chip = QRectF(right, rect.center().y() - look.px(5) + 0.5, look.px(10), look.px(10))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.theme.code(code.colour).base)
            painter.drawRoundedRect(chip, 3, 3)
        return right - look.px(4)

    def _paint_ground(self, painter: QPainter, rect: QRect, entry: Entry, index: Index) -> None:
        look = self._look
        inside = QRectF(rect).adjusted(1, 1, -1, -1)
        if entry.code is not None and entry.code.id in self._view.given:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.theme.code(entry.code.colour).highlight)
            painter.drawRoundedRect(inside, 5, 5)
        elif self._is_hovered(rect):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("wash"))
            painter.drawRoundedRect(inside, 5, 5)
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 5, 5)

    def _is_hovered(self, rect: QRect) -> bool:
        viewport = self._view.viewport()
        return viewport.underMouse() and rect.contains(viewport.mapFromGlobal(QCursor.pos()))

    def _paint_count(self, painter: QPainter, rect: QRect, entry: Entry) -> int:
        """The count at the right edge; gives where the keycap's room ends."""
        look = self._look
        width = look.px(COUNT_PX)
        painter.setFont(look.interface_font(11.5))
        given = entry.code is not None and entry.code.id in self._view.given
        painter.setPen(look.colour("ink" if given else "mute"))  # on the code's own colour
        room = QRect(rect.right() - width, rect.top(), width - look.px(4), rect.height())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if entry.count or entry.kind == "code":
            painter.drawText(room, align, str(entry.count))
        return room.left()

    def _paint_key(self, painter: QPainter, rect: QRect, right: int, entry: Entry) -> int:
        """The letter of a code; else its sign, dashed: another key comes before it."""
        look, view = self._look, self._view
        key = entry.code.key if entry.code is not None else ""
        sign = "" if key else view.codes.sign_of(entry)
        if not key and (not sign or (entry.kind == "parent" and not view.asks)):
            return right
        is_asked = bool(sign) and view.asks and sign.startswith(view.typed)
        cap = QRectF(0, 0, look.px(20 if len(key or sign) == 1 else 28), look.px(18))
        cap.moveCenter(QRectF(rect).center())
        cap.moveRight(right)
        pen = QPen(look.colour("accent" if is_asked else "line"), 1)
        pen.setStyle(Qt.PenStyle.DashLine if sign and not is_asked else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(look.colour("field"))
        painter.drawRoundedRect(cap, 4, 4)
        weight = QFont.Weight.DemiBold if is_asked else QFont.Weight.Normal
        painter.setFont(look.interface_font(11, weight))
        painter.setPen(look.colour("accent" if is_asked else "mute"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key.upper() or sign)
        return round(cap.left())
