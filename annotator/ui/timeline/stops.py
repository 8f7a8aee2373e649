"""Paints the stops on their party's side of the clock, and the pairings as ribbons across it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotator.ui.theme import mixed
from annotator.ui.timeline.frame import Frame, relation_pen
from annotator.ui.timeline.held_stop import diamond
from annotator.ui.timeline.light import FADED
from annotator.ui.timeline.picture import FAULT, NO_END, OUT_OF_ORDER

DIAMOND_PX = 3.6
RIBBON_PX = 2.2
CHOSEN_RIBBON_PX = 4.0
ABREAST_PX = 3.2


def paint_shared(painter: QPainter, frame: Frame, exposed: QRectF) -> None:
    """A thin line between the two diamonds of a shared stop, where no ribbon joins them."""
    picture = frame.picture
    if picture is None:
        return
    upper, lower = stop_edges(frame)
    painter.setClipRect(_clip(frame))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(frame.look.colour("accent"), frame.length(1)))
    joined = set(map(tuple, picture.pairing_ms.tolist()))
    alone = [pair for pair in picture.shared_ms.tolist() if tuple(pair) not in joined]
    times = np.array(alone, dtype=np.float64).reshape(-1, 2)
    for above, below in _seen(frame.stretch.x_of(times), exposed):
        painter.drawLine(QLineF(above, upper, below, lower))


def paint_pairings(painter: QPainter, frame: Frame, exposed: QRectF) -> None:
    """An S-curve from the therapist's stop to the patient's, in the colour of its relation."""
    picture = frame.picture
    if picture is None or not len(picture.pairing_ms):
        return
    left, right = exposed.left() - 8, exposed.right() + 8
    x = frame.stretch.x_of(picture.pairing_ms.astype(float))
    x += picture.pairing_shift[:, np.newaxis] * frame.length(ABREAST_PX)
    seen = np.flatnonzero((x.max(axis=1) >= left) & (x.min(axis=1) <= right))
    upper, lower = stop_edges(frame)
    painter.setClipRect(_clip(frame))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for row in seen.tolist():
        above, below = x[row].tolist()
        members = picture.pairing_members[row]
        bold = frame.chosen in members
        painter.setOpacity(1.0 if frame.lit is None or frame.lit.intersection(members) else FADED)
        path = QPainterPath(QPointF(above, upper))
        path.cubicTo(above, frame.rows.clock_px, below, frame.rows.clock_px, below, lower)
        relation = picture.relations[picture.pairing_relation[row]]
        width = frame.length(CHOSEN_RIBBON_PX if bold else RIBBON_PX)
        painter.setPen(relation_pen(frame, relation, width))
        painter.drawPolyline(path.toSubpathPolygons()[0])  # five times as fast as the path


def paint_stops(painter: QPainter, frame: Frame, exposed: QRectF) -> None:
    """A diamond for each stop at its party's edge of the clock.

    One out of order is hollow; one with a fault has the colour of what is wrong.
    """
    picture = frame.picture
    if picture is None:
        return
    painter.setClipRect(_clip(frame))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = frame.length(DIAMOND_PX)
    panel = frame.look.colour("panel")
    for place, party in enumerate(picture.parties):
        y = stop_edge(frame, place)
        ink = QColor(frame.look.theme.party(party.voice))
        times = frame.stretch.x_of(party.stop_ms.astype(float))
        ended = party.stop_ms[:, 1] != NO_END
        painter.setPen(QPen(mixed(ink, frame.look.colour("panel"), 0.45), frame.length(1.6)))
        for start, end in _seen(times[ended], exposed):
            painter.drawLine(QLineF(start, y, end, y))
        for odd in (0, OUT_OF_ORDER, FAULT):
            colour = frame.look.colour("bad") if odd == FAULT else ink
            hollow = odd == OUT_OF_ORDER
            painter.setPen(QPen(colour if hollow else panel, frame.length(1.4 if hollow else 1)))
            painter.setBrush(panel if hollow else colour)
            for x, _ in _seen(times[party.stop_odd == odd][:, [0, 0]], exposed):
                painter.drawPolygon(diamond(x, y, size))


def stop_edge(frame: Frame, place: int) -> float:
    """The height at which the stops of a party stand, by its place in the picture."""
    assert frame.picture is not None
    upper, lower = stop_edges(frame)
    if place > 1:  # a further voice has its own edge, outside of the patient's
        return frame.rows.bands[place].edge_px - frame.length(4)
    return upper if frame.picture.parties[place].voice == "therapist" else lower


def stop_edges(frame: Frame) -> tuple[float, float]:
    """The heights at which the therapist's and the patient's stops stand."""
    half = frame.rows.clock_half_px - frame.length(6)
    return frame.rows.clock_px - half, frame.rows.clock_px + half


def _seen(x: np.ndarray, exposed: QRectF) -> list[list[float]]:
    left, right = exposed.left() - 8, exposed.right() + 8
    inside = (x.max(axis=1) >= left) & (x.min(axis=1) <= right)
    return x[inside].tolist()  # type: ignore[no-any-return]


def _clip(frame: Frame) -> QRectF:
    left, right = frame.stretch.left_px - 5, frame.stretch.right_px + 5
    return QRectF(left, 0, right - left, frame.rows.height_px)
