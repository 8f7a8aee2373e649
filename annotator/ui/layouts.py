"""Layouts that are due."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent

_LAYOUT, _PAINTING = int(QEvent.Type.LayoutRequest), int(QEvent.Type.UpdateLater)
_ROUNDS = 6  # a part that has another height asks what it stands in


def lay_out() -> None:
    """Lays out at once what has asked for it, and says of all that was shown what is to be painted.

    Both wait as events; of what has just come on the screen Qt would paint all before they come,
    and all again after.
    """
    for _ in range(_ROUNDS):
        QCoreApplication.sendPostedEvents(None, _LAYOUT)
    QCoreApplication.sendPostedEvents(None, _PAINTING)
