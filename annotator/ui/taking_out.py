"""Asks a share for a study that is opened: the window goes on painting, and waits not for ever."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.parking import park
from annotator.app.sharing import Found, Place, TakenOut, is_shared, out_of_reach, take_out
from annotator.domain.address import Address
from annotator.domain.errors import UserError

MOST_WAIT_MS = 10_000


class TakingOut(QObject):
    """One study that is taken out."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._place = place
        self._given_up = Event()
        self._outcome: Outcome | None = None
        self._loop = QEventLoop(self)
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._take)

    def ask(self) -> TakenOut:
        """What the share gives; what is on this machine where it does not answer in time.

        Raises:
            UserError: there is no such study, or it cannot be had.
        """
        self._jobs.run(self._work)
        QTimer.singleShot(MOST_WAIT_MS, self, self._loop.quit)
        if self._outcome is None:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
            self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            QGuiApplication.restoreOverrideCursor()
        outcome = self._outcome
        if outcome is None:
            self._given_up.set()
            self._jobs.done.disconnect(self._take)
            park(self._jobs, self._jobs.done)
            hint = "see that it is connected"
            return out_of_reach(
                self._place, UserError("the share does not answer", str(self._place), hint)
            )
        if outcome.error is not None:
            raise outcome.error
        assert isinstance(outcome.value, TakenOut)
        return outcome.value

    def _work(self) -> TakenOut:
        taken = take_out(self._place)
        if self._given_up.is_set():  # it came too late: what it holds would keep others out
            taken.give_up()
        return taken

    def _take(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._loop.quit()


def taken_out(place: Place) -> Found:
    """A study as it can be opened: what its share gives, the file on this machine, the address.

    Raises:
        UserError: as `TakingOut.ask`.
    """
    if isinstance(place, Address) or not is_shared(place):
        return place
    asked = TakingOut(place)
    try:
        return asked.ask()
    finally:
        asked.deleteLater()
