"""An erasure in another window of this machine, taken up in this one as soon as it is there."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from annotator.app.erased_elsewhere import ErasedElsewhere
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk

EVERY_MS = 2_000


class WatchingFile(QObject):
    """Looks every two seconds whether somebody was erased from the file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._elsewhere = ErasedElsewhere(desk.study)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        desk.left.connect(self._timer.stop)

    def look(self) -> None:
        """Takes an erasure up; a file that cannot be read now is told by what is done next."""
        if QApplication.activeModalWidget() is not None:  # it may be the one that erases
            return
        with suppress(UserError):
            self._elsewhere.take_up()  # which the desk says, as any erasure that it hears of


def join_watching_file(desk: Desk) -> None:
    """Lets the desk of a study in a file see what is erased from it."""
    if desk.study.address is None:
        WatchingFile(desk)
