"""What stands in the place of the columns while a study has no interviews yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.app.actions import action
from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.tips import show_key_beside
from annotator.ui.words import Words

_WHAT = (
    "This study has no interviews yet. Bring in one transcript at a time, or the whole study "
    "from a plan: a CSV table with a line for each interview. You see what was read before "
    "anything is stored."
)
_IDS = ("import_transcript", "import_plan")


class EmptyStudy(QWidget):
    """A quiet panel with what to do, in the look of the start page.

    Signals:
        asked: id of an action.
    """

    asked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setSpacing(10)
        column.addWidget(Words(look, "Nothing to read yet", "title"))
        column.addWidget(Words(look, _WHAT, "mute", wrap=True))
        column.addSpacing(14)
        self.buttons = {each: self._button(each) for each in _IDS}
        for button in self.buttons.values():
            column.addWidget(button)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._inside, 6)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(across)
        whole.addStretch(3)
        self.setFocusProxy(self.buttons[_IDS[0]])
        look.changed.connect(self._dress)
        self._dress()

    def _button(self, action_id: str) -> QPushButton:
        found = action(action_id)
        button = QPushButton()
        show_key_beside(button, found.text, action_id)
        button.setProperty("main", action_id == _IDS[0])
        button.setAccessibleName(found.text.rstrip("…"))
        button.setAutoDefault(True)  # so that Return presses it
        button.clicked.connect(lambda: self.asked.emit(action_id))
        return button

    def _dress(self) -> None:
        self._inside.setMaximumWidth(self._look.px(460))
        for action_id, button in self.buttons.items():
            token = "panel" if action_id == _IDS[0] else "ink"
            button.setIcon(icon(self._look, action(action_id).icon, token))
