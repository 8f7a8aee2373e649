"""The board of a Q-sort: piles with what they take, and the items of the one that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.ui.flow import Flow
from annotator.ui.segments import Segment
from annotator.ui.theme import Look
from annotator.ui.units.form_list import FormList
from annotator.ui.units.form_model import UNPLACED, FormRow
from annotator.ui.words import Words

ALL = -1


class SortBoard(QWidget):
    """Piles above, items below.

    A digit puts the item in hand on a pile; while the unplaced are looked at, the next one
    takes its place, so a sort is done by digits alone.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._quotas: tuple[int, ...] = ()
        self._rows: tuple[FormRow, ...] = ()
        self.items = FormList(look, "Items to sort")
        self.filter = QLineEdit(self)  # else it would be a window of its own until it is laid out
        self.filter.setPlaceholderText("Filter items ( / )")
        self.filter.setAccessibleName("Filter items")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(look.px(240))
        self.filter.installEventFilter(self)
        self.state = Words(look, "", "mute", wrap=True)
        self.piles = Piles(look, self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self.piles)
        column.addWidget(self.state)
        column.addWidget(self.items, 1)
        self.setFocusProxy(self.items)
        self.piles.chosen.connect(lambda _pile: self._filter())
        self.filter.textChanged.connect(lambda _words: self._filter())
        self.items.filter_asked.connect(self._take_filter)

    def show_sort(self, quotas: tuple[int, ...], rows: tuple[FormRow, ...], *, fresh: bool) -> None:
        """Shows a sort.

        Args:
            quotas: how many items each pile takes, from the lowest.
            rows: the items, and before them the unit's scales.
            fresh: another unit or set: the unplaced are looked at first.
        """
        self._quotas, self._rows = quotas, rows
        piles = [each.value or UNPLACED for each in rows if each.kind == "pile"]
        counts = [piles.count(number) for number in range(len(quotas) + 1)]
        if fresh:
            self.filter.clear()
            self.piles.take(UNPLACED if counts[UNPLACED] else ALL)
        elif self.piles.pile == UNPLACED and not counts[UNPLACED]:
            self.piles.take(ALL)  # the last one is placed: here is the whole
        self.piles.show_counts(counts, quotas, len(piles))
        self.state.setText(state_words(counts, quotas, len(piles)))
        self.state.setAccessibleName(f"How far the sort is: {self.state.text()}")
        self._filter()
        self.items.show_rows(rows, fresh=fresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, the piles alone say how far the sort is, and `/` brings the filter."""
        super().resizeEvent(event)
        is_low = self.height() < self._look.px(160)
        self.state.setVisible(not is_low)
        self.filter.setVisible(not is_low or bool(self.filter.text()) or self.filter.hasFocus())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down, Return and Escape go from the filter to the items."""
        if watched is self.filter and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
            if event.key() in keys:
                if event.type() == QEvent.Type.KeyPress:
                    if event.key() == Qt.Key.Key_Escape:
                        self.filter.clear()
                    self.items.setFocus(Qt.FocusReason.ShortcutFocusReason)
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _take_filter(self) -> None:
        self.filter.show()
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _filter(self) -> None:
        pile = self.piles.pile
        self.items.show_only(None if pile == ALL else pile, self.filter.text())


class Piles(QWidget):
    """A button for each pile, and for what lies on none; a press shows its items.

    Args:
        look: the look in force.
        last: what stands after the buttons.

    Signals:
        chosen: the number of a pile, `UNPLACED` or `ALL`.
    """

    chosen = Signal(int)

    def __init__(self, look: Look, last: QWidget) -> None:
        super().__init__()
        self._look = look
        self._last = last
        self.pile = UNPLACED
        self._buttons: dict[int, Segment] = {}
        self._flow = Flow(self, gap=look.px(3))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Piles")

    def button(self, pile: int) -> Segment:
        """The button of a pile."""
        return self._buttons[pile]

    def take(self, pile: int) -> None:
        """Looks at another pile, without a signal."""
        self.pile = pile

    def show_counts(self, counts: Sequence[int], quotas: Sequence[int], items: int) -> None:
        """Says how many of all items lie where; an over-full pile is told in colour and words."""
        wanted = [UNPLACED, *range(1, len(quotas) + 1), ALL]
        if list(self._buttons) != wanted:
            self._make(wanted)
        for pile, button in self._buttons.items():
            over = False
            if pile == ALL:
                text, name = f"all {items}", f"All {items} items"
            elif pile == UNPLACED:
                text, name = f"unplaced {counts[0]}", f"Unplaced: {counts[0]} items"
            else:
                quota = quotas[pile - 1]
                over = counts[pile] > quota
                text = f"{pile} · {counts[pile]}/{quota}"
                name = f"Pile {pile}: {counts[pile]} of {quota}" + (", too many" if over else "")
            button.setText(text)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.take(pile == self.pile)
            bad = f"color: {self._look.theme.bad}; font-weight: 600;" if over else ""
            button.setStyleSheet(f"QPushButton {{ {bad} }}" if bad else "")
        self._keep_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All rows of buttons have their room, however narrow it is."""
        super().resizeEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        wanted = self._flow.heightForWidth(self.width())
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)

    def _make(self, piles: Sequence[int]) -> None:
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for pile in piles:
            button = Segment("", "only", small=True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, own=pile: self._press(own))
            self._buttons[pile] = button
            self._flow.addWidget(button)
        self._flow.removeWidget(self._last)
        self._flow.addWidget(self._last)

    def _press(self, pile: int) -> None:
        self.pile = pile
        for own, button in self._buttons.items():
            button.take(own == pile)
        self.chosen.emit(pile)


def state_words(counts: Sequence[int], quotas: Sequence[int], items: int) -> str:
    """How far a sort is: what is over-full and by how many, what is left, or that all is sorted.

    Args:
        counts: how many items lie on no pile, and on each pile.
        quotas: how many each pile takes.
        items: how many there are; where piles are no more, more than the counts.

    >>> state_words([0, 1, 2], [1, 2], 3), state_words([1, 1, 1], [1, 2], 3)
    ('Sorted: every pile holds what it takes.', '1 of 3 to place.')
    >>> state_words([0, 2, 1], [1, 2], 3)
    'Pile 1 has 1 too many; pile 2 takes 1 more.'
    >>> state_words([0, 1, 1], [1, 2], 2)
    'All are placed; the piles take 3, and there are 2 items: they cannot be filled.'
    >>> state_words([0, 1, 1], [1, 2], 3)
    '1 of 3 on a pile that is no more; pile 2 takes 1 more.'
    """
    over, under = [], []
    for number, quota in enumerate(quotas, 1):
        extra = counts[number] - quota
        if extra > 0:
            over.append(f"pile {number} has {extra} too many")
        elif extra < 0:
            under.append(f"pile {number} takes {-extra} more")
    lost = items - sum(counts)
    parts = [f"{lost} of {items} on a pile that is no more"] if lost else []
    parts += [f"{counts[0]} of {items} to place"] if counts[0] else []
    if sum(quotas) != items:
        end = "they cannot be filled" if sum(quotas) > items else "they cannot hold all"
        off = f"the piles take {sum(quotas)}, and there are {counted(items, 'item')}: {end}"
        parts = [*over, *(parts or ([] if over else ["all are placed"])), off]
    else:
        parts = [*over, *(parts if parts and not lost else [*parts, *under])]
    if not parts:
        return "Sorted: every pile holds what it takes."
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}."
