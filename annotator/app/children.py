"""Starting child processes: they know no passphrase, and Ctrl+C does not reach them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from threading import Lock

_OURS = "ANNOTATOR_"
_NO_SECRETS = frozenset({"ANNOTATOR_HOME"})
_gate = Lock()


def start(process: BaseProcess) -> None:
    """Starts a child without the passphrases that the program was given in its environment.

    Ctrl+C does not reach it from its first moment on: its parent ends it, else it would die with
    a trace on the screen. Windows has no mask that a child takes over.

    Raises:
        OSError: the system starts no more processes.
    """
    with _gate, _without_secrets():
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


@contextmanager
def _without_secrets() -> Iterator[None]:
    """The environment without them; a child keeps what it began with for all its life."""
    secret = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_OURS) and name not in _NO_SECRETS
    }
    for name in secret:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(secret)
