"""What a child process may take, so that what it works on can at worst end it."""

from __future__ import annotations

import sys

from annotator.app.core_dumps import forbid_core_dumps

MEMORY_BYTES = 1 << 30


def limit_memory() -> None:
    """Caps the child's memory and core dumps where the system can.

    Windows has no such limit, and macOS refuses to set it: there the caps on the file's size
    and on what is unpacked stand alone.
    """
    if sys.platform in ("win32", "darwin"):
        return
    import resource

    forbid_core_dumps()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
