"""The pane under the text where bins, forms and sorts are judged. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.app.actions import with_keys
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import items_of, open_parts, pile_counts
from annotator.ui.flow import Flow
from annotator.ui.memo import MemoField
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.units.bin_grid import BinGrid
from annotator.ui.units.form_list import FormList
from annotator.ui.units.form_model import rows_of
from annotator.ui.units.shown import Shown
from annotator.ui.units.sort_board import SortBoard
from annotator.ui.words import RowWords, Words

GRID_KEYS = (
    "A letter or Return ticks · 1–9 rates · N none · M memo · {next_uncoded} next left · Esc text"
)
FORM_KEYS = "1–9 rates and goes on · ← → step · Return ticks · N none · M memo · Esc text"
SORT_KEYS = "1–9 puts on a pile · ← → move · S swaps · Del takes off · / filters · Esc text"
LOW_PX = 330
TIGHT_PX = 230
READ_ONLY = "Only its coder can change it."


class UnitsPane(QWidget):
    """A head, the grid or the form, and the memo of the unit in hand.

    Signals:
        account_chosen, coder_chosen: whose account, whose judgements are to be shown.
        escaped: a person is finished here and wants back to the text.
    """

    account_chosen = Signal(str)
    coder_chosen = Signal(str)
    escaped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.shown: Shown | None = None
        self.setProperty("ground", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Units")
        self._title = RowWords(look, "", "strong")
        self._place = RowWords(look, "", "mute")
        self._left = Words(look, "", "mute")
        self.accounts = _Choice(look, "Account that is judged")
        self.coders = _Choice(look, "Whose judgements")
        self._note = Words(look, "", "mute", wrap=True)
        self._told = Words(look, "", "small", wrap=True)
        self._keys = Words(look, "", "small", wrap=True)
        self.grid = BinGrid(look)
        self.form = FormList(look, "Form")
        self.board = SortBoard(look)
        self.memo = MemoField(look)
        self.memo.setAccessibleName("Memo of this unit")
        self.memo.setPlaceholderText("Memo of this unit")
        self._stack = QStackedWidget()
        for part in (self.grid, self.form, self.board):
            self._stack.addWidget(part)
        self.accounts.chosen.connect(self.account_chosen)
        self.coders.chosen.connect(self.coder_chosen)
        self.grid.cell_told.connect(self._tell_cell)
        for part in (self.form, self.board.items):
            part.told.connect(self.tell)
        for sender in (self.grid, self.form, self.board.items):
            sender.escaped.connect(self.escaped)
            sender.memo_asked.connect(self.write_memo)
        self.memo.escaped.connect(self.take_keys)
        self._lay_out()
        self.hide()

    # What is shown ------------------------------------------------------------------------

    def show_units(self, shown: Shown | None) -> None:
        """Shows a set on its units, or nothing."""
        before, self.shown = self.shown, shown
        if shown is None:
            self.grid.show_units(None)
            self.form.show_rows(())
            self.board.show_sort((), (), fresh=True)
            self.memo.show_memo(None, "")
            return
        code_set = shown.code_set
        self._title.setText(code_set.name)
        self._place.setText(shown.title)
        self._left.setText(_left_words(shown))
        self._left.setAccessibleName(f"What is left: {self._left.text()}")
        self.accounts.show_choices(shown.accounts, shown.account_id)
        self.coders.show_choices(shown.coders, shown.coder_id)
        note = shown.note if shown.may_write or shown.note else READ_ONLY
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._stack.setVisible(bool(shown.targets))
        if code_set.unit == "bin":
            self._stack.setCurrentWidget(self.grid)
            self._keys.setText(with_keys(GRID_KEYS))
            self.grid.show_units(shown, fresh=before is None or not before.is_beside(shown))
        elif shown.targets:
            self._show_form(shown, before)
        self._show_keys()
        self.show_memo()

    def show_memo(self) -> None:
        """Shows the memo of the unit in hand, where it has one."""
        own = self.judgement
        self.memo.show_memo(own.id if own else None, own.memo if own else "")
        shown = self.shown
        self.memo.show_lock(is_locked=shown is None or not shown.may_write)
        visible = own is not None and (bool(own.memo) or self.memo.hasFocus())
        if not visible and self.memo.hasFocus():
            self.keys_part().setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives them away
        self.memo.setVisible(visible)

    @property
    def place(self) -> int:
        """Which target is in hand, -1 for none."""
        if self.shown is None or not self.shown.targets:
            return -1
        return self.grid.row if self.shown.code_set.unit == "bin" else 0

    @property
    def judgement(self) -> Judgement | None:
        """What is said of the unit in hand."""
        place = self.place
        return None if self.shown is None or place < 0 else self.shown.judgements[place]

    def forget(self) -> None:
        """Holds nothing of what was shown: no cell in hand, no word of it."""
        self.show_units(None)
        self.tell("")

    def tell(self, sentence: str) -> None:
        """A line at the foot."""
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))

    def told(self) -> str:
        """What it says."""
        return self._told.text()

    def note(self) -> str:
        """What is to be known of the units, or why there is none."""
        return self._note.text()

    def take_keys(self) -> None:
        """Gives the keys to the grid, the form or the board."""
        self.keys_part().setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.show_memo()

    def keys_part(self) -> QWidget:
        """What takes the keys."""
        if self._stack.isHidden():
            return self.accounts if self.accounts.isVisible() else self
        part = self._stack.currentWidget()
        return self.board.items if part is self.board else part

    def has_keys(self) -> bool:
        """Whether something in it has the focus."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def write_memo(self) -> None:
        """Gives the keys to the memo; a unit that is not judged has none."""
        if self.judgement is None:
            self.tell("Judge it first: a memo alone would say that nothing is here.")
            return
        self.memo.show()
        self.memo.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, its keys stand in the tip and its memo has fewer lines."""
        super().resizeEvent(event)
        self.memo.show_tight(tight=self.height() < self._look.px(TIGHT_PX))
        self._show_keys()

    def sizeHint(self) -> QSize:
        """About half of the room of the text."""
        return QSize(self._look.px(480), self._look.px(290))

    def minimumSizeHint(self) -> QSize:
        """Its head and a few rows; of a sort all piles, and the memo where there is one."""
        least, most = self._look.px(170), self._look.px(230)
        layout = self.layout()
        needed = layout.minimumSize().height() if layout is not None else 0
        if self._stack.currentWidget() is not self.board:
            return QSize(self._look.px(200), least)
        return QSize(self._look.px(200), min(max(least, needed), most))

    def _show_keys(self) -> None:
        shown = self.shown
        usable = shown is not None and bool(shown.targets) and shown.may_write
        self._keys.setVisible(usable and self.height() >= self._look.px(LOW_PX))
        self._title.setToolTip(self._keys.text())

    def _show_form(self, shown: Shown, before: Shown | None) -> None:
        rows = rows_of(shown.code_set, shown.judgements[0])
        another = (
            before is None
            or before.targets != shown.targets
            or before.code_set.id != shown.code_set.id
        )
        if shown.code_set.marking == "sort":
            self._stack.setCurrentWidget(self.board)
            self._keys.setText(SORT_KEYS)
            self.board.show_sort(shown.code_set.piles, rows, fresh=another)
        else:
            self._stack.setCurrentWidget(self.form)
            self._keys.setText(FORM_KEYS)
            self.form.show_rows(rows, fresh=another)

    def _tell_cell(self, words: str) -> None:
        self.tell(words)
        self.show_memo()

    def _lay_out(self) -> None:
        look = self._look
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        head.setSizePolicy(policy)
        row = Flow(head, gap=look.px(8))
        row.addWidget(self._title)
        row.addWidget(self._place)
        row.addWidget(self.accounts)
        row.addWidget(self.coders)
        row.add_stretch()
        row.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(14), look.px(8), look.px(12), look.px(6))
        column.setSpacing(look.px(4))
        column.addWidget(head)
        column.addWidget(self._note)
        column.addWidget(self._stack, 1)
        column.addWidget(self._told)
        column.addWidget(self._keys)
        column.addWidget(self.memo)
        self._note.hide()
        self._told.hide()
        self.memo.hide()


def _left_words(shown: Shown) -> str:
    """What is left: bins, or the parts of a form."""
    if not shown.targets:
        return ""
    if shown.code_set.unit == "bin":
        left, count = len(shown.left), len(shown.targets)
        return f"{left} of {counted(count, 'bin')} left" if left else f"all {count} bins coded"
    own = shown.judgements[0]
    said = own is not None and (own.codes or own.values or own.ratings)
    if (
        own is not None
        and not said
        and items_of(shown.code_set)
        and not open_parts(shown.code_set, own)
    ):
        return "none present"
    if shown.code_set.marking == "sort" and own is not None:
        placed = sum(pile_counts(shown.code_set, own))
        if placed < len(items_of(shown.code_set)):
            return f"{placed} of {len(items_of(shown.code_set))} placed"
    parts = open_parts(shown.code_set, own)
    return f"{counted(parts, 'part')} to go" if parts else "complete"


class _Choice(Combo):
    """A choice among names, off the screen where there is but one.

    Signals:
        chosen: the id that a person took.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look)
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setToolTip(name)
        self.activated.connect(lambda place: self.chosen.emit(self.itemData(place)))
        self.hide()

    def show_choices(self, choices: Sequence[tuple[Id, str]], taken: Id | None) -> None:
        """Offers ids by name."""
        known = [(self.itemData(i), self.itemText(i)) for i in range(self.count())]
        if known != list(choices):
            self.clear()
            for own, name in choices:
                self.addItem(name, own)
        place = self.findData(taken)
        if place >= 0:
            self.setCurrentIndex(place)
        self.setVisible(len(choices) > 1)

    def event(self, event: QEvent) -> bool:
        """Letters go to the window: here they would choose by name."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.ignore()
            return False
        return super().event(event)
