"""How loud a recording is from moment to moment: worked out once, kept under its fingerprint."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import numpy.typing as npt
import platformdirs

STEP_MS = 50
MAGIC = b"IPRWAVE1"
LONGEST_MS = 24 * 3_600_000
MOST_FILES = 300

Levels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Waveform:
    """Levels of a recording.

    Attributes:
        levels: n, of each `STEP_MS` from the recording's start; 255 is the loudest of it.
    """

    levels: Levels

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return len(self.levels) * STEP_MS


class Gathering:
    """Takes sound piece by piece; its memory grows with the length only, a byte for 12 ms."""

    def __init__(self) -> None:
        self._squares = np.zeros(1_200, dtype=np.float64)
        self._counts = np.zeros(1_200, dtype=np.int64)
        self._last = 0

    def take(self, start_us: int, samples: npt.NDArray[np.float32], rate: int) -> None:
        """Takes samples of one channel, −1 to 1, that begin at a time of the recording.

        >>> gathering = Gathering()
        >>> gathering.take(50_000, np.full(80, 0.5, dtype=np.float32), 800)
        >>> gathering.waveform().levels.tolist()
        [0, 255, 255]
        """
        if not len(samples) or rate <= 0 or start_us < 0 or start_us > LONGEST_MS * 1000:
            return
        first = start_us * rate // 1_000_000
        steps = (first + np.arange(len(samples))) * 1000 // (rate * STEP_MS)
        low, high = int(steps[0]), int(steps[-1])
        self._reach(high + 1)
        squares = samples.astype(np.float64) ** 2
        inside = steps - low
        size = high - low + 1
        self._squares[low : high + 1] += np.bincount(inside, squares, minlength=size)
        self._counts[low : high + 1] += np.bincount(inside, minlength=size)
        self._last = max(self._last, high + 1)

    def waveform(self) -> Waveform:
        """What was taken so far; a recording without any sound is flat."""
        counts = np.maximum(self._counts[: self._last], 1)
        level = np.sqrt(self._squares[: self._last] / counts)
        loudest = float(np.quantile(level, 0.995, method="higher")) if len(level) else 0.0
        if not np.isfinite(loudest) or loudest < 1e-5:
            return Waveform(np.zeros(self._last, dtype=np.uint8))
        return Waveform(np.clip(np.rint(level / loudest * 255), 0, 255).astype(np.uint8))

    def _reach(self, count: int) -> None:
        while count > len(self._counts):
            self._squares = np.concatenate([self._squares, np.zeros_like(self._squares)])
            self._counts = np.concatenate([self._counts, np.zeros_like(self._counts)])


def as_mono(data: npt.NDArray[np.generic], channels: int) -> npt.NDArray[np.float32]:
    """Samples as decoders give them, as one channel from −1 to 1.

    >>> as_mono(np.array([32767, -32767, 16384, 0], dtype=np.int16), 2).tolist()
    [0.0, 0.25]
    >>> as_mono(np.array([128, 192], dtype=np.uint8), 1).tolist()
    [0.0, 0.5]
    """
    if data.dtype == np.uint8:
        samples = (data.astype(np.float32) - 128) / 128
    elif data.dtype == np.int16:
        samples = data.astype(np.float32) / 32_768
    elif data.dtype == np.int32:
        samples = data.astype(np.float32) / 2_147_483_648
    else:
        samples = data.astype(np.float32)
    if channels > 1:
        samples = samples[: len(samples) // channels * channels].reshape(-1, channels).mean(axis=1)
    return np.nan_to_num(samples.astype(np.float32))


def cache_folder() -> Path:
    """Where waveforms are kept; under `ANNOTATOR_HOME` where that is set."""
    home = os.environ.get("ANNOTATOR_HOME")
    if home:
        return Path(home) / "waveforms"
    return platformdirs.user_cache_path("ipr-annotator", appauthor=False) / "waveforms"


def kept(sha256: str) -> Waveform | None:
    """The waveform of a recording, if it was worked out before and is sound."""
    try:
        raw = _file(sha256).read_bytes()
    except OSError:
        return None
    head = len(MAGIC) + 4
    if raw[: len(MAGIC)] != MAGIC or len(raw) < head:
        return None
    if int.from_bytes(raw[len(MAGIC) : head], "little") != len(raw) - head:
        return None
    return Waveform(np.frombuffer(raw, dtype=np.uint8, offset=head))


def keep(sha256: str, waveform: Waveform) -> bool:
    """Keeps a waveform: levels only, under the fingerprint. False where there is no room."""
    target = _file(sha256)
    half: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".half", delete=False) as draft:
            half = Path(draft.name)
            draft.write(MAGIC + len(waveform.levels).to_bytes(4, "little"))
            draft.write(waveform.levels.tobytes())
        half.replace(target)
        _drop_oldest(target.parent)
    except OSError:
        if half is not None:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        return False
    return True


def drop(sha256: str) -> None:
    """Takes the waveform of a recording out of the cache, where it is there."""
    with suppress(OSError):
        _file(sha256).unlink(missing_ok=True)


def _file(sha256: str) -> Path:
    return cache_folder() / f"{sha256}.wave"


def _drop_oldest(folder: Path) -> None:
    """The cache stays small: about 60 kB a session, and so many sessions."""
    files = sorted(folder.glob("*.wave"), key=lambda each: each.stat().st_mtime)
    for old in files[:-MOST_FILES]:
        with suppress(OSError):
            old.unlink(missing_ok=True)
