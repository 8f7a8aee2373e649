"""The overview of agreement, computed beside the window and always of the newest view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal

from annotator.analysis.agreement.overview import Overview
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import Kept, overview_of
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """An overview, or why there is none.

    Attributes:
        view: what it was computed from.
        overview: None where there is nothing to compare.
        why_not: then the reason, in one sentence.
        seconds: how long it took.
    """

    view: StudyView
    overview: Overview | None = None
    why_not: str = ""
    seconds: float = 0.0


class LiveOverview(QObject):
    """Computes one overview at a time in a thread of its own; of those that wait the newest.

    Signals:
        ready: a `Computed`; never of an older view than one that was already given.
        busy: whether something is being computed.
        failed: a bug that the computation met.
    """

    ready = Signal(object)
    busy = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._finish)
        self._kept = Kept()
        self._waiting: tuple[StudyView, Comparison] | None = None
        self._running: StudyView | None = None
        self._stopped = False
        self._forgotten = False

    def ask(self, view: StudyView, asked: Comparison) -> None:
        """Asks for the overview of a view; what still waits is forgotten."""
        self._waiting = (view, asked)
        if self._running is None and not self._stopped:
            self._start()

    def forget(self) -> None:
        """Keeps nothing of what was computed, and gives nothing of what is being computed."""
        self._waiting = None
        self._forgotten = self._running is not None
        self._kept = Kept()

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
            view, asked = self._waiting
            self._waiting, self._running = None, view
            self.busy.emit(True)
            self._jobs.run(partial(overview_of, view, asked, self._kept))

    def _finish(self, outcome: Outcome) -> None:
        """In the window's thread: gives the overview unless a newer one is asked for."""
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
        error = outcome.error
        if isinstance(error, UserError):
            self.ready.emit(Computed(view=view, why_not=error.sentence))
        elif error is not None:
            self.failed.emit(error)
        elif isinstance(outcome.value, Overview):
            self.ready.emit(Computed(view=view, overview=outcome.value, seconds=outcome.seconds))
