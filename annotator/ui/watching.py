"""Others' changes to a study on a server, shown as they come."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from annotator.app.pulse import pulse_of
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.locating import MOST_WAIT_MS
from annotator.app.qt.parking import park
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence

EVERY_MS = 3_000
WHILE_AWAY_MS = 5_000


class Watching(QObject):
    """Asks the server now and then whether somebody has written what may be seen here.

    It is asked beside the window, which works on meanwhile. A server that is away is told once,
    and again where it then is something else, such as a password that was changed. What is typed
    meanwhile stays in its field, and once the server is back, that is told too.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._told = ""
        self._pulse = pulse_of(desk.study)
        self._pulse.doubted = self._ask
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._hear)
        self._asked = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        desk.left.connect(self._stop)

    @property
    def is_watching(self) -> bool:
        """Whether it asks at all."""
        return self._timer.isActive()

    def look(self) -> None:
        """Asks, unless it is being asked; what others have written is taken up after."""
        if not self._asked:
            self._ask()

    def wait(self) -> None:
        """Waits until all that was asked is heard."""
        self._jobs.wait()
        QCoreApplication.sendPostedEvents(self)

    def _ask(self) -> None:
        self._asked += 1
        self._jobs.run(self._pulse.look)

    def _hear(self, outcome: Outcome) -> None:
        self._asked -= 1
        if isinstance(outcome.error, UserError):
            self._tell_away(outcome.error)
            return
        if outcome.error is not None:
            raise outcome.error
        try:
            if outcome.value or self._told:
                self._desk.study.take_up()
        except UserError as error:
            self._tell_away(error)
            return
        if self._told:
            self._tell("The server is back.", good=True)
        self._told = ""
        self._timer.setInterval(EVERY_MS)

    def _tell_away(self, error: UserError) -> None:
        if self._told != error.what:
            self._tell(f"{as_sentence(error)} It is tried again by itself.", good=False)
        self._told = error.what
        self._timer.setInterval(WHILE_AWAY_MS)

    def _tell(self, sentence: str, *, good: bool) -> None:
        self._desk.page.banner.say(sentence, "good" if good else "bad")

    def _stop(self) -> None:
        """Asks no more; what is still being asked ends by itself and keeps nobody."""
        self._timer.stop()
        self._pulse.end()
        self._jobs.done.disconnect(self._hear)
        if not self._jobs.end(MOST_WAIT_MS):
            park(self._jobs, self._jobs.done)


def join_watching(desk: Desk) -> None:
    """Lets the desk of a study on a server see what others write."""
    if desk.study.address is not None:
        Watching(desk)
