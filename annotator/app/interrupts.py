"""What Ctrl+C may not stop halfway: child processes, and Qt where it loads or draws."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


class _Held:
    """Whether Ctrl+C has to wait, and whether it does."""

    depth = 0
    waits = False


def hear() -> None:
    """Is told of Ctrl+C, in the main thread, by who listens to it.

    Raises:
        KeyboardInterrupt: unless that has to wait; then it is raised later.
    """
    if _Held.depth:
        _Held.waits = True
        return
    raise KeyboardInterrupt


@contextmanager
def unstopped() -> Iterator[None]:
    """Ctrl+C waits until the end of this, which must be short and in the main thread.

    For what would bring the process down halfway: a library in the middle of being loaded, a
    picture in the middle of being drawn.
    """
    _Held.depth += 1
    try:
        yield
    finally:
        _Held.depth -= 1
        if _Held.waits and not _Held.depth:
            _Held.waits = False
            raise KeyboardInterrupt


def start(process: BaseProcess) -> None:
    """Starts a child that Ctrl+C does not reach, from its first moment on: its parent ends it.

    Else it would die with a trace on the screen. Windows has no mask that a child takes over.
    """
    if sys.platform == "win32":
        process.start()
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would lift the mask when it starts itself
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
