"""Python's collector, kept off while very much is made that lives on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

_PATIENCE_S = 30


class _Switch:
    """Off while anybody is within; then as it was before the first of them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._was_on = False
        self._began = 0.0
        self.within = 0

    def enter(self) -> None:
        with self._lock:
            if not self.within:
                self._was_on = gc.isenabled()
                gc.disable()
                self._began = monotonic()
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

    def is_within(self, patience_s: float) -> bool:
        """Whether somebody is within, and has not been so for longer than that."""
        return self.within > 0 and monotonic() - self._began < patience_s


_switch = _Switch()


@contextmanager
def collecting_later() -> Iterator[None]:
    """Keeps Python from looking for garbage, in all threads: all that is made here lives on.

    Else a third of the time goes into looking through the records made so far. What was made is
    set among what is old already, or the next object would have all of it looked through; not
    where something is set aside, which would be looked through with it.
    """
    _switch.enter()
    try:
        yield
    finally:
        _switch.leave()


def is_put_off() -> bool:
    """Whether somebody is making so much just now, in whatever thread; for a while only.

    Who reads from a server or a share that does not answer would keep it off for hours.
    """
    return _switch.is_within(_PATIENCE_S)
