"""When Python's collector looks for what nothing reaches any more, and through what it looks.

By itself it does so in whatever thread has just made something. What it finds there may be part of
a window, which dies where another thread takes it away. So it looks in the window's thread alone,
from its event loop.

A study is some hundred thousand objects that stay as they are. To look through them all takes a
tenth of a second, at any key: so they are set aside while it is open.
"""

from __future__ import annotations

import gc
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from annotator.app.memory import may_collect

EVERY_MS = 200
_OLDEST = 2
_TIMES = 100
"""To look through everything takes at most the hundredth part of the time."""


class Collecting(QObject):
    """Collects in this object's thread, from its event loop, and no longer by itself.

    Args:
        parent: goes with it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._not_before = 0.0  # for everything
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Collects the oldest generation of which as much has come together as Python waits for."""
        if not may_collect():
            return
        gc.disable()  # who kept it off since before this was made has turned it on again
        counted = list(zip(gc.get_count(), gc.get_threshold(), strict=True))
        for generation, (count, most) in reversed(list(enumerate(counted))):
            if most and count > most and self._is_time_for(generation):
                began = perf_counter()
                gc.collect(generation)
                if generation == _OLDEST:
                    now = perf_counter()
                    self._not_before = now + _TIMES * (now - began)
                return

    def end(self) -> None:
        """Leaves it to Python again."""
        self._timer.stop()
        gc.enable()

    def _is_time_for(self, generation: int) -> bool:
        return generation < _OLDEST or perf_counter() >= self._not_before


def set_aside() -> None:
    """Has the collector pass over all that there is now."""
    gc.freeze()


def let_go() -> None:
    """Lets go at once of what nothing reaches any more, whenever it was made."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def take_back() -> None:
    """Leaves all of it to the collector again: the study is closed."""
    gc.unfreeze()
