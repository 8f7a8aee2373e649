"""One scale of the inspector: its name, the label of the value given, and a dot a value."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.domain.codebook import Scale
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.words import Words


class ScaleRow(QWidget):
    """A scale to rate a moment on. A press on the value given takes it back.

    Signals:
        rated: the scale's id and the value, None for no rating.
    """

    rated = Signal(str, object)

    def __init__(self, look: Look, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        self._value: int | None = None
        self._dots: dict[int, QToolButton] = {}
        self.setAccessibleName(scale.name)
        self._label = Words(look, "", "small")
        dots = QWidget()
        dots.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(dots)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(3))
        for value in range(scale.minimum, scale.maximum + 1):
            row.addWidget(self._dot(value))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        flow = Flow(gap=look.px(6))
        flow.addWidget(Words(look, scale.name, "mute"))
        flow.addWidget(self._label)
        flow.add_stretch()
        flow.addWidget(dots)
        column.addLayout(flow)

    def show_value(self, value: int | None) -> None:
        """Shows a value as given."""
        self._value = value
        for own, dot in self._dots.items():
            dot.setChecked(own == value)
        label = "" if value is None else self._scale.label(value)
        self._label.setText(label)
        self._label.setVisible(bool(label))

    @property
    def value(self) -> int | None:
        """The value given."""
        return self._value

    def dot(self, value: int) -> QToolButton:
        """The button of a value."""
        return self._dots[value]

    def take_keys(self) -> None:
        """Puts the keys on the value given, else on the first."""
        dot = self._dots.get(self._value if self._value is not None else self._scale.minimum)
        if dot is not None:
            dot.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go among the dots; a digit gives that value."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        order = list(self._dots.values())
        here = next((i for i, dot in enumerate(order) if dot.hasFocus()), None)
        if step and here is not None:
            place = min(max(here + step, 0), len(order) - 1)
            order[place].setFocus(Qt.FocusReason.TabFocusReason)
        elif (value := event.key() - Qt.Key.Key_0) in self._dots and 0 <= value <= 9:
            self._press(value)
            self.take_keys()
        else:
            super().keyPressEvent(event)

    def _dot(self, value: int) -> QToolButton:
        dot = QToolButton()
        dot.setText(str(value).replace("-", "−"))
        dot.setCheckable(True)
        dot.setProperty("dot", True)
        dot.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        label = self._scale.label(value)
        dot.setToolTip(plain_tip(label))
        dot.setAccessibleName(f"{self._scale.name} {value}" + (f", {label}" if label else ""))
        dot.clicked.connect(lambda: self._press(value))
        self._dots[value] = dot
        return dot

    def _press(self, value: int) -> None:
        taken = None if value == self._value else value
        self.show_value(taken)
        self.rated.emit(self._scale.id, taken)
