"""Finds a recording's file, reads it through, and works out its waveform, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.app import waveform
from annotator.app.qt.decoding import Decoding
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.recording_places import Places, Stamp
from annotator.app.recordings import Stopped, at_once, find_again, stamp_of
from annotator.app.waveform import Waveform
from annotator.domain.errors import UserError
from annotator.domain.ids import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which recording is looked for, and where.

    Attributes:
        sha256: what is in it, where the study knows; None takes what has the name.
        known: where this machine had it last.
        size: of that file, in bytes.
    """

    session_id: Id
    name: str
    sha256: str | None
    folders: tuple[Path, ...]
    known: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file of that name; what is in it is not yet known."""

    sought: Sought
    file: Path | None


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was read through; `error` says why it could not be."""

    sought: Sought
    file: Path
    stamp: Stamp | None
    error: UserError | None = None


class Locating(QObject):
    """Does one thing after the other; what is no longer wanted ends soon.

    Args:
        places: what this machine knows; only changed in the window's thread.

    Signals:
        found: a `Found`: at once where the file is where it should be.
        known: a `Known`, later.
        told: which share of the file is read, 0 to 1.
        drawn: the fingerprint and the `Waveform` of a recording.
        failed: a bug that the work met.
    """

    found = Signal(object)
    known = Signal(object)
    told = Signal(float)
    drawn = Signal(str, object)
    failed = Signal(object)

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._finish)
        self._turn = 0  # of what is wanted; older turns are not
        self._decoding: list[Decoding] = []  # one at most is not told to end

    def seek(self, sought: Sought) -> None:
        """Looks for a recording; whatever was looked for before is forgotten."""
        turn, stamped = self._next_turn(), self._stamper(self._turn)

        def work() -> tuple[int, object]:
            file = at_once(sought.name, sought.folders, sought.known)
            if file is None:
                file = find_again(sought.name, sought.sha256, sought.size, sought.folders, stamped)
            return turn, Found(sought, file)

        self._jobs.run(work)

    def read(self, sought: Sought, file: Path) -> None:
        """Reads a file through, unless it is known as it is."""
        turn, stamped = self._next_turn(), self._stamper(self._turn)

        def work() -> tuple[int, object]:
            try:
                return turn, Known(sought, file, stamped(file))
            except UserError as error:
                return turn, Known(sought, file, None, error)

        self._jobs.run(work)

    def draw(self, sha256: str, file: Path) -> None:
        """Tells the waveform of a recording: as kept, else as it is worked out."""
        self._stop_decoding()
        found = waveform.kept(sha256)
        if found is not None:
            self.drawn.emit(sha256, found)
            return
        work = Decoding(file, self)
        work.decoded.connect(lambda made: self._keep(sha256, made, work))
        work.finished.connect(lambda: self._let_go(work))
        self._decoding.append(work)
        work.start(Decoding.Priority.LowPriority)

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._turn += 1
        self._stop_decoding()

    def stop(self) -> None:
        """Ends all work and waits for it."""
        self.forget()
        self._jobs.wait()
        for work in self._decoding:
            work.wait()

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn

    def _stamper(self, turn: int) -> Callable[[Path], Stamp]:
        """Reads a file through where it is not known, as long as this turn is wanted."""
        last = [-1]

        def tell(share: float) -> None:
            if (percent := int(share * 100)) != last[0]:
                last[0] = percent
                self.told.emit(share)

        def stamped(file: Path) -> Stamp:
            known = self._places.stamp_of(file)
            return known or stamp_of(file, tell, lambda: self._turn != turn)

        return stamped

    def _finish(self, outcome: Outcome) -> None:
        """In the window's thread."""
        if isinstance(outcome.error, Stopped):
            return
        if outcome.error is not None:
            self.failed.emit(outcome.error)
            return
        if not isinstance(outcome.value, tuple) or outcome.value[0] != self._turn:
            return
        value: object = outcome.value[1]
        if isinstance(value, Found):
            self.found.emit(value)
        elif isinstance(value, Known):
            if value.stamp is not None:
                self._places.keep_stamp(value.file, value.stamp)
            self.known.emit(value)

    def _keep(self, sha256: str, made: Waveform, work: Decoding) -> None:
        waveform.keep(sha256, made)
        if not work.is_ended:
            self.drawn.emit(sha256, made)

    def _stop_decoding(self) -> None:
        for work in self._decoding:
            work.end()

    def _let_go(self, work: Decoding) -> None:
        if work in self._decoding:
            self._decoding.remove(work)
            work.deleteLater()
