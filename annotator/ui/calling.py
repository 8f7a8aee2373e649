"""A study on a server that is opened: beside the window, and it can be given up at any time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.parking import park
from annotator.domain.address import Address
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.window import Window

SHOWN_AFTER_MS = 800
Ask = Callable[[], str | None]


class Calling(QObject):
    """One try to open a study on a server.

    Args:
        window: the window.
        place: its address.
        password: of the login; None for the one that this machine knows of.
        coder: as in `open_study`.

    Attributes:
        is_wanted: whether the server wants a password that was not given.
    """

    def __init__(
        self, window: Window, place: Address, password: str | None, coder: str | None
    ) -> None:
        super().__init__()
        self.is_wanted = False
        self._window, self._place = window, place
        self._password, self._coder = password, coder
        self._given_up = False
        self._opened: OpenStudy | None = None
        self._handing = Lock()
        self._outcome: Outcome | None = None
        self._loop = QEventLoop(self)
        self._sheet: Sheet | None = None
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._take)

    def study(self) -> OpenStudy | None:
        """The open study; None where it was given up, or a password is wanted.

        Raises:
            UserError: it cannot be opened.
        """
        self._jobs.run(self._open)
        self._wait()
        outcome = self._outcome
        if outcome is None:
            self._jobs.done.disconnect(self._take)
            park(self._jobs, self._jobs.done)
            self._give_up()
            return None
        if outcome.error is None or self.is_wanted:
            return outcome.value if isinstance(outcome.value, OpenStudy) else None
        raise outcome.error

    def _wait(self) -> None:
        """Waits a moment without a word, then with a sheet to give up on."""
        QTimer.singleShot(SHOWN_AFTER_MS, self, self._loop.quit)
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        QGuiApplication.restoreOverrideCursor()
        if self._outcome is None:
            self._sheet = Sheet(self._window.look, self._window, "Opening", "")
            self._sheet.tell(f"The server of {self._place.name} is asked for the study.")
            self._sheet.no.setText("Cancel")
            self._sheet.ask(440)
            self._sheet = None

    def _open(self) -> OpenStudy | None:
        study = open_study(self._place, self._give, self._coder, seen_by=NOBODY)
        with self._handing:
            if not self._given_up:
                self._opened = study
                return study
        study.close()
        return None

    def _give_up(self) -> None:
        """Whatever is open by now, though nobody was told of it yet, or opens later is closed."""
        with self._handing:
            self._given_up = True
            late, self._opened = self._opened, None
        if late is not None:
            late.close()

    def _give(self) -> str | None:
        self.is_wanted = self._password is None
        return self._password

    def _take(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._loop.quit()
        if self._sheet is not None:
            self._sheet.accept()


def called(window: Window, place: Address, ask: Ask, coder: str | None) -> OpenStudy | None:
    """A study on a server; None where a person gave it up.

    Args:
        window: the window.
        place: the study's address.
        ask: gives the password where the server wants one; None gives it up.
        coder: as in `open_study`.

    Raises:
        UserError: it cannot be opened.
    """
    password: str | None = None
    while True:
        calling = Calling(window, place, password, coder)
        try:
            study = calling.study()
        finally:
            calling.deleteLater()
        if study is not None or not calling.is_wanted:
            return study
        password = ask()
        if password is None:
            return None
