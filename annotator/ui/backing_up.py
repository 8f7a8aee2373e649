"""Backups that make themselves: soon after a study is opened, and every half hour of work."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.locating import MOST_WAIT_MS
from annotator.app.qt.parking import park
from annotator.domain.errors import UserError
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence

AFTER_OPENING_MS = 5_000
EVERY_MS = 30 * 60 * 1_000


class BackingUp(QObject):
    """Makes a backup beside the work where something was written since the last one.

    A backup that fails is told once, until one succeeds: the work goes on.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._tell)
        self._has_failed = False
        self._soon, self._again = QTimer(self), QTimer(self)
        self._soon.setSingleShot(True)
        for timer, interval in ((self._soon, AFTER_OPENING_MS), (self._again, EVERY_MS)):
            timer.setInterval(interval)
            timer.timeout.connect(self.look)
            timer.start()
        desk.left.connect(self._stop)

    @property
    def is_watching(self) -> bool:
        """Whether more backups are to come."""
        return self._again.isActive()

    def wait(self) -> None:
        """Waits for a backup that is being made, and tells what came of it."""
        self._jobs.wait()
        QCoreApplication.sendPostedEvents(self)

    def look(self) -> None:
        """Makes a backup beside the window where one is due."""
        self._jobs.run(self._desk.study.backing_up())

    def _tell(self, outcome: Outcome) -> None:
        error = outcome.error
        if error is None:
            self._has_failed = self._has_failed and outcome.value is None  # none was due
        elif not isinstance(error, UserError):
            raise error
        elif not self._has_failed:
            self._has_failed = True
            self._desk.page.banner.say(as_sentence(error), "bad")

    def _stop(self) -> None:
        """Ends; a backup that is being made goes on by itself, and keeps nobody."""
        self._soon.stop()
        self._again.stop()
        if not self._jobs.end(MOST_WAIT_MS):
            self._jobs.done.disconnect(self._tell)
            park(self._jobs, self._jobs.done)


def join_backups(desk: Desk) -> None:
    """Lets the study of a desk be backed up while it is open."""
    BackingUp(desk)
