"""When Python's collector looks for what nothing reaches any more, and through what it looks.

By itself it does so in whatever thread has just made something. What it finds there may be part of
a window, which dies where another thread takes it away. So it looks in the window's thread alone,
from its event loop.

A study is some hundred thousand objects that stay as they are. To look through them all takes a
tenth of a second, at any key: so they are set aside while it is open. When it is closed or locked
all of them are looked through once: widgets and their slots hold each other, and its texts with
them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from annotator.app.memory import may_collect

EVERY_MS = 200
_OLDEST = 2
_TIMES = 100
"""To look through everything takes at most the hundredth part of the time."""


@contextmanager
def collecting_here() -> Iterator[None]:
    """Collects in this thread alone, from its event loop; afterwards as it was before."""
    was_on = gc.isenabled()
    collecting = Collecting()
    try:
        yield
    finally:
        collecting.end()
        if was_on:
            gc.enable()


class Collecting(QObject):
    """Collects in this object's thread, from its event loop, and no longer by itself.

    Args:
        parent: it goes with that.
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
        """Collects no more; that Python does so again is left to who wants it."""
        self._timer.stop()

    def _is_time_for(self, generation: int) -> bool:
        return generation < _OLDEST or perf_counter() >= self._not_before


def set_aside() -> None:
    """Has the collector pass over all that there is now: a study was opened."""
    gc.freeze()


def let_go_after(widget: QObject) -> None:
    """Lets go of what nothing reaches any more, whenever it was made, once a widget is gone.

    Widgets and their slots hold each other: without this they would live on for a while.

    Args:
        widget: it is deleted later.
    """
    widget.destroyed.connect(_let_go_soon)


def _let_go_soon() -> None:
    QTimer.singleShot(0, _let_go)


def _let_go() -> None:
    is_aside = gc.get_freeze_count() > 0
    gc.unfreeze()
    gc.collect()
    if is_aside:
        gc.freeze()


def take_back(page: QObject) -> None:
    """Lets go of all that was set aside as soon as what showed it is gone.

    Args:
        page: of a study that is closed; it is deleted later.
    """
    gc.unfreeze()
    let_go_after(page)
