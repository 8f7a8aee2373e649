"""Qt's drawing without a window: the running application's, or a hidden one for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QGuiApplication

from annotator.app.interrupts import unstopped
from annotator.app.qt.fonts import load_fonts

_left: list[QGuiApplication | None] = []


@contextmanager
def drawing_ready() -> Iterator[None]:
    """Fonts and pictures can be used inside; no display is needed.

    Where no application runs, one on the offscreen platform is made and ended afterwards, so
    that a window can be opened later in the same process. All Qt values made inside must be
    gone by then.
    """
    running = QGuiApplication.instance()
    hidden = None
    with unstopped():
        if running is None:  # on macOS and Windows too: nothing shall appear on a screen
            hidden = QGuiApplication(["annotator", "-platform", "offscreen"])
        load_fonts()
    try:
        yield
    except KeyboardInterrupt:  # whoever was stopped still holds what was made inside
        _left.append(hidden)
        hidden = None
        raise
    finally:
        if hidden is not None:
            hidden.shutdown()
