"""A memo on something else than a moment: what it is about, and the field to write it in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from annotator.ui.memo import MemoField
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.tips import show_action_tip
from annotator.ui.words import Words


class MemoPane(QWidget):
    """What a memo can be about, and the memo on that. It changes nothing itself.

    Signals:
        chosen: the key of what a person wants to write about.
        escaped: a person is finished here and wants back to the text.
    """

    chosen = Signal(str)
    escaped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.choice = _Choice(look)
        self.choice.setAccessibleName("What the memo is about")
        self.choice.view().setAccessibleName("What a memo can be about")
        show_action_tip(self.choice, "memo_on")
        self.field = MemoField(look)
        self.others = Words(look, "", "small", wrap=True)
        self.others.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.others.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(14), 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(Words(look, "Memo on", "heading"))
        column.addWidget(self.choice)
        column.addWidget(self.field)
        column.addWidget(self.others)
        self.choice.activated.connect(self._choose)
        self.choice.escaped.connect(self.escaped)
        self.choice.done.connect(self.take_keys)
        self.field.escaped.connect(self.escaped)

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Takes what a memo can be about: keys and words; what was chosen stays where it can."""
        now = [(self._key(row), self.choice.itemText(row)) for row in range(self.choice.count())]
        if [key for key, _ in now] == [key for key, _ in choices]:
            for row, (_, words) in enumerate(choices):
                if now[row][1] != words:
                    self.choice.setItemText(row, words)
            return
        kept = self.choice.currentData()
        self.choice.clear()
        for key, words in choices:
            self.choice.addItem(words, key)
        self.show_choice(kept)

    def show_choice(self, key: object) -> None:
        """Shows what is written about; the first where there is no such thing."""
        self.choice.setCurrentIndex(max(0, self.choice.findData(key)))

    def show_memo(self, key: str | None, memo: str, name: str, why_not: str) -> None:
        """Shows a memo.

        Args:
            key: of what it is about, apart from all others; None where there is nothing.
            memo: as stored.
            name: what it is about, for people.
            why_not: why nothing can be typed; empty where it can.
        """
        self.field.show_lock(is_locked=bool(why_not))
        self.field.setPlaceholderText(why_not or f"Memo on {name}")
        self.field.setAccessibleName(f"Memo on {name}" if name else "Memo")
        self.field.show_memo(key, memo)

    def show_others(self, memos: Sequence[tuple[str, str]]) -> None:
        """Shows what others wrote on the same: names and memos."""
        self.others.setText("\n".join(f"{name}: {' '.join(text.split())}" for name, text in memos))
        self.others.setVisible(bool(memos))

    def ask(self) -> None:
        """Has a person say what the memo is about; asked again the field takes the keys."""
        if self.choice.hasFocus():
            self.take_keys()
        else:
            self.choice.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_keys(self) -> None:
        """Gives the keys to the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _key(self, row: int) -> str:
        return str(self.choice.itemData(row))

    def _choose(self, row: int) -> None:
        self.chosen.emit(self._key(row))


class _Choice(Combo):
    """What a memo can be about: Up and Down go through it, Return writes, Escape leaves.

    Signals:
        done: it is chosen.
        escaped: a person wants back to the text.
    """

    done = Signal()
    escaped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaxVisibleItems(14)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Escape; the rest is a list's."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)
