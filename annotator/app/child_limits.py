"""What a child process may take, so that what it works on can at worst end it."""

from __future__ import annotations

import sys

MEMORY_BYTES = 1 << 30


def limit_memory() -> None:
    """Caps the child's memory and core dumps where the system can.

    Windows has no such limit, and macOS refuses to set it: there the caps on the file's size
    and on what is unpacked stand alone.
    """
    if sys.platform in ("win32", "darwin"):
        return
    import resource

    for kind, wanted in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))
