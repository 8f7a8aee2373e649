"""How work beside the window hears that nobody wants its answer any more."""

from __future__ import annotations

from collections.abc import Callable

Stop = Callable[[], bool]
"""Is asked between steps; True ends the work."""


class Stopped(Exception):  # no error: nobody wants the answer any more
    """The work was no longer wanted."""
