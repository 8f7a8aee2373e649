"""Recordings for tests: waves made on the spot, a small film kept beside this file."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

import pytest

from annotator.app.qt.multimedia import multimedia
from annotator.domain.errors import UserError

FILM = Path(__file__).parent / "testcard.mp4"
FILM_MS = 3_000


def write_wave(file: Path, seconds: float, *, rate: int = 8_000) -> Path:
    """A tone that is loud in every second second, and soft between."""
    count = int(seconds * rate)
    samples = (
        int((20_000 if i // rate % 2 else 4_000) * math.sin(i * 440 * 2 * math.pi / rate))
        for i in range(count)
    )
    with wave.open(str(file), "wb") as made:
        made.setparams((1, 2, rate, count, "NONE", ""))
        made.writeframes(b"".join(struct.pack("<h", each) for each in samples))
    return file


def need_multimedia() -> None:
    """Skips a test, and says why, where this machine cannot load Qt's multimedia."""
    try:
        multimedia()
    except UserError as error:
        pytest.skip(error.sentence)
