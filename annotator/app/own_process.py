"""What the program's own process leaves behind: no image of its memory when it crashes."""

from __future__ import annotations

import sys

_SET_DUMPABLE = 4  # prctl's PR_SET_DUMPABLE


def keep_out_of_dumps() -> None:
    """Lets the system write no core dump, in which the words of a study would stand.

    On Linux no other process of the same person may read the memory either. Elsewhere nothing is
    done: Windows and macOS keep such images only where somebody has set that up.
    """
    if sys.platform != "linux":
        return
    import ctypes
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
