"""Works out a recording's waveform in a thread of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QElapsedTimer,
    QEventLoop,
    QMetaObject,
    QObject,
    Qt,
    QThread,
    QTimer,
    QUrl,
    Signal,
)

from annotator.app.qt.multimedia import multimedia
from annotator.app.waveform import Gathering, Waveform, as_mono
from annotator.domain.errors import UserError

STALLED_MS = 15_000
"""A decoder that gives nothing for so long gives nothing any more."""
LOOKS_MS = 200
ABREAST = 200
"""So many buffers are worked on at once: each is a few hundredths of a second."""


class Decoding(QThread):
    """Decodes one file and tells its waveform. `end` has it end soon.

    Args:
        file: a local file.

    Signals:
        decoded: the `Waveform`, once; never where decoding fails: the timeline does without.
    """

    decoded = Signal(object)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._stopped = False

    def end(self) -> None:
        """Nobody wants the waveform any more; it ends within a moment, which is not waited for."""
        self._stopped = True

    @property
    def is_ended(self) -> bool:
        """Whether nobody wants it any more."""
        return self._stopped

    def run(self) -> None:
        """Decodes, in this thread: all that Qt makes here also goes here."""
        try:
            qt = multimedia()
        except UserError:
            return
        decoder = qt.QAudioDecoder()  # no format is set: with one it never ends on mp3
        loop, looks, pieces = QEventLoop(), QTimer(), _Pieces(qt)
        silent, failed = QElapsedTimer(), list[object]()
        silent.start()
        looks.setInterval(LOOKS_MS)

        def take() -> None:
            silent.restart()
            pieces.take(decoder.read())

        def look() -> None:
            if self._stopped or failed or silent.elapsed() > STALLED_MS:
                loop.exit(1)

        looks.timeout.connect(look)
        decoder.bufferReady.connect(take)
        decoder.finished.connect(lambda: loop.exit(0))
        decoder.error.connect(failed.append)  # may come before the loop runs
        decoder.setSource(QUrl.fromLocalFile(str(self._file)))
        # From the loop, which lets go of Python: to open a broken file may take minutes, in which
        # the window would stand still if it were called from here.
        name: Any = "start"  # the stubs ask for bytes, which Qt's module refuses
        QMetaObject.invokeMethod(decoder, name, Qt.ConnectionType.QueuedConnection)
        looks.start()
        code = loop.exec()
        looks.stop()
        decoder.stop()
        for signal in (decoder.bufferReady, decoder.finished, decoder.error, looks.timeout):
            signal.disconnect()  # else their circles are collected at some time in another thread
        if code == 0 and not self._stopped:
            self.decoded.emit(pieces.waveform())


class _Pieces:
    """Gathers a decoder's buffers, some at once."""

    def __init__(self, qt: Any) -> None:  # Qt's module, untyped here
        self._gathering = Gathering()
        self._waiting: list[npt.NDArray[np.generic]] = []
        self._start_us = 0
        self._end_us = 0
        self._form = (0, 0)  # rate, channels
        kinds = qt.QAudioFormat.SampleFormat
        self._kinds = {
            kinds.UInt8: np.uint8,
            kinds.Int16: np.int16,
            kinds.Int32: np.int32,
            kinds.Float: np.float32,
        }

    def take(self, buffer: Any) -> None:  # likewise
        """Takes one buffer."""
        if not buffer.isValid():
            return
        form = buffer.format()
        kind = self._kinds.get(form.sampleFormat())
        if kind is None:
            return
        start_us, own = int(buffer.startTime()), (form.sampleRate(), form.channelCount())
        gap = abs(start_us - self._end_us) > 1_000
        if gap or own != self._form or len(self._waiting) >= ABREAST:
            self._work()
            self._start_us, self._form = start_us, own
        self._waiting.append(np.frombuffer(buffer.constData(), dtype=kind).copy())
        self._end_us = start_us + int(buffer.duration())

    def waveform(self) -> Waveform:
        """All that was taken."""
        self._work()
        return self._gathering.waveform()

    def _work(self) -> None:
        if self._waiting:
            rate, channels = self._form
            samples = as_mono(np.concatenate(self._waiting), channels)
            self._gathering.take(self._start_us, samples, rate)
            self._waiting = []


def decoded(file: Path) -> Waveform | None:
    """The waveform of a file, waited for; for tests and scripts with an application."""
    found: list[Waveform] = []
    work = Decoding(file)
    loop = QEventLoop()
    work.decoded.connect(found.append)
    work.finished.connect(loop.quit)
    work.start()
    loop.exec()
    return found[0] if found else None
