"""Keeps the system from writing this program's memory to a file when it dies.

A core dump would hold texts, and the key of the study that is open.
"""

from __future__ import annotations

import sys

_PR_SET_DUMPABLE = 4
_NO_CRASH_WINDOW = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX


def forbid_core_dumps() -> None:
    """No core file from now on, of this process and of those that it starts.

    On Linux the limit alone would still feed a dump to a program of the system (as some
    distributions set up), so that the process is made one that is not dumped at all. On Windows
    the system's error reports, which may hold memory, are not made.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_NO_CRASH_WINDOW)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
