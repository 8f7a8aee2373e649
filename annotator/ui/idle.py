"""Notices that nobody has touched the program for a while, be it awake or asleep meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

LOOKS_EVERY_MS = 5_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,  # of a shortcut's key only this one comes here
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
Clock = Callable[[], tuple[float, float]]
"""Seconds of a clock that never goes back, and of the one on the wall, which goes on in sleep."""


def both_clocks() -> tuple[float, float]:
    """What the two clocks say."""
    return time.monotonic(), time.time()


class Idle(QObject):
    """Watches the windows of the program for keys and the mouse.

    Events are seen as they come to a window, a few for each key, and not at every widget.

    Args:
        after_s: gives how long nobody may touch it; 0 for as long as they like.
        clock: replaced in tests.

    Signals:
        passed: nobody has touched it for so long. The touch that ends it is swallowed.
    """

    passed = Signal()

    def __init__(self, parent: QObject, after_s: Callable[[], float], clock: Clock) -> None:
        super().__init__(parent)
        self._after_s = after_s
        self._clock = clock
        self._touched = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            app.applicationStateChanged.connect(self._look_again)

    @property
    def idle_s(self) -> float:
        """For how long nobody has touched it: a sleep of the machine counts."""
        steady, wall = self._clock()
        return max(steady - self._touched[0], wall - self._touched[1])

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self._clock()

    def look(self) -> bool:
        """Whether it has been too long, which is told."""
        for each in QGuiApplication.topLevelWindows():
            self._watch(each)
        after_s = self._after_s()
        if not after_s or self.idle_s < after_s:
            return False
        self.touch()
        self.passed.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes note of a touch; one that comes too late opens nothing any more."""
        if event.type() not in _TOUCHES:
            return False
        if self.look():
            return True
        self.touch()
        return False

    def _look_again(self, _state: Qt.ApplicationState) -> None:
        """A method of its own: Qt lets go of it with this object, of a lambda it would not."""
        self.look()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)  # else it would hear everything twice
            window.installEventFilter(self)
