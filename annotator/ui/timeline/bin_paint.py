"""Paints the lanes of time bins, and says what stands in one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from annotator.ui.theme import mixed
from annotator.ui.timeline.bins import Cell
from annotator.ui.timeline.frame import BLOCK_OPACITY, Frame

LABEL_PX = 10
MARGIN_PX = 16
GROUND_SHARE = 0.5


def bin_tip(frame: Frame, x_px: float, y_px: float) -> str:
    """What a coder found in the bin at a place; empty where there is none."""
    rows, stretch = frame.rows, frame.stretch
    time_ms = (x_px - stretch.left_px) / stretch.px_per_ms + stretch.start_ms
    for lane, top in zip(frame.bins, rows.bin_tops_px, strict=False):
        if top <= y_px < top + rows.bin_px and x_px >= stretch.left_px:
            begun, over = lane.times_ms[:, 0] <= time_ms, lane.times_ms[:, 1] <= time_ms
            for place in np.flatnonzero(begun & ~over).tolist():
                cell = lane.cells[place]
                return f"{cell.words if cell is not None else 'not judged yet'}\n{lane.label}"
    return ""


def paint_bins(painter: QPainter, frame: Frame, exposed: QRectF) -> None:
    """All lanes, as far as they are exposed."""
    rows, stretch = frame.rows, frame.stretch
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for lane, top in zip(frame.bins, rows.bin_tops_px, strict=False):
        _paint_label(painter, frame, lane.label, top)
        painter.save()
        painter.setClipRect(
            QRectF(stretch.left_px, top, stretch.right_px - stretch.left_px, rows.bin_px)
        )
        x = np.round(stretch.x_of(lane.times_ms.astype(np.float64)))
        seen = np.flatnonzero((x[:, 1] > exposed.left()) & (x[:, 0] < exposed.right()))
        for place in seen.tolist():
            left, right = x[place].tolist()
            room = QRectF(left, top, max(right - left - 1, 1), rows.bin_px)
            _paint_cell(painter, frame, lane.cells[place], room)
        painter.restore()


def _paint_label(painter: QPainter, frame: Frame, label: str, top_px: float) -> None:
    """The set and the account, at the left; cut where it is long, in full as the tip."""
    font = frame.font(LABEL_PX)
    metrics = QFontMetricsF(font)
    left = frame.length(MARGIN_PX)
    wide = frame.stretch.left_px - left - frame.length(6)
    high = metrics.height()
    painter.setFont(font)
    painter.setPen(frame.look.colour("mute"))
    place = QRectF(left, top_px + (frame.rows.bin_px - high) / 2, wide, high)
    words = metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, wide)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)


def _paint_cell(painter: QPainter, frame: Frame, cell: Cell | None, room: QRectF) -> None:
    """A wash for a bin that waits, a line for one where nothing is, else its colours."""
    look = frame.look
    if cell is None:
        ground = mixed(look.colour("line"), look.colour("panel"), GROUND_SHARE)
        painter.fillRect(room, ground)
        return
    if not cell.colours:
        line = QRectF(room.left(), room.bottom() - 2, room.width(), 2)
        painter.fillRect(line, look.colour("mute"))
        return
    painter.setOpacity(BLOCK_OPACITY)
    high = max(2.0, room.height() * cell.share)
    step = high / len(cell.colours)  # one over the other, as in a moment: beside would be times
    for place, name in enumerate(cell.colours):
        stripe = QRectF(room.left(), room.bottom() - high + place * step, room.width(), step)
        painter.fillRect(stripe, look.theme.code(name).base)
    painter.setOpacity(1.0)
