"""A segmented control: a few choices side by side, one of them taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from annotator.ui.tips import show_action_tip, show_other_tip

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


@dataclass(frozen=True, slots=True)
class Choice:
    """One segment: what it stands for and what it says.

    Attributes:
        action: id of the action that does the same; its tip names the key.
    """

    value: str
    text: str
    tip: str = ""
    action: str = ""


class Segment(QPushButton):
    """One of a few choices: heard as such, and not as a box to be ticked by itself.

    Each keeps its place in the order of Tab, and the arrows only go from one to the next.

    Args:
        text: what it says.
        place: `first`, `middle`, `last`, or `only` for one with a frame of its own.
        alone: it can be taken or not by itself, as a box to be ticked.
    """

    def __init__(self, text: str, place: str, *, small: bool = False, alone: bool = False) -> None:
        super().__init__(text)
        self._alone = alone
        self.setAutoDefault(False)  # Return goes to the sheet's own button
        self.setCheckable(True)
        self.setAutoExclusive(not alone)
        self.setProperty("segment", place)
        self.setProperty("small", small)

    def take(self, taken: bool) -> None:
        """Shows it as taken or not; what is taken alone can be given up."""
        if taken != self.isChecked():
            self.setAutoExclusive(False)
            self.setChecked(taken)
            self.setAutoExclusive(not self._alone)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would leave the Tab key to one of them."""
        beside = self.parent()
        own = beside.findChildren(Segment) if isinstance(beside, QWidget) else [self]
        policies = [(each, each.focusPolicy()) for each in own]
        super().focusInEvent(event)
        for each, policy in policies:
            each.setFocusPolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows are for whoever holds the segments."""
        if event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Segments(QWidget):
    """The choices as buttons in one frame; left and right go from one to the next.

    Args:
        name: what is chosen, for screen readers.
        choices: in order.
        small: for the inspector.
        clearable: a press on the one taken gives it up, and `chosen` says None.

    Signals:
        chosen: a person took this value (str), or None.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice],
        *,
        small: bool = False,
        clearable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clearable = clearable
        self._value: str | None = None
        self._buttons: dict[str, Segment] = {}
        self._choices = {choice.value: choice for choice in choices}
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        last = len(choices) - 1
        for place, choice in enumerate(choices):
            ends = {0: "first", last: "last"}
            end = "only" if last == 0 else ends.get(place, "middle")
            button = Segment(choice.text, end, small=small, alone=last == 0)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(f"{name}: {choice.text}")
            _show_tip(button, choice)
            button.clicked.connect(lambda _=False, value=choice.value: self._press(value))
            self._buttons[choice.value] = button
            row.addWidget(button)

    @property
    def value(self) -> str | None:
        """The choice taken."""
        return self._value

    def button(self, value: str) -> Segment:
        """The button of a choice."""
        return self._buttons[value]

    def offer(self, value: str, why_not: str) -> None:
        """Offers a choice, or says in its tip why it is not offered now."""
        button = self._buttons[value]
        button.setEnabled(not why_not)
        if why_not:
            show_other_tip(button, why_not)
        else:
            _show_tip(button, self._choices[value])
        button.setAccessibleDescription(why_not)

    def offer_only(self, values: Sequence[str]) -> None:
        """Shows these choices only."""
        last = len(values) - 1
        for own, button in self._buttons.items():
            button.setVisible(own in values)
            if own in values:
                place = values.index(own)
                end = "first" if place == 0 else "last" if place == last else "middle"
                if button.property("segment") != (end := "only" if last == 0 else end):
                    button.setProperty("segment", end)
                    button.style().unpolish(button)
                    button.style().polish(button)
                    button.updateGeometry()  # the last one has a border more

    def show_value(self, value: str | None) -> None:
        """Shows a choice as taken, without a signal."""
        self._value = value
        for own, button in self._buttons.items():
            button.take(own == value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go among the choices."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        order = [each for each in self._buttons.values() if not each.isHidden()]
        here = next((i for i, button in enumerate(order) if button.hasFocus()), None)
        if step and here is not None:
            order[(here + step) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _press(self, value: str) -> None:
        taken = None if self._clearable and value == self._value else value
        self.show_value(taken)
        self.chosen.emit(taken)


def _show_tip(button: Segment, choice: Choice) -> None:
    if choice.action:
        show_action_tip(button, choice.action)
    else:
        show_other_tip(button, choice.tip)
