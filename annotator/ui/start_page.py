"""The screen with no study open: make one, open one, or look at the sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.address import Address
from annotator.ui.banner import Banner
from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick
from annotator.ui.tips import plain_tip, show_action_tip
from annotator.ui.words import Words

_WHAT = (
    "Read a therapist’s and a patient’s recall interviews side by side, on the clock of their "
    "session, and mark the moments in them."
)


class StartPage(QWidget):
    """What a person can begin with.

    Signals:
        asked: id of an action: `new_study`, `open_study`, `open_server` or `open_sample`.
        recent_chosen: path or address of a recent study.
        remembering_chosen: whether to keep the list.
    """

    asked = Signal(str)
    recent_chosen = Signal(object)
    remembering_chosen = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("ground", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.banner = Banner(look)
        inside = QWidget()
        inside.setProperty("ground", "ground")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(32, 32, 32, 32)
        self._column.setSpacing(10)
        self._buttons = {
            "open_sample": ("Open the sample study", "book-open"),
            "new_study": ("New study…", "file-plus"),
            "open_study": ("Open a study…", "folder-open"),
            "open_server": ("Open on a server…", "database"),
        }
        self._made: dict[str, QPushButton] = {}
        self._recent_buttons: list[QPushButton] = []
        self._column.addStretch(2)
        self._add(Words(look, "IPR Annotator", "title"))
        self._add(Words(look, _WHAT, "mute", wrap=True))
        self._column.addSpacing(14)
        for action_id, (text, _) in self._buttons.items():
            button = QPushButton(text)
            button.setAutoDefault(True)  # so that Return presses it
            show_action_tip(button, action_id)
            button.clicked.connect(lambda _=False, own=action_id: self.asked.emit(own))
            self._made[action_id] = button
            self._add(button)
        self._column.addSpacing(18)
        self._heading = Words(look, "Recent studies", "heading")
        self._add(self._heading)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(6)
        box = QWidget()
        box.setLayout(self._recent)
        self._recent.setContentsMargins(0, 0, 0, 0)
        self._add(box)
        self.remembering = Tick(look, "Keep a list of recent studies on this machine")
        self.remembering.toggled.connect(self.remembering_chosen)
        self._add(self.remembering)
        self._column.addStretch(3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setProperty("ground", "ground")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banner)
        outer.addWidget(area, 1)
        look.changed.connect(self._dress)
        self._dress()

    def show_recent(self, studies: Sequence[Path | Address], *, remembering: bool) -> None:
        """Lists studies by the names of their files or databases."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._recent_buttons = []
        for path in studies:
            button = QPushButton(path.stem)
            button.setToolTip(plain_tip(str(path)))
            button.setAccessibleName(f"Open {path.stem}")
            button.setAutoDefault(True)
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(lambda _=False, own=path: self.recent_chosen.emit(own))
            self._recent.addWidget(button)
            self._recent_buttons.append(button)
        self._heading.setVisible(bool(studies))
        self.remembering.blockSignals(True)
        self.remembering.setChecked(remembering)
        self.remembering.blockSignals(False)
        self._show_likely()

    def likely(self) -> QPushButton:
        """What a person most likely wants: the study of last time, else the sample."""
        return self._recent_buttons[0] if self._recent_buttons else self._made["open_sample"]

    def _add(self, widget: QWidget) -> None:
        """Centred, at most as wide as a line of reading."""
        row = QHBoxLayout()
        row.addStretch(1)
        widget.setMaximumWidth(self._look.px(460))
        row.addWidget(widget, 4)
        row.addStretch(1)
        self._column.addLayout(row)

    def _show_likely(self) -> None:
        """The likely button stands out and has the keys."""
        for button in (*self._made.values(), *self._recent_buttons):
            button.setProperty("main", button is self.likely())
            button.style().polish(button)
        self.setFocusProxy(self.likely())
        self._dress()

    def _dress(self) -> None:
        for action_id, (_, name) in self._buttons.items():
            main = self._made[action_id] is self.likely()
            self._made[action_id].setIcon(icon(self._look, name, "panel" if main else "ink"))
