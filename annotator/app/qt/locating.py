"""Finds a recording's file, reads it through, and works out its waveform, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.app import waveform
from annotator.app.qt.decoding import Decoding
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.parking import park
from annotator.app.recording_places import Places, Stamp
from annotator.app.recordings import Found, Sought, look_through, seek, stamp_of
from annotator.app.stopping import Stopped
from annotator.app.waveform import Waveform
from annotator.domain.errors import UserError
from annotator.domain.ids import Id

MOST_WAIT_MS = 250
"""So long the window waits for work that is to end: what hangs never keeps it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was read through; `error` says why it could not be."""

    sought: Sought
    file: Path
    stamp: Stamp | None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A folder that was looked through, and by session the recording that is there."""

    folder: Path
    found: Mapping[Id, Path]


class Locating(QObject):
    """Does one thing after the other; what is no longer wanted ends soon.

    Args:
        places: what this machine knows; only changed in the window's thread.

    Signals:
        found: a `Found`: at once where the file is where it should be.
        known: a `Known`, later.
        looked: a `Looked`.
        told: which share of the file is read, 0 to 1.
        drawn: the fingerprint and the `Waveform` of a recording.
        failed: a bug that the work met.
    """

    found = Signal(object)
    known = Signal(object)
    looked = Signal(object)
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
        turn = self._next_turn()
        stamped = self._stamper(turn)
        self._jobs.run(lambda: (turn, seek(sought, stamped, lambda: self._turn != turn)))

    def look(self, all_sought: Sequence[Sought], folder: Path) -> None:
        """Looks through a folder for all of them; whatever was looked for before is forgotten."""
        turn = self._next_turn()
        stamped = self._stamper(turn)

        def work() -> tuple[int, object]:
            found = look_through(all_sought, folder, stamped, lambda: self._turn != turn)
            return turn, Looked(folder, found)

        self._jobs.run(work)

    def read(self, sought: Sought, file: Path) -> None:
        """Reads a file through, unless it is known as it is."""
        turn = self._next_turn()
        stamped = self._stamper(turn)

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
        """Ends all work, and waits for it a moment; what hangs on a share is left to itself."""
        self.forget()
        self.blockSignals(True)
        if not self._jobs.end(MOST_WAIT_MS):
            park(self._jobs, self._jobs.done)
        for work in self._decoding:
            if not work.wait(MOST_WAIT_MS):
                work.decoded.disconnect()
                park(work, work.finished)
        self._decoding.clear()

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
        elif isinstance(value, Looked):
            self.looked.emit(value)
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
