"""The job runner: work in a thread of its own, whose outcome is told in the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

Work = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job.

    Attributes:
        value: what the work gave; None where it failed.
        error: what it raised, a `UserError` or a bug.
        seconds: how long it took.
    """

    value: object = None
    error: Exception | None = None
    seconds: float = 0.0


class Jobs(QObject):
    """Runs one job after the other, beside the window.

    Signals:
        done: an `Outcome`, in the order in which the jobs were given.
    """

    done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def run(self, work: Work) -> None:
        """Starts a job, or puts it behind those that run."""
        self._pool.start(_Job(work, self.done.emit))

    def wait(self, most_ms: int = -1) -> bool:
        """Waits until nothing runs any more, so long at most; whether that is so."""
        return self._pool.waitForDone(most_ms)

    def end(self, most_ms: int) -> bool:
        """Forgets what has not begun, and waits so long at most; whether nothing runs any more."""
        self._pool.clear()
        return self._pool.waitForDone(most_ms)


class _Job(QRunnable):
    def __init__(self, work: Work, tell: Callable[[Outcome], object]) -> None:
        super().__init__()
        self._work, self._tell = work, tell

    def run(self) -> None:
        """Works, and tells what came of it: no error may end a thread unheard."""
        began = perf_counter()
        try:
            outcome = Outcome(value=self._work(), seconds=perf_counter() - began)
        except Exception as error:  # noqa: BLE001 # who asked tells it, or gives it to the crash handler
            outcome = Outcome(error=error)
        with suppress(RuntimeError):  # who asked is deleted, and hears nothing any more
            self._tell(outcome)
