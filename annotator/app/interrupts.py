"""What Ctrl+C may not stop halfway: a library that is being loaded, a picture being drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


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
