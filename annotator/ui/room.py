"""The room that a screen leaves for windows."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def room_for(widget: QWidget) -> QRect:
    """What is free on the screen that a widget is on, in Qt's own pixels.

    Never `widget.screen()`: PySide makes the widget the owner of the screen that it returns, and
    when Python's collector takes the widget (a dialog that was answered) the screen is deleted
    under Qt. The next widget to be shown then ends the process.
    """
    here = QGuiApplication.screenAt(widget.mapToGlobal(widget.rect().center()))
    return (here or QGuiApplication.primaryScreen()).availableGeometry()
