"""Work on views beside the window, of which the newest answer wins."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from annotator.app.qt.jobs import Jobs, Outcome, Work
from annotator.domain.view import StudyView


class Newest(QObject):
    """Does one piece of work at a time in a thread of its own; of those that wait the newest.

    Signals:
        ready: what came of the newest work, as `told` makes it; never of an older view than one
            that was already given.
        busy: whether something is being computed.
        failed: a bug that the work met.
    """

    ready = Signal(object)
    busy = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._finish)
        self._waiting: tuple[StudyView, Work] | None = None
        self._running: StudyView | None = None
        self._stopped = False
        self._forgotten = False

    def told(self, view: StudyView, outcome: Outcome) -> object:
        """What `ready` gives for an outcome; None for a bug."""
        raise NotImplementedError

    def give(self, view: StudyView, work: Work) -> None:
        """Gives work on a view; what still waits is forgotten."""
        self._waiting = (view, work)
        if self._running is None and not self._stopped:
            self._start()

    def forget(self) -> None:
        """Gives nothing of what is being computed."""
        self._waiting = None
        self._forgotten = self._running is not None

    def wait(self) -> None:
        """Waits until all that was asked is given."""
        while self._running is not None:
            self._jobs.wait()
            QCoreApplication.processEvents()

    def stop(self) -> None:
        """Waits for what is being computed and gives nothing any more."""
        self._stopped = True
        self._waiting = None
        self._jobs.wait()

    def _start(self) -> None:
        if self._waiting is not None:
            (self._running, work), self._waiting = self._waiting, None
            self.busy.emit(True)
            self._jobs.run(work)

    def _finish(self, outcome: Outcome) -> None:
        """In the window's thread: gives the answer unless a newer one is asked for."""
        view, self._running = self._running, None
        forgotten, self._forgotten = self._forgotten, False
        if self._stopped or view is None:
            return
        if self._waiting is not None:
            self._start()
            return
        self.busy.emit(False)
        if forgotten:
            return
        found = self.told(view, outcome)
        if found is not None:
            self.ready.emit(found)
        elif outcome.error is not None:
            self.failed.emit(outcome.error)
