"""Starting child processes, which read what comes from elsewhere and know no passphrase."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from threading import Lock

_OURS = "ANNOTATOR_"
_NO_SECRETS = frozenset({"ANNOTATOR_HOME"})
_gate = Lock()


def start(process: BaseProcess) -> None:
    """Starts a child without the passphrases that the program was given in its environment.

    Raises:
        OSError: the system starts no more processes.
    """
    with _gate, _without_secrets():
        process.start()


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
