"""Memory of large things goes back to the system, and garbage goes when it is no trouble."""

from __future__ import annotations

import ctypes
from contextlib import suppress

from annotator.storage.collecting_later import is_put_off

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's names for what `mallopt` sets
_LARGE = 256 * 1024


def give_back_large() -> None:
    """Has the C library give back what was large once it is freed: pictures of the window, say.

    glibc keeps up to 32 MB of it for later, and what is small then settles in between. Other
    systems have nothing to set.
    """
    with suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        for which in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
            libc.mallopt(which, _LARGE)


def may_collect() -> bool:
    """Whether nobody is making so much just now that Python's collector should stay off."""
    return not is_put_off()
