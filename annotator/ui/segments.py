"""A segmented control: a few choices side by side, one of them taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from annotator.ui.tips import show_action_tip, show_other_tip


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
        self._buttons: dict[str, QToolButton] = {}
        self._choices = {choice.value: choice for choice in choices}
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        last = len(choices) - 1
        for place, choice in enumerate(choices):
            button = QToolButton()
            button.setText(choice.text)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            ends = {0: "first", last: "last"}
            button.setProperty("segment", "only" if last == 0 else ends.get(place, "middle"))
            button.setProperty("small", small)
            button.setAccessibleName(f"{name}: {choice.text}")
            _show_tip(button, choice)
            button.clicked.connect(lambda _=False, value=choice.value: self._press(value))
            self._buttons[choice.value] = button
            row.addWidget(button)

    @property
    def value(self) -> str | None:
        """The choice taken."""
        return self._value

    def button(self, value: str) -> QToolButton:
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
            button.setChecked(own == value)

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


def _show_tip(button: QToolButton, choice: Choice) -> None:
    if choice.action:
        show_action_tip(button, choice.action)
    else:
        show_other_tip(button, choice.tip)
