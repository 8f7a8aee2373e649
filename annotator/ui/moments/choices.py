"""Pills whose menu stays open while several values are ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from annotator.ui.pill import Pill
from annotator.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a menu.

    Attributes:
        name: what it is a value of; empty for a head that cannot be ticked.
    """

    name: str
    value: str
    text: str
    ticked: bool = False


class OpenMenu(QMenu):
    """A menu that a tick does not close; Escape and a press elsewhere do."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ticks, and stays."""
        action = self.actionAt(event.position().toPoint())
        if not self._tick(action):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return tick, and it stays."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() not in keys or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class ChoicePill(Pill):
    """A pill with values to tick; they are asked for anew whenever it opens.

    Args:
        look: the look in force.
        title: what is chosen, before the values chosen.
        options: gives the lines of the menu.

    Signals:
        toggled_value: name and value of a line that was ticked or unticked.
    """

    toggled_value = Signal(str, str)

    def __init__(
        self,
        look: Look,
        title: str,
        options: Callable[[], Sequence[Option]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, has_menu=True, parent=parent)
        self.title = title
        self._options = options
        self.choices = OpenMenu(self)
        self.choices.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.choices.setAccessibleName(title)
        self.choices.aboutToShow.connect(self._fill)
        self.show_chosen(())

    def show_chosen(self, texts: Sequence[str]) -> None:
        """Says what is chosen."""
        chosen = ", ".join(texts) if len(texts) < 3 else f"{len(texts)} chosen"
        if len(chosen) > _LONGEST:
            chosen = f"{chosen[: _LONGEST - 1]}…"
        said = f"{self.title}: {chosen}" if texts else self.title
        self.say(said, ", ".join(texts), f"{self.title}: {', '.join(texts) or 'no matter'}")

    def _fill(self) -> None:
        menu = self.choices
        menu.clear()
        for option in self._options():
            if not option.name:
                if menu.actions():
                    menu.addSeparator()
                head = menu.addAction(option.text)
                head.setEnabled(False)
                continue
            action = menu.addAction(option.text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(option.ticked)
            action.triggered.connect(
                lambda _=False, own=option: self.toggled_value.emit(own.name, own.value)
            )


_LONGEST = 28
