"""Paints what lies behind the moments: grid, names of the rows, legend and the talk itself."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from annotator.domain.clock import clock_text
from annotator.ui.theme import Look, mixed
from annotator.ui.timeline.frame import Frame, relation_pen
from annotator.ui.timeline.picture import TURN_ROLES, SessionPicture, quiet_line
from annotator.ui.timeline.stretch import grid_ms

LABEL_PX = 12
SMALL_PX = 11
MARGIN_PX = 16
GRID_LEAST_PX = 88
TURN_SHARE = 0.34
GRID_SHARE = 0.65


def paint_ground(painter: QPainter, frame: Frame, exposed: QRectF) -> None:
    """The grid with its labels, the rows' names, the legend and the session's turns."""
    picture = frame.picture
    if picture is None or picture.length_ms <= 0:
        _paint_note(painter, frame, picture)
    else:
        _paint_brush(painter, frame)
        _paint_grid(painter, frame)
        _paint_talk(painter, frame, picture, exposed)
        _paint_head(painter, frame, picture)
    if picture is not None:
        _paint_names(painter, frame, picture)


def clock_left_px(look: Look, names: Iterable[str]) -> float:
    """Where the clock begins: right of the longest name."""
    metrics = QFontMetricsF(look.interface_font(LABEL_PX, QFont.Weight.DemiBold))
    longest = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
    return max(look.px(120), longest + look.px(MARGIN_PX + 12))


def _paint_brush(painter: QPainter, frame: Frame) -> None:
    """The brushed range, as a wash with edges."""
    if frame.brush_ms is None:
        return
    stretch, rows = frame.stretch, frame.rows
    left, right = (stretch.x_of(float(time)) for time in frame.brush_ms)
    left, right = max(left, stretch.left_px), min(right, stretch.right_px)
    if right <= left:
        return
    high = rows.grid_end_px - rows.grid_top_px
    painter.fillRect(QRectF(left, rows.grid_top_px, right - left, high), frame.look.colour("wash"))
    for edge in (left, right - 1):
        painter.fillRect(QRectF(edge, rows.grid_top_px, 1, high), frame.look.colour("accent"))


def _paint_grid(painter: QPainter, frame: Frame) -> None:
    rows, stretch = frame.rows, frame.stretch
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(frame.font(SMALL_PX))
    ink = frame.look.colour("mute")
    line = QPen(mixed(frame.look.colour("line"), frame.look.colour("panel"), GRID_SHARE), 1)
    wide = frame.length(80)
    for time_ms in grid_ms(stretch, frame.length(GRID_LEAST_PX)):
        x = round(stretch.x_of(float(time_ms)))
        painter.setPen(line)
        painter.drawLine(QPointF(x, rows.grid_top_px), QPointF(x, rows.grid_end_px))
        painter.setPen(ink)
        place = QRectF(x - wide / 2, rows.grid_end_px, wide, rows.height_px - rows.grid_end_px)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, clock_text(time_ms))


def _paint_talk(painter: QPainter, frame: Frame, picture: SessionPicture, exposed: QRectF) -> None:
    """The session's own turns: the therapist's above the middle, the patient's below.

    Where the recording's waveform is known it stands in their place, on the line of the clock.
    """
    rows, stretch = frame.rows, frame.stretch
    middle, half = round(rows.clock_px), round(rows.strip_half_px)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    first = max(stretch.left_px, exposed.left())
    last = min(stretch.right_px, exposed.right())
    clock = QRectF(first, 0, max(last - first, 0), rows.height_px)
    painter.fillRect(QRectF(first, middle, last - first, 1) & clock, frame.look.colour("line"))
    if frame.waveform is not None:
        return
    panel = frame.look.colour("panel")
    for place, role in enumerate(TURN_ROLES):
        of_role = picture.turn_ms[picture.turn_role == place]
        if not len(of_role):
            continue
        x0 = np.floor(stretch.x_of(of_role[:, 0].astype(float)))
        x1 = np.maximum(np.ceil(stretch.x_of(of_role[:, 1].astype(float))) - 1, x0 + 1)
        seen = np.flatnonzero((x1 > first) & (x0 < last))
        ink = mixed(QColor(frame.look.theme.party(role)), panel, TURN_SHARE)
        top, height = {"therapist": (-half, half), "patient": (1, half)}.get(role, (-1, 3))
        for left, right in _runs(x0[seen], x1[seen]):
            strip = QRectF(left, middle + top, right - left, height)
            painter.fillRect(strip & clock, ink)


def _runs(x0: np.ndarray, x1: np.ndarray) -> list[tuple[float, float]]:
    """Turns on the screen, those that touch as one: at most one for two pixels."""
    if not len(x0):
        return []
    order = np.argsort(x0, kind="stable")
    x0, x1 = x0[order], np.maximum.accumulate(x1[order])
    begins = np.flatnonzero(np.r_[True, x0[1:] > x1[:-1]])
    ends = np.r_[begins[1:] - 1, len(x0) - 1]
    return list(zip(x0[begins].tolist(), x1[ends].tolist(), strict=True))


def _paint_names(painter: QPainter, frame: Frame, picture: SessionPicture) -> None:
    """`Therapist T07`, `Session clock`, `Patient P07` at the left, each beside its rows."""
    rows = frame.rows
    left, wide = frame.length(MARGIN_PX), frame.stretch.left_px - frame.length(MARGIN_PX)
    high = frame.length(20)
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.setFont(frame.font(LABEL_PX, strong=True))
    for party, band in zip(picture.parties, rows.bands, strict=True):
        centre = (band.edge_px + band.far_px) / 2
        painter.setPen(QColor(frame.look.theme.party(party.voice)))
        painter.drawText(QRectF(left, centre - high / 2, wide, high), middle, party.label)
    painter.setFont(frame.font(SMALL_PX))
    painter.setPen(frame.look.colour("mute"))
    place = QRectF(left, rows.clock_px - high / 2, wide, high)
    painter.drawText(place, middle, "Session clock")


def _paint_head(painter: QPainter, frame: Frame, picture: SessionPicture) -> None:
    """The legend of the relations in use, and left of it what has no place on the clock."""
    font = frame.font(SMALL_PX)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    middle = frame.length(9)
    base = middle + metrics.capHeight() / 2
    right = frame.stretch.right_px
    for relation in reversed(picture.relations):
        right -= metrics.horizontalAdvance(relation)
        painter.setPen(frame.look.colour("mute"))
        painter.drawText(QPointF(right, base), relation)
        right -= frame.length(30)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(relation_pen(frame, relation, frame.length(2.6)))
        painter.drawLine(QPointF(right, middle), QPointF(right + frame.length(24), middle))
        right -= frame.length(20)
    note = " · ".join(filter(None, [quiet_line(picture), _crowd_text(frame, picture)]))
    left = right - metrics.horizontalAdvance(note)
    if left < frame.length(MARGIN_PX):  # no room beside the legend: under it
        left = frame.stretch.right_px - metrics.horizontalAdvance(note)
        base += metrics.height()
    painter.setPen(frame.look.colour("mute"))
    painter.drawText(QPointF(left, base), note)


def _crowd_text(frame: Frame, picture: SessionPicture) -> str:
    """Says where lanes share the outermost row for want of height."""
    return " · ".join(
        f"{party.label}: {party.blocks.lane_count - band.room + 1} lanes share the outermost row"
        for party, band in zip(picture.parties, frame.rows.bands, strict=True)
        if party.blocks.lane_count > band.room
    )


def _paint_note(painter: QPainter, frame: Frame, picture: SessionPicture | None) -> None:
    """A line in place of a clock that has nothing to show."""
    text = "No session chosen"
    if picture is not None:
        text = " · ".join(filter(None, ["This session has no times yet", quiet_line(picture)]))
    painter.setFont(frame.font(LABEL_PX))
    painter.setPen(frame.look.colour("mute"))
    left = frame.stretch.left_px
    place = QRectF(left, 0, frame.stretch.right_px - left, frame.rows.clock_px * 2)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
