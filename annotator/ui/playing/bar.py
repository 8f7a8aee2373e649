"""The bar over the timeline: plays, skips, says where it is, how fast and how loud."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from annotator.app.actions import tooltip
from annotator.app.qt.player import SPEEDS, Player
from annotator.domain.clock import clock_text
from annotator.ui.icons import icon
from annotator.ui.pill import Pill
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.words import Words

BUTTONS = (
    ("skip_back", "rewind"),
    ("play", "play"),
    ("skip_forward", "fast-forward"),
    ("loop", "repeat"),
    ("video", "video-camera"),
)


def speed_text(speed: float) -> str:
    """A speed as people write it.

    >>> speed_text(1.0), speed_text(0.75)
    ('1×', '0.75×')
    """
    return f"{speed:g}×"


class PlayingBar(QWidget):
    """Shows a player and asks for what its controls say; it changes nothing itself.

    Signals:
        asked: the id of an action.
        speed_chosen: 0.5 to 2.
        volume_chosen: 0 to 100, and whether it is muted.
    """

    asked = Signal(str)
    speed_chosen = Signal(float)
    volume_chosen = Signal(int, bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._playing = False
        self.setAccessibleName("Recording")
        self.setProperty("ground", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self.buttons: dict[str, QToolButton] = {}
        for action_id, _ in BUTTONS[:3]:
            self._row.addWidget(self._button(action_id))
        self.time = Words(look, "", "small")
        self._row.addWidget(self.time)
        self.speed = Pill(look, has_menu=True)
        self._offer_speeds(self.speed.choices)
        self._row.addWidget(self.speed)
        self._row.addWidget(self._button("loop"))
        self.mute = self._made("Mute")
        self.mute.setCheckable(True)
        self.mute.clicked.connect(self._choose_volume)
        self._row.addWidget(self.mute)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setAccessibleName("Volume")
        self.volume.setToolTip("Volume")
        self.volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.volume.valueChanged.connect(self._choose_volume)
        self._row.addWidget(self.volume)
        self._row.addWidget(self._button("video"))
        self.words = Words(look, "", "small")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self.words, 1)
        look.changed.connect(self._dress)
        self._dress()

    def show_player(self, player: Player) -> None:
        """Shows how a player stands."""
        ready = player.is_ready
        for action_id in ("skip_back", "play", "skip_forward", "loop"):
            self.buttons[action_id].setEnabled(ready)
        for control in (self.speed, self.mute, self.volume):
            control.setEnabled(ready)
        self._playing = player.is_playing
        name = "Pause" if player.is_playing else "Play"
        self.buttons["play"].setAccessibleName(name)
        self.buttons["loop"].setChecked(player.loop_ms is not None)
        self.buttons["video"].setVisible(player.has_picture)
        self.speed.say(speed_text(player.speed), "Speed", f"Speed {speed_text(player.speed)}")
        for control in (self.volume, self.mute):
            control.blockSignals(True)
        self.volume.setValue(player.volume)
        self.mute.setChecked(player.is_muted)
        for control in (self.volume, self.mute):
            control.blockSignals(False)
        self._draw()

    def show_time(self, time_ms: int, end_ms: int | None) -> None:
        """Where it is, and where the recording ends, both in session time."""
        text = "" if end_ms is None else f"{clock_text(time_ms)} / {clock_text(end_ms)}"
        if text != self.time.text():
            self.time.setText(text)
            self.time.setAccessibleName(f"Heard {text.replace('/', 'of')}" if text else "")

    def show_words(self, words: str, tip: str = "") -> None:
        """Says what cannot be seen: what is looked for, what is wrong, that nothing follows."""
        self.words.setText(words)
        self.words.setToolTip(plain_tip(tip or words))

    def sizeHint(self) -> QSize:
        """One slim row."""
        return QSize(self._look.px(480), self._row.sizeHint().height())

    def _made(self, name: str) -> QToolButton:
        made = QToolButton()
        made.setProperty("bare", True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAccessibleName(name)
        made.setToolTip(name)
        return made

    def _button(self, action_id: str) -> QToolButton:
        tip = tooltip(action_id)
        made = self._made(tip.partition(" (")[0])
        made.setToolTip(tip)
        made.setCheckable(action_id == "loop")
        made.clicked.connect(lambda: self.asked.emit(action_id))
        self.buttons[action_id] = made
        return made

    def _offer_speeds(self, menu: QMenu) -> None:
        for speed in SPEEDS:
            offered = menu.addAction(speed_text(speed))
            offered.triggered.connect(lambda _on=False, own=speed: self.speed_chosen.emit(own))

    def _choose_volume(self, _value: object = None) -> None:
        self.volume_chosen.emit(self.volume.value(), self.mute.isChecked())

    def _dress(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(12), px(2), px(12), 0)
        self._row.setSpacing(px(4))
        self.volume.setFixedWidth(px(72))
        self.time.setMinimumWidth(px(96))
        self._draw()
        self.updateGeometry()

    def _draw(self) -> None:
        edge = self._look.px(15)
        for action_id, name in BUTTONS:
            lit = action_id == "play" or self.buttons[action_id].isChecked()
            shown = "pause" if action_id == "play" and self._playing else name
            self.buttons[action_id].setIcon(icon(self._look, shown, "accent" if lit else "mute"))
            self.buttons[action_id].setIconSize(QSize(edge, edge))
        self.mute.setIconSize(QSize(edge, edge))
        name = "speaker-slash" if self.mute.isChecked() else "speaker-high"
        self.mute.setIcon(icon(self._look, name))
