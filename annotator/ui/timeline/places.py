"""What stands at a place of the timeline or at a time: moments, stops, and words for them."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from annotator.domain.clock import Interval, clock_text
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.stop_checks import findings_of
from annotator.domain.view import StudyView
from annotator.ui.timeline.bin_paint import bin_tip
from annotator.ui.timeline.bins import lanes_text
from annotator.ui.timeline.frame import Frame
from annotator.ui.timeline.moments import LEAST_PX
from annotator.ui.timeline.picture import Party, SessionPicture, counts_text
from annotator.ui.timeline.stops import stop_edge

NEAR_PX = 1.5
NEAR_STOP_PX = 5.0


def moment_at(frame: Frame, x_px: float, y_px: float) -> Id | None:
    """The moment whose block stands there, by interval search; None where there is none."""
    stretch = frame.stretch
    if frame.picture is None or not stretch.left_px <= x_px <= stretch.right_px + LEAST_PX:
        return None
    for party, band in zip(frame.picture.parties, frame.rows.bands, strict=True):
        lane = band.lane_at(y_px)
        if lane is None:
            continue
        time_ms = (x_px - stretch.left_px) / stretch.px_per_ms + stretch.start_ms
        blocks, near = party.blocks, NEAR_PX / stretch.px_per_ms
        rows = blocks.meeting(time_ms - LEAST_PX / stretch.px_per_ms - near, time_ms + near)
        rows = rows[np.minimum(blocks.lane[rows], band.room - 1) == lane]
        if len(rows):
            off_ms = np.maximum(blocks.start_ms[rows] - time_ms, time_ms - blocks.end_ms[rows])
            return blocks.moment_ids[int(rows[int(np.argmin(off_ms))])]
    return None


def moments_at(picture: SessionPicture, time_ms: int) -> list[Id]:
    """The moments about a time, those whose own time is nearest to it first."""
    found = []
    for place, party in enumerate(picture.parties):
        blocks = party.blocks
        for row in blocks.meeting(time_ms - 1, time_ms + 1).tolist():
            off_ms = abs(int(blocks.anchor_ms[row]) - time_ms)
            found.append((off_ms, place, int(blocks.lane[row]), blocks.moment_ids[row]))
    return [moment_id for *_, moment_id in sorted(found)]


def stop_times(picture: SessionPicture) -> list[int]:
    """The session times of all stops, each once, ascending."""
    times = [party.stop_ms[:, 0] for party in picture.parties]
    return np.unique(np.concatenate(times)).tolist() if times else []


def tip_at(frame: Frame, view: StudyView, x_px: float, y_px: float) -> str:
    """What stands at a place, in words that quote nothing; empty where nothing does."""
    if frame.picture is None:
        return ""
    moment_id = moment_at(frame, x_px, y_px)
    found = frame.picture.find(moment_id) if moment_id else None
    if found is not None:
        party, row = found
        moment = view.moments_of(party.transcript_id or "").get(party.blocks.moment_ids[row])
        return _moment_text(view, party, moment) if moment else ""
    return _stop_text(frame, view, x_px, y_px) or bin_tip(frame, x_px, y_px)


def told(frame: Frame) -> str:
    """What stands on the timeline, for those who do not see it."""
    if frame.picture is None:
        return "No session chosen"
    return ", ".join(filter(None, (counts_text(frame.picture), lanes_text(frame.bins))))


def describe(timeline: QWidget, first: str, frame: Frame) -> None:
    """Gives a timeline its words for a screen reader: these first, then what stands on it."""
    words = ". ".join(filter(None, (first, told(frame))))
    if words != timeline.accessibleDescription():
        timeline.setAccessibleDescription(words)


def interval_text(interval: Interval) -> str:
    """`12:30 – 12:48`, or the one time that is known."""
    start, end = interval
    if start is None:
        return "no session time"
    return clock_text(start) if end is None else f"{clock_text(start)} – {clock_text(end)}"


def _moment_text(view: StudyView, party: Party, moment: Moment) -> str:
    book = view.codebook_of(moment)
    codes = (book.code(code_id) or view.codebook.code(code_id) for code_id in moment.codes)
    names = ", ".join(code.name for code in codes if code is not None) or "No code"
    return f"{names}\n{party.label}, {interval_text(view.interval_of(moment))}"


def stop_at(frame: Frame, x_px: float, y_px: float) -> tuple[int, int] | None:
    """The place of the party and the row of the stop whose diamond is near; None for none."""
    if frame.picture is None:
        return None
    reach = frame.length(NEAR_STOP_PX)
    for place, party in enumerate(frame.picture.parties):
        if abs(y_px - stop_edge(frame, place)) > reach or not len(party.stop_ms):
            continue
        x = frame.stretch.x_of(party.stop_ms[:, 0].astype(float))
        nearest = int(np.argmin(np.abs(x - x_px)))
        if abs(x[nearest] - x_px) <= reach:
            return place, nearest
    return None


def _stop_text(frame: Frame, view: StudyView, x_px: float, y_px: float) -> str:
    """The stop whose diamond is near, and what is odd about it."""
    found = stop_at(frame, x_px, y_px)
    if found is None or frame.picture is None:
        return ""
    party, row = frame.picture.parties[found[0]], found[1]
    lines = [f"Stop at {clock_text(int(party.stop_ms[row, 0]))}", party.label]
    transcript = view.transcripts.get(party.transcript_id or "")
    if party.stop_odd[row] and transcript is not None:
        odd = findings_of(view, transcript.account_id)
        lines += [each.words for each in odd if each.stop_id == party.stop_ids[row]]
    return "\n".join(lines)
