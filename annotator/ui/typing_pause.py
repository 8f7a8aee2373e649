"""When what is being typed is stored: at each pause, and while somebody types without one too."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

QUIET_MS = 400
LONGEST_MS = 1_000
"""What is on the screen is on the disk after a second at the latest."""


class TypingPause(QObject):
    """Tells a field when to store what was typed.

    Signals:
        over: nothing was typed for a moment, or for a while it went on without a pause.
    """

    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._quiet, self._longest = QTimer(self), QTimer(self)
        for timer, wait in ((self._quiet, QUIET_MS), (self._longest, LONGEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(self._end)

    def typed(self) -> None:
        """Something was typed."""
        self._quiet.start()
        if not self._longest.isActive():
            self._longest.start()

    def stop(self) -> None:
        """All is stored, or nothing is to be."""
        self._quiet.stop()
        self._longest.stop()

    def _end(self) -> None:
        self.stop()
        self.over.emit()
