"""The codebook on screen: colour, name, key and count of each code. A click codes too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.app.actions import key_of
from annotator.app.verbs.moments import codebook_at_work
from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.codebook_model import ENTRY_ROLE, CodebookModel, Entry, codes_words, counts_in
from annotator.ui.icons import icon
from annotator.ui.set_choice import SetChoice
from annotator.ui.theme import Look
from annotator.ui.tips import show_action_tip
from annotator.ui.words import Words

Index = QModelIndex | QPersistentModelIndex
COUNT_PX = 26
MOST_CHIPS = 3
_CHORDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.ShiftModifier
)


class CodebookPanel(QWidget):
    """The codes that can be given.

    Signals:
        code_chosen: id of a code clicked, or opened by Return.
        edit_asked: the codebook itself is to be changed.
        sets_opened: a person has opened or closed a set; the ids of those that are open.
        lines_changed: there are other lines, which may need another width.
    """

    code_chosen = Signal(str)
    edit_asked = Signal()
    sets_opened = Signal(list)
    lines_changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown = Codebook(id="", number=0)
        self._counts: Mapping[Id, int] = {}
        self._opened: frozenset[Id] = frozenset()
        self._heading = Words(look, "Codebook", "heading")
        self._none = Words(look, "", "mute", wrap=True)
        self.set_choice = SetChoice(look)
        self.list = CodeList(look)
        self.list.code_chosen.connect(self.code_chosen)
        self.list.set_turned.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.edit = QToolButton()
        self.edit.setProperty("bare", True)
        self.edit.setAccessibleName("Edit the codebook")
        show_action_tip(self.edit, "tab_codebook")
        self.edit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.edit.clicked.connect(self.edit_asked)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addWidget(self.edit)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self._none)
        column.addWidget(self.set_choice)
        column.addWidget(self.list)
        look.changed.connect(self._dress)
        self._dress()

    def show_view(self, view: StudyView, session_id: Id | None, coder_id: Id | None = None) -> None:
        """The version that the coder works with in a session, with its counts there."""
        codebook: Codebook = codebook_at_work(view, coder_id, session_id)
        self._heading.setText(f"Codebook · v{codebook.number}" if codebook.number else "Codebook")
        key = key_of("tab_codebook")
        self._none.setText(f"The study has no codes yet: make or import them by {key}.")
        self._none.setVisible(not codebook.sets)
        self.set_choice.show_codebook(codebook, self.set_choice.set_id)
        self._shown = self.set_choice.in_hand_first(codebook)
        self._counts = counts_in(view, session_id)
        self._show_lines()

    def show_open(self, set_ids: Collection[Id]) -> None:
        """Opens these sets beside the one in hand, and closes all others."""
        self._opened = frozenset(set_ids)
        self._show_lines()

    def show_codes(self, code_ids: Collection[Id]) -> None:
        """Marks the codes of the chosen moment."""
        self.list.show_codes(code_ids)

    def _turn(self, set_id: Id, opens: bool) -> None:
        """Opens a set or closes it, and keeps its line in hand."""
        one = frozenset((set_id,))
        self._opened = self._opened | one if opens else self._opened - one
        self._show_lines()
        self.list.take_set(set_id)
        self.sets_opened.emit(sorted(self._opened))

    def _show_lines(self) -> None:
        if self.list.codes.show_codebook(_ticked(self._shown), self._counts, self._opened):
            self.list.fit()
            self.lines_changed.emit()

    def _dress(self) -> None:
        edge = self._look.px(13)
        self.edit.setIcon(icon(self._look, "pencil-simple"))
        self.edit.setIconSize(QSize(edge, edge))


def _ticked(codebook: Codebook) -> Codebook:
    """The codebook without the codes that are rated or sorted one by one: a form lists them."""
    sets = (
        each if each.marking == "presence" else replace(each, codes=()) for each in codebook.sets
    )
    return replace(codebook, sets=tuple(sets))


class CodeList(QListView):
    """The list itself, as high as its lines.

    Signals:
        code_chosen: id of a code.
        set_turned: id of a set, and whether it is to be open.
    """

    code_chosen = Signal(str)
    set_turned = Signal(str, bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.given: frozenset[Id] = frozenset()
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
        if given != self.given:
            self.given = self.codes.given = given
            self.viewport().update()

    def fit(self) -> None:
        """Takes the height of its lines."""
        self.scheduleDelayedItemsLayout()
        self.setFixedHeight(self.codes.rowCount() * line_height(self._look) + 4)
        self.setMinimumWidth(max(map(self._width_of, self.codes.entries()), default=0))

    def take_set(self, set_id: Id) -> None:
        """Takes the line of a set in hand."""
        for row, entry in enumerate(self.codes.entries()):
            if entry.kind == "set" and entry.code_set.id == set_id:
                self.setCurrentIndex(self.codes.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens the set in hand, Left closes it; from a code under it Left goes there."""
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
        return metrics.horizontalAdvance(entry.text) + self._look.px(80 + 16 * entry.depth)

    def _choose(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Entry) and entry.code is not None:
            self.code_chosen.emit(entry.code.id)
        elif isinstance(entry, Entry):
            self.set_turned.emit(entry.code_set.id, not entry.opened)


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
        right = self._paint_key(painter, rect, right, entry.code.key)
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

    def _paint_key(self, painter: QPainter, rect: QRect, right: int, key: str) -> int:
        look = self._look
        if not key:
            return right
        cap = QRectF(0, 0, look.px(20), look.px(18))
        cap.moveCenter(QRectF(rect).center())
        cap.moveRight(right)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("field"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(look.interface_font(11))
        painter.setPen(look.colour("mute"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key.upper())
        return round(cap.left())
