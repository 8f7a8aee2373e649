"""The recording on the timeline: its waveform, what is played over and over, the bar above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from annotator.app.waveform import STEP_MS, Waveform
from annotator.ui.theme import mixed
from annotator.ui.timeline.frame import Frame
from annotator.ui.timeline.picture import SessionPicture
from annotator.ui.timeline.stretch import Stretch

WAVE_SHARE = 0.3
LEAST_WAVE_PX = 0.5
WAVE_HIGH = 0.72


class Sound:
    """What the timeline knows of the recording.

    Args:
        changed: called when something else is to be painted.

    Attributes:
        is_playing: whether the playhead goes with the sound.
        from_ms: the session time at the recording's start.
        loop_ms: session times of what is played over and over.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self.is_playing = False
        self.waveform: Waveform | None = None
        self.from_ms = 0
        self.length_ms = 0
        self.loop_ms: tuple[int, int] | None = None

    def show(
        self, waveform: Waveform | None, from_ms: int, loop_ms: tuple[int, int] | None
    ) -> None:
        """Shows a waveform that begins at a session time, and a loop."""
        before = (self.waveform, self.from_ms, self.loop_ms)
        self.waveform, self.from_ms, self.loop_ms = waveform, from_ms, loop_ms
        if before != (waveform, from_ms, loop_ms):
            self._changed()

    def measured(self, picture: SessionPicture) -> SessionPicture:
        """The picture, as long as the recording where nothing else of the session has a time."""
        if picture.length_ms > 0 or self.length_ms <= 0:
            return picture
        return replace(picture, length_ms=max(self.from_ms + self.length_ms, 0))


def place_head(head: QWidget | None, whole: QRect) -> QRect:
    """Lays a bar along the top of a place; gives what is left of it."""
    if head is None or head.isHidden():
        return whole
    high = min(head.sizeHint().height(), whole.height() // 3)
    head.setGeometry(whole.x(), whole.y(), whole.width(), high)
    return whole.adjusted(0, high, 0, 0)


def levels_of(
    waveform: Waveform, from_ms: int, stretch: Stretch, first: int, count: int
) -> np.ndarray:
    """The loudest level of each pixel's time, 0 to 1.

    Args:
        waveform: the whole recording's.
        from_ms: the session time at its start.
        stretch: what is on the screen.
        first: the first pixel.
        count: how many pixels.
    """
    edges = np.arange(first, first + count + 1, dtype=np.float64)
    times = (edges - stretch.left_px) / stretch.px_per_ms + stretch.start_ms - from_ms
    steps = np.floor(times / STEP_MS).astype(np.int64)
    low, high = steps[:-1], np.maximum(steps[1:], steps[:-1] + 1)
    size = len(waveform.levels)
    known = (high > 0) & (low < size)
    found = np.zeros(count)
    if known.any():
        levels = np.append(waveform.levels, 0)
        low, high = np.clip(low[known], 0, size - 1), np.clip(high[known], 1, size)
        bounds = np.stack([low, np.maximum(high, low + 1)], axis=1).ravel()
        found[known] = np.maximum.reduceat(levels, bounds)[::2] / 255
    return found


def paint_sound(painter: QPainter, frame: Frame, exposed: QRectF) -> None:
    """The waveform about the clock, quiet and grey; only what is exposed."""
    if frame.waveform is None or frame.picture is None or frame.picture.length_ms <= 0:
        return
    stretch, rows = frame.stretch, frame.rows
    first = int(max(stretch.left_px, np.floor(exposed.left())))
    last = int(min(stretch.right_px, np.ceil(exposed.right())))
    if last <= first:
        return
    levels = levels_of(frame.waveform, frame.sound_from_ms, stretch, first, last - first)
    half = rows.clock_half_px * WAVE_HIGH
    heights = np.maximum(levels * half, LEAST_WAVE_PX)
    middle = round(rows.clock_px) + 0.5
    ink = mixed(frame.look.colour("mute"), frame.look.colour("panel"), WAVE_SHARE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(ink, 1))
    lines = [
        QLineF(x, middle - high, x, middle + high)
        for x, high in enumerate(heights.tolist(), start=first)
        if high > LEAST_WAVE_PX
    ]
    painter.drawLines(lines)


def paint_loop(painter: QPainter, frame: Frame, _exposed: QRectF) -> None:
    """What is played over and over: a bracket over all rows with a bar along the clock."""
    if frame.loop_ms is None or frame.picture is None:
        return
    stretch, rows = frame.stretch, frame.rows
    left, right = (stretch.x_of(float(time)) for time in frame.loop_ms)
    left, right = max(left, stretch.left_px), min(right, stretch.right_px)
    if right <= left:
        return
    accent = frame.look.colour("accent")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    thick = frame.length(2)
    top, end = rows.clock_px - rows.clock_half_px, rows.clock_px + rows.clock_half_px
    for x in (left, right - thick):
        painter.fillRect(QRectF(x, top, thick, end - top), accent)
    for y in (top, end - thick):
        painter.fillRect(QRectF(left, y, right - left, thick), accent)
