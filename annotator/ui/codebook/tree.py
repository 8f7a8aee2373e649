"""The tree of the codebook: keys, dragging, several codes at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.ui.codebook.nodes import Node
from annotator.ui.codebook.tree_model import CodebookTreeModel
from annotator.ui.theme import Look

_CTRL = Qt.KeyboardModifier.ControlModifier
_PLAIN = Qt.KeyboardModifier.NoModifier
WISHES: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (Qt.Key.Key_Return, _PLAIN): "edit",
    (Qt.Key.Key_Enter, _PLAIN): "edit",
    (Qt.Key.Key_Insert, _PLAIN): "new code",
    (Qt.Key.Key_Insert, _CTRL): "new code under",
    (Qt.Key.Key_Delete, _PLAIN): "retire",
    (Qt.Key.Key_Delete, _CTRL): "delete",
    (Qt.Key.Key_Up, _CTRL): "up",
    (Qt.Key.Key_Down, _CTRL): "down",
    (Qt.Key.Key_Right, _CTRL): "in",
    (Qt.Key.Key_Left, _CTRL): "out",
}
"""What keys ask for in the tree."""


class CodebookTree(QTreeView):
    """Sets, codes and scales.

    Signals:
        wished: one of the values of `WISHES`.
        chosen_changed: another line is in hand, or others are chosen with it.
    """

    wished = Signal(str)
    chosen_changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shut: set[Id] = set()
        self.lines = CodebookTreeModel(look, self)
        self.setModel(self.lines)
        self.setAccessibleName("Sets, codes and scales")
        self.setProperty("framed", True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setUniformRowHeights(True)
        self.setHeaderHidden(True)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda _: self.wished.emit("edit"))
        self.collapsed.connect(self._note_shut)
        self.expanded.connect(self._note_open)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen_changed.emit())
        look.changed.connect(self._dress)
        self._dress()

    def show_codebook(self, book: Codebook, *, with_retired: bool, may_edit: bool) -> None:
        """Shows a version; what was in hand and open stays so as far as it is there."""
        here, chosen, order = self.in_hand, set(self.chosen), self.lines.ids()
        top = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.selectionModel().blockSignals(True)
        self.lines.show_codebook(book, with_retired=with_retired, may_edit=may_edit)
        self.expandAll()
        for each in self._shut:
            self.setExpanded(self.lines.index_of(each), False)
        self.selectionModel().blockSignals(False)
        self.setDragEnabled(may_edit)
        target = here.id if here is not None else None
        known = self.lines.ids()
        if target is not None and target not in known:
            target = _nearest(order, target, set(known))
        self.choose(target or next(iter(known), None), also=chosen)
        self.verticalScrollBar().setValue(top)
        self.blockSignals(False)
        self.chosen_changed.emit()  # once: whoever hears it shows a whole form

    @property
    def in_hand(self) -> Node | None:
        """The line with the keys."""
        return self.lines.node(self.currentIndex())

    @property
    def chosen(self) -> list[Id]:
        """The codes that are chosen, in the order of the tree; the one in hand alone if none."""
        rows = self.selectionModel().selectedRows(0)
        found = {node.id for each in rows if (node := self.lines.node(each)) and node.code}
        here = self.in_hand
        if not found and here is not None and here.code is not None:
            found = {here.id}
        return [each for each in self.lines.ids() if each in found]

    def choose(self, record_id: Id | None, also: set[Id] | None = None) -> None:
        """Takes a line in hand, and chooses others with it."""
        index = self.lines.index_of(record_id) if record_id is not None else QModelIndex()
        model = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        model.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        for each in also or ():
            other = self.lines.index_of(each)
            if other.isValid() and record_id in (also or ()):
                model.select(other, flags.Select | flags.Rows)
        if index.isValid():
            self.scrollTo(index)

    def sizeHint(self) -> QSize:
        """Room for some fifteen lines."""
        return QSize(self._look.px(320), self._look.px(390))

    def event(self, event: QEvent) -> bool:
        """Its keys are its own, whatever they do elsewhere."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _wish(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that ask for a change; the others go through the tree."""
        wish = _wish(event)
        if wish:
            self.wished.emit(wish)
            event.accept()
        else:
            super().keyPressEvent(event)

    def _note_shut(self, index: QModelIndex) -> None:
        node = self.lines.node(index)
        if node is not None:
            self._shut.add(node.id)

    def _note_open(self, index: QModelIndex) -> None:
        node = self.lines.node(index)
        if node is not None:
            self._shut.discard(node.id)

    def _dress(self) -> None:
        px = self._look.px
        self.setFont(self._look.interface_font(13))
        self.setIndentation(px(16))
        self.setIconSize(QSize(px(14), px(14)))
        self.header().resizeSection(1, px(34))
        self.scheduleDelayedItemsLayout()


def _wish(event: QKeyEvent) -> str:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return WISHES.get((Qt.Key(event.key()), modifiers), "")


def _nearest(order: list[Id], gone: Id, known: set[Id]) -> Id | None:
    """What stood nearest to a line that is gone: after it, else before it."""
    if gone not in order:
        return None
    here = order.index(gone)
    rest = [*order[here + 1 :], *reversed(order[:here])]
    return next((each for each in rest if each in known), None)
