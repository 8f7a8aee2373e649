"""Others' changes to a study on a server, shown as they come."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.domain.errors import UserError
from annotator.ui.desk import Desk

EVERY_MS = 3_000
WHILE_AWAY_MS = 15_000


class Watching(QObject):
    """Asks the server now and then whether somebody has written what may be seen here.

    A server that is away is told once; what is typed meanwhile stays in its field, and once the
    server is back, that is told too.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._is_away = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        if desk.study.address is not None:
            self._timer.start()
        desk.left.connect(self._timer.stop)

    @property
    def is_watching(self) -> bool:
        """Whether it asks at all."""
        return self._timer.isActive()

    def look(self) -> None:
        """Takes up what others have written."""
        try:
            self._desk.study.take_up()
        except UserError as error:
            if not self._is_away:
                self._tell(f"{error.sentence} It is tried again by itself.", good=False)
            self._is_away = True
            self._timer.setInterval(WHILE_AWAY_MS)
            return
        if self._is_away:
            self._tell("The server is back.", good=True)
        self._is_away = False
        self._timer.setInterval(EVERY_MS)

    def _tell(self, sentence: str, *, good: bool) -> None:
        self._desk.page.banner.say(sentence, "good" if good else "bad")


def join_watching(desk: Desk) -> None:
    """Lets the desk of a study on a server see what others write."""
    Watching(desk)
