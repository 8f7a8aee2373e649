"""Python's collector, kept off while very much is made that lives on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Switch:
    """Off while anybody is within; then as it was before the first of them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._was_on = False
        self.within = 0

    def enter(self) -> None:
        with self._lock:
            if not self.within:
                self._was_on = gc.isenabled()
                gc.disable()
            self.within += 1

    def leave(self) -> None:
        with self._lock:
            self.within -= 1
            if self.within:
                return
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            if self._was_on:
                gc.enable()


_switch = _Switch()


@contextmanager
def collecting_later() -> Iterator[None]:
    """Keeps Python from looking for garbage, in all threads: all that is made here lives on.

    Else a third of the time goes into looking through the records made so far. What was made is
    set among what is old already, or the next object would have all of it looked through.
    """
    _switch.enter()
    try:
        yield
    finally:
        _switch.leave()


def is_put_off() -> bool:
    """Whether somebody is making so much just now, in whatever thread."""
    return _switch.within > 0
