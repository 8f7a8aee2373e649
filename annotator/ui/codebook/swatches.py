"""The palette to choose a code's colour from, told apart by the colour-blind too."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from annotator.domain.code_colours import NAMED, hex_of
from annotator.ui.codebook.tree_model import swatch
from annotator.ui.flow import Flow
from annotator.ui.theme import Look


class Swatches(QWidget):
    """One button for each colour of the palette; left and right go along them.

    Signals:
        chosen: the name of a colour.
    """

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._buttons: dict[str, QToolButton] = {}
        self.setAccessibleName("Colour")
        row = Flow(self, gap=4)
        for name in NAMED:
            button = self._buttons[name] = QToolButton()
            button.setCheckable(True)
            button.setProperty("swatch", True)
            button.setAccessibleName(f"Colour {name}")
            button.setToolTip(name.capitalize())
            button.clicked.connect(lambda _=False, name=name: self._press(name))
            row.addWidget(button)
        self._own = QToolButton()  # a colour of another program, which the palette lacks
        self._own.setCheckable(True)
        self._own.setChecked(True)
        self._own.setProperty("swatch", True)
        self._own.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._own.setEnabled(False)
        self._own.hide()
        row.addWidget(self._own)
        look.changed.connect(self._dress)
        self._dress()

    def show_colour(self, colour: str) -> None:
        """Shows the colour that a code has."""
        for name, button in self._buttons.items():
            button.setChecked(name == colour)
        own = "" if colour in self._buttons else hex_of(colour)
        self._own.setVisible(bool(own))
        self._own.setProperty("colour", own)
        self._own.setToolTip(own)
        self._own.setAccessibleName(f"Colour {own}")
        self._dress_own()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go among the colours."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        order = list(self._buttons.values())
        here = next((i for i, button in enumerate(order) if button.hasFocus()), None)
        if step and here is not None:
            order[(here + step) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _press(self, name: str) -> None:
        for own, button in self._buttons.items():
            button.setChecked(own == name)
        self.chosen.emit(name)

    def _dress(self) -> None:
        look, edge = self._look, self._look.px(16)
        for name, button in self._buttons.items():
            button.setIcon(swatch(look, look.theme.code(name).base, edge))
            button.setIconSize(QSize(edge, edge))
        self._dress_own()

    def _dress_own(self) -> None:
        look, edge = self._look, self._look.px(16)
        if own := self._own.property("colour"):
            self._own.setIcon(swatch(look, look.theme.code(own).base, edge))
            self._own.setIconSize(QSize(edge, edge))
