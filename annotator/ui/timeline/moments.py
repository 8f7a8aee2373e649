"""Paints the moments of all parties: culled to what is exposed, as pixels where they are dense."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen

from annotator.domain.ids import Id
from annotator.ui.timeline.blocks import NO_COLOUR, Blocks, FloatArray, IntArray
from annotator.ui.timeline.frame import BLOCK_OPACITY, Frame
from annotator.ui.timeline.light import FADED
from annotator.ui.timeline.raster import lanes_raster
from annotator.ui.timeline.rows import BLOCK_PX, Band

LEAST_PX = 3.0
MOST_ROUNDED = 500
RADIUS_PX = 3.5
RING_PX = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Blocks on the screen: one entry each, left and right in pixels."""

    left: FloatArray
    right: FloatArray
    lane: IntArray
    colour: IntArray


def paint_moments(painter: QPainter, frame: Frame, exposed: QRectF) -> None:
    """All moments that meet the rectangle; where some stand alone, all others faded."""
    if frame.picture is None:
        return
    painter.setClipRect(_clip(frame))
    painter.setPen(Qt.PenStyle.NoPen)
    share = 1.0 if frame.lit is None else FADED
    for party, band in zip(frame.picture.parties, frame.rows.bands, strict=True):
        placed = place(party.blocks, frame, band, exposed.left(), exposed.right())
        painter.setOpacity(share)
        if len(placed.left) <= MOST_ROUNDED and band.block_px >= 6:
            _paint_rounded(painter, frame, band, placed)
        else:
            _paint_dense(painter, frame, band, placed)
        painter.setOpacity(1.0)
        if frame.lit is not None:
            _paint_rounded(painter, frame, band, _placed(party.blocks, frame, band, frame.lit))


def paint_chosen(painter: QPainter, frame: Frame, _exposed: QRectF) -> None:
    """The ring of the chosen moment."""
    found = frame.picture.find(frame.chosen) if frame.picture and frame.chosen else None
    if found is None or frame.picture is None:
        return
    party, row = found
    band = frame.rows.bands[frame.picture.parties.index(party)]
    times = party.blocks.start_ms[row], party.blocks.end_ms[row]
    left, right = (frame.stretch.x_of(float(time)) for time in times)
    block = QRectF(
        left,
        band.top(int(party.blocks.lane[row])),
        max(right - left, LEAST_PX),
        band.block_px,
    )
    colours = [place for place in party.blocks.colour[row].tolist() if place != NO_COLOUR]
    radius = _radius(frame, band)
    painter.setClipRect(_clip(frame))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    halo, ring = frame.length(2.0), frame.length(RING_PX)
    painter.setPen(QPen(frame.look.colour("panel"), halo))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    out = halo / 2
    painter.drawRoundedRect(block.adjusted(-out, -out, out, out), radius + out, radius + out)
    painter.setPen(Qt.PenStyle.NoPen)
    _fill(painter, frame, block, colours, radius, opacity=1.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(frame.inks[colours[0]], ring))
    out = halo + ring / 2
    painter.drawRoundedRect(block.adjusted(-out, -out, out, out), radius + out, radius + out)


def place(blocks: Blocks, frame: Frame, band: Band, left_px: float, right_px: float) -> Placed:
    """Where the blocks stand that meet `[left_px, right_px]`, at least LEAST_PX wide each."""
    stretch = frame.stretch
    least_ms = LEAST_PX / stretch.px_per_ms
    first_ms = (left_px - 1 - stretch.left_px) / stretch.px_per_ms + stretch.start_ms - least_ms
    last_ms = (right_px + 1 - stretch.left_px) / stretch.px_per_ms + stretch.start_ms
    return _at(blocks, frame, band, blocks.meeting(first_ms, last_ms))


def _placed(blocks: Blocks, frame: Frame, band: Band, moment_ids: frozenset[Id]) -> Placed:
    """The same for some moments, wherever they are."""
    rows = (blocks.row_of(each) for each in moment_ids)
    return _at(blocks, frame, band, np.array([each for each in rows if each is not None], int))


def _at(blocks: Blocks, frame: Frame, band: Band, rows: IntArray) -> Placed:
    stretch = frame.stretch
    left = stretch.x_of(blocks.start_ms[rows].astype(np.float64))
    right = stretch.x_of(blocks.end_ms[rows].astype(np.float64))
    return Placed(
        left=left,
        right=np.maximum(right, left + LEAST_PX),
        lane=np.minimum(blocks.lane[rows], band.room - 1),
        colour=blocks.colour[rows],
    )


def _radius(frame: Frame, band: Band) -> float:
    """The design's corner, in proportion where the lanes are squeezed."""
    return min(frame.length(RADIUS_PX), band.block_px * RADIUS_PX / BLOCK_PX)


def _clip(frame: Frame) -> QRectF:
    """The clock's stretch, with room for a ring at its ends."""
    left, right = frame.stretch.left_px - 4, frame.stretch.right_px + 4
    return QRectF(left, 0, right - left, frame.rows.height_px)


def _paint_rounded(painter: QPainter, frame: Frame, band: Band, placed: Placed) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = _radius(frame, band)
    tops = [band.top(lane) for lane in range(band.room)]
    for left, right, lane, colours in zip(
        placed.left.tolist(),
        placed.right.tolist(),
        placed.lane.tolist(),
        placed.colour.tolist(),
        strict=True,
    ):
        block = QRectF(left, tops[lane], right - left, band.block_px)
        used = [each for each in colours if each != NO_COLOUR]
        _fill(painter, frame, block, used, radius, opacity=BLOCK_OPACITY)


def _fill(
    painter: QPainter,
    frame: Frame,
    block: QRectF,
    colours: list[int],
    radius: float,
    *,
    opacity: float,
) -> None:
    """One block: plain, or in stripes where it has several colours."""
    if len(colours) == 1:
        painter.setBrush(_translucent(frame.inks[colours[0]], opacity))
    else:
        stripes = QLinearGradient(block.topLeft(), block.bottomLeft())
        for place_, colour in enumerate(colours):
            ink = _translucent(frame.inks[colour], opacity)
            stripes.setColorAt(place_ / len(colours), ink)
            stripes.setColorAt((place_ + 1) / len(colours) - 1e-6, ink)
        painter.setBrush(stripes)
    painter.drawRoundedRect(block, radius, radius)


def _paint_dense(painter: QPainter, frame: Frame, band: Band, placed: Placed) -> None:
    """As pixels, a lane at a time."""
    first = math.floor(frame.stretch.left_px)
    wide = math.ceil(frame.stretch.right_px + LEAST_PX) - first
    high = round(band.block_px)
    pixels = lanes_raster(
        placed.left - first,
        placed.right - first,
        placed.lane,
        placed.colour,
        inks=np.array([ink.rgba() for ink in frame.inks], dtype=np.uint32),
        lanes=band.room,
        high=high,
        wide=wide,
    )
    picture = QImage(
        pixels.data,
        wide,
        band.room * high,
        wide * 4,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    painter.setOpacity(BLOCK_OPACITY * painter.opacity())
    for lane in range(band.room):
        place_ = QPointF(first, round(band.top(lane)))
        painter.drawImage(place_, picture, QRectF(0, lane * high, wide, high))
    painter.setOpacity(1.0)


def _translucent(colour: QColor, opacity: float) -> QColor:
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result
