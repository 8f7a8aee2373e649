"""Work that hangs, on a share say: it is kept until it ends by itself, and keeps nobody."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, SignalInstance

_parked: list[QObject] = []


def park(work: QObject, ended: SignalInstance) -> None:
    """Keeps work whose thread still runs: Qt waits without end, or dies, where it is destroyed.

    Args:
        work: is taken from its parent.
        ended: its signal that it has come to an end.
    """
    work.setParent(None)
    _parked.append(work)
    ended.connect(lambda *_: _let_go(work))


def is_parked() -> bool:
    """Whether something still hangs."""
    return bool(_parked)


def _let_go(work: QObject) -> None:
    """In the window's thread."""
    if work in _parked:
        _parked.remove(work)
        if isinstance(work, QThread):
            work.wait()  # it has said its last word; its thread goes in a moment
        work.deleteLater()
