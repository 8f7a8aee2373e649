"""The rows of a form: digits give values and go on, Return ticks, arrows step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from annotator.domain.ids import Id
from annotator.ui.theme import Look
from annotator.ui.units.form_model import FormModel, FormRow
from annotator.ui.units.form_paint import FormLine, value_at
from annotator.ui.units.keys import Key, digit_of, is_own
from annotator.ui.units.shown import digit_value

Index = QModelIndex | QPersistentModelIndex
LETTERS = "NMS"


class FormList(QListView):
    """A form's rows.

    Signals:
        said: a `FormRow` and its new value, None to take it out; 1 ticks a code.
        swap_asked: a row that is to change places with another, and that other.
        none_found: nothing of this is present.
        filter_asked: a slash.
        told: a sentence on a key that does nothing here.
        memo_asked, escaped: M, Escape.
    """

    said = Signal(object, object)
    swap_asked = Signal(object, object)
    none_found = Signal()
    filter_asked = Signal()
    told = Signal(str)
    memo_asked = Signal()
    escaped = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._negative = False
        self.may_write = True
        self.rows = FormModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(FormLine(look, self))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def show_rows(self, rows: tuple[FormRow, ...], *, fresh: bool = False) -> None:
        """Shows other rows or values; what was in hand stays so, else the row in its place.

        Args:
            fresh: another unit or set: the first row that says nothing is in hand.
        """
        held, place = self.row, max(self.currentIndex().row(), 0)
        if fresh:
            self.rows.mark(None)
        self.rows.show_rows(rows)
        if fresh and rows:
            self.setCurrentIndex(self.rows.index(max(self._next_open(-1), 0)))
        else:
            self._hold(held.id if held is not None else None, place)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A minus that no digit has followed is of no other unit."""
        self._negative = False
        super().focusOutEvent(event)

    def show_only(self, pile: int | None, words: str) -> None:
        """Shows the rows of a pile that hold some words."""
        held, place = self.row, max(self.currentIndex().row(), 0)
        self.rows.show_only(pile, words)
        self._hold(held.id if held is not None else None, place)

    @property
    def row(self) -> FormRow | None:
        """The row in hand."""
        return self.rows.row(self.currentIndex().row())

    def event(self, event: QEvent) -> bool:
        """Keeps its own keys from the window's commands."""
        if event.type() == QEvent.Type.ShortcutOverride and is_own(event, LETTERS):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Values, ticks and moves; every other key is the window's."""
        if not is_own(event, LETTERS):
            event.ignore()
            return
        negative, self._negative = self._negative, event.key() == Key.Key_Minus
        key, row, letter = event.key(), self.row, event.text().upper()
        digit = digit_of(event)
        asked = {"N": self.none_found, "M": self.memo_asked, "/": self.filter_asked}.get(letter)
        if key == Key.Key_Escape:
            self._leave()
        elif asked is not None:
            asked.emit()
        elif key == Key.Key_Minus:
            pass  # of the digit that follows
        elif row is not None and digit is not None:
            self._give(row, digit, negative)
        elif row is None or not self._act(row, key, letter):
            super().keyPressEvent(event)

    def _act(self, row: FormRow, key: int, letter: str) -> bool:
        """What a key does to the row in hand; False where it does nothing to it."""
        if key in (Key.Key_Return, Key.Key_Enter):
            self._press(row)
        elif key in (Key.Key_Delete, Key.Key_Backspace):
            self._say(row, None)
        elif key in (Key.Key_Left, Key.Key_Right) and row.kind != "tick":
            self._step_value(row, 1 if key == Key.Key_Right else -1)
        elif letter == "S" and row.kind == "pile":
            self._swap(row)
        else:
            return letter == "S"
        return True

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Letters are codes: nothing is searched."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a value gives it; on a code that is ticked, ticks it."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if row.kind == "tick":
            self._press(row)
            return
        value = value_at(self._look, self.visualRect(index), row, event.position().x())
        if value is not None:
            self._say(row, None if value == row.value else value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys need a row to begin with: the first that says nothing yet."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(max(self._next_open(-1), 0)))

    def sizeHint(self) -> QSize:
        """Room for some rows; it scrolls."""
        return QSize(self._look.px(360), self._look.px(160))

    def minimumSizeHint(self) -> QSize:
        """A row or two."""
        return QSize(self._look.px(200), self._look.px(60))

    def _hold(self, row_id: Id | None, place: int) -> None:
        if not self.rows.rowCount():
            return
        found = -1 if row_id is None else self.rows.place_of(row_id)
        place = found if found >= 0 else min(place, self.rows.rowCount() - 1)
        if place != self.currentIndex().row() and (row_id is not None or self.hasFocus()):
            self.setCurrentIndex(self.rows.index(place))

    def _give(self, row: FormRow, digit: int, negative: bool) -> None:
        """A value by its digit; then on to the next row that says nothing."""
        if row.kind == "tick":
            self.told.emit("Return ticks it.")
            return
        value = digit_value(digit, negative, row.lowest, row.highest)
        if value is None:
            what = "The piles go" if row.kind == "pile" else f"{row.text} goes"
            self.told.emit(f"{what} from {row.lowest} to {row.highest}.")
            return
        place = self.currentIndex().row()
        if self._say(row, value) and self.rows.row(place) is not None:
            now = self.rows.row(place)
            if now is not None and now.id == row.id and (onward := self._next_open(place)) >= 0:
                self.setCurrentIndex(self.rows.index(onward))

    def _press(self, row: FormRow) -> None:
        if row.kind == "tick":
            self._say(row, None if row.value else 1)
        elif (onward := self._next_open(self.currentIndex().row())) >= 0:
            self.setCurrentIndex(self.rows.index(onward))

    def _step_value(self, row: FormRow, step: int) -> None:
        start = (row.lowest - 1) if step > 0 else (row.highest + 1)
        value = min(
            max((start if row.value is None else row.value) + step, row.lowest), row.highest
        )
        if value != row.value:
            self._say(row, value)

    def _swap(self, row: FormRow) -> None:
        """Marks a row; on another row, lets the two change places."""
        marked = self.rows.marked
        other = next((each for each in self.rows.all_rows if each.id == marked), None)
        if other is None or other.id == row.id:
            self.rows.mark(row.id if other is None else None)
            self.told.emit("S on another item lets the two change places." if other is None else "")
            return
        self.rows.mark(None)
        self.swap_asked.emit(other, row)

    def _leave(self) -> None:
        if self.rows.marked is not None:
            self.rows.mark(None)
            self.told.emit("")
        else:
            self.escaped.emit()

    def _say(self, row: FormRow, value: int | None) -> bool:
        """Says what a person gave; whether it is so now."""
        if value != row.value:
            self.said.emit(row, value)
        now = next((each for each in self.rows.all_rows if each.id == row.id), None)
        return now is not None and now.value == value

    def _next_open(self, place: int) -> int:
        """The next row that says nothing yet, from the head again after the last; -1 for none."""
        count = self.rows.rowCount()
        order = [*range(place + 1, count), *range(max(place, 0))]
        rows = ((i, self.rows.row(i)) for i in order)
        return next((i for i, each in rows if each is not None and each.value is None), -1)
