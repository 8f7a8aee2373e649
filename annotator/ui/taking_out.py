"""Asks a share for a study that is opened: the window goes on painting, and waits not for ever."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from annotator.app.open_study import OpenStudy
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.parking import park
from annotator.app.sharing import (
    Fetched,
    Found,
    Place,
    Sharing,
    TakenOut,
    begin,
    drop,
    is_shared,
    out_of_reach,
    sharing_of,
    take_out,
)
from annotator.app.taking_up import go_on_with
from annotator.domain.address import Address
from annotator.domain.errors import UserError

MOST_WAIT_MS = 10_000


class AskingShare(QObject):
    """One question to a share.

    Args:
        question: may hang.
        drop: puts away an answer that comes too late.
    """

    def __init__(self, question: Callable[[], object], drop: Callable[[object], object]) -> None:
        super().__init__()
        self._question, self._drop = question, drop
        self._given_up = Event()
        self._outcome: Outcome | None = None
        self._loop = QEventLoop(self)
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._take)

    def ask(self) -> Outcome | None:
        """What it answers, or raises; None where it does not in time."""
        self._jobs.run(self._work)
        QTimer.singleShot(MOST_WAIT_MS, self, self._loop.quit)
        if self._outcome is None:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
            self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            QGuiApplication.restoreOverrideCursor()
        if self._outcome is None:
            self._given_up.set()
            self._jobs.done.disconnect(self._take)
            park(self._jobs, self._jobs.done)
        elif self._outcome.error is not None:
            raise self._outcome.error
        return self._outcome

    def _work(self) -> object:
        answer = self._question()
        if self._given_up.is_set():  # what it holds would keep others out
            self._drop(answer)
        return answer

    def _take(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._loop.quit()


def _answer(question: Callable[[], object], late: Callable[[object], object]) -> Outcome | None:
    asked = AskingShare(question, late)
    try:
        return asked.ask()
    finally:
        asked.deleteLater()


def taken_out(place: Place) -> Found:
    """A study as it can be opened: what its share gives, the file on this machine, the address.

    Where the share does not answer in time it is what is on this machine.

    Raises:
        UserError: there is no such study, or it cannot be had.
    """
    if isinstance(place, Address) or not is_shared(place):
        return place
    answer = _answer(lambda: take_out(place), _give_up)
    if answer is None:
        return out_of_reach(place, _silent(place))
    assert isinstance(answer.value, TakenOut)
    return answer.value


def work_in(study: OpenStudy) -> None:
    """Takes the lock of an open study on a share, for whoever is to write, where it is free.

    Only now, so that nobody is kept out by a passphrase that somebody has yet to type; what was
    published meanwhile is shown. Where it cannot be, the study is only read.
    """
    sharing = study.look(sharing_of)
    if sharing is None or study.reader is not None:
        return
    answer = _answer(lambda: begin(sharing), partial(_come_late, sharing))
    if answer is None:
        sharing.go_without(_silent(sharing.place))
    elif isinstance(answer.value, Fetched) and not go_on_with(study, answer.value):
        _answer(sharing.step_back, lambda _: None)


def _silent(place: Path) -> UserError:
    return UserError("the share does not answer", str(place), "see that it is connected")


def _give_up(taken: object) -> None:
    if isinstance(taken, TakenOut):
        taken.give_up()


def _come_late(sharing: Sharing, fetched: object) -> None:
    """The window goes on without what was fetched: nobody is kept out for it."""
    if isinstance(fetched, Fetched):
        drop(fetched)
        sharing.step_back()
