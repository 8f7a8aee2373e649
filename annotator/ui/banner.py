"""One quiet line: what went wrong, or what was done. Never a pile of boxes."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from annotator.ui.advice import in_window
from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.words import Words, styled_font

SHOWN_MS = 12_000
Kind = Literal["bad", "hint", "good"]


class Banner(QFrame):
    """The line. The next sentence takes the place of the one before.

    Args:
        look: the look in force.
        over: what it lies over; None where it has a room of its own.
    """

    def __init__(self, look: Look, over: QWidget | None = None) -> None:
        super().__init__(over)
        self._look = look
        self.kind: Kind = "good"
        self.setObjectName("banner")
        self._words = Words(look, "", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._shut = QToolButton()
        self._shut.setProperty("bare", True)
        self._shut.setAccessibleName("Put this line away")
        self._shut.setToolTip("Put this line away")
        self._shut.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shut.clicked.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(*((10, 0, 6, 0) if over else (16, 4, 10, 4)))
        self.setProperty("over", over is not None)
        row.addWidget(self._words, 1)
        row.addWidget(self._shut)
        look.changed.connect(self._dress)
        self._dress()
        self.hide()

    def say(self, sentence: str, kind: Kind = "bad") -> None:
        """Shows a sentence; an empty one puts the line away.

        What went well goes by itself, what went wrong stays to be read.
        """
        self.kind = kind
        sentence = sentence if kind == "good" else in_window(sentence)
        if not sentence:
            self._timer.stop()
            self.hide()
            return
        self.setProperty("kind", kind)
        self.style().polish(self)
        self._words.setText(sentence)
        self._words.setAccessibleName(sentence)
        self.style().polish(self._words)
        self._words.setFont(styled_font(self._look, "plain"))  # polishing brings back the old size
        self.show()
        if QAccessible.isActive():  # it comes where nobody looks for it: it is read out
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._words, sentence))
        if kind != "bad":
            self._timer.start(SHOWN_MS)
        else:
            self._timer.stop()

    def put_away(self, *kinds: Kind) -> None:
        """Puts the line away if it is of one of these kinds."""
        if self.kind in kinds:
            self.hide()

    def text(self) -> str:
        """The sentence on screen; empty when there is none."""
        return "" if self.isHidden() else self._words.text()

    def _dress(self) -> None:
        self._shut.setIcon(icon(self._look, "x"))
        edge = self._look.px(12)
        self._shut.setIconSize(QSize(edge, edge))
