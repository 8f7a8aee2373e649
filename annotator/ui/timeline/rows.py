"""Where things stand from top to bottom: the clock in the middle, the parties' lanes about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Lengths of the design at 100 %, in pixels.
HEIGHT_PX = 252
BLOCK_PX = 14
STEP_PX = 19
LEAST_STEP_PX = 4
LEAST_BLOCK_PX = 3
HEAD_PX = 22
FOOT_PX = 17
CLOCK_PX = 28
STRIP_PX = 11
VOICE_GAP_PX = 10
BIN_PX = 9
BIN_STEP_PX = 12
MOST_OF_BINS = 0.22


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The lanes of one party.

    Attributes:
        edge_px: the edge nearest to the clock.
        direction: -1 for lanes that go up, 1 for lanes that go down.
        step_px: from lane to lane.
        block_px: height of a block.
        room: how many lanes have a place; those beyond share the outermost one.
        far_px: the outermost edge that the party may use.
    """

    edge_px: float
    direction: int
    step_px: float
    block_px: float
    room: int
    far_px: float

    def top(self, lane: int) -> float:
        """The upper edge of a lane's blocks."""
        near = self.edge_px + self.direction * self.step_px * min(lane, self.room - 1)
        return near if self.direction > 0 else near - self.block_px

    def lane_at(self, y_px: float) -> int | None:
        """The lane whose blocks stand at a height, None between lanes and outside of them."""
        lane = int((y_px - self.edge_px) * self.direction // self.step_px)
        if not 0 <= lane < self.room:
            return None
        return lane if 0 <= y_px - self.top(lane) <= self.block_px else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Heights of everything on the timeline, in pixels.

    Attributes:
        grid_top, grid_end: the grid's lines; the labels stand under them.
        clock_px: the middle of the clock.
        clock_half_px: from there to the edges where stops and ribbons stand.
        strip_half_px: half the height of the strip of turns.
        bands: one for each party, in the picture's order.
        bin_tops_px: the upper edges of the lanes of time bins that have a place.
        bin_px: height of such a lane.
    """

    height_px: float
    grid_top_px: float
    grid_end_px: float
    clock_px: float
    clock_half_px: float
    strip_half_px: float
    bands: tuple[Band, ...]
    bin_tops_px: tuple[float, ...] = ()
    bin_px: float = 0.0


def rows_of(
    height_px: float, scale: float, voices: Sequence[tuple[str, int]], bin_lanes: int = 0
) -> Rows:
    """The rows of a timeline.

    Args:
        height_px: of the widget.
        scale: text size, 1.0 for 100 %.
        voices: each party's voice and how many lanes its moments take. The therapist stands
            above the clock, all others below it.
        bin_lanes: how many lanes of time bins there are; they stand lowest, and so many have a
            place as leave enough to the moments.
    """
    head, foot = HEAD_PX * scale, height_px - FOOT_PX * scale
    step = BIN_STEP_PX * scale
    placed = min(bin_lanes, int(height_px * MOST_OF_BINS / step))
    end = foot - placed * step - (4 * scale if placed else 0)
    clock = (head + end) / 2 - 3 * scale  # what stands above has the flag and the legend too
    half = min(CLOCK_PX * scale, 0.14 * height_px)
    below = [lanes for voice, lanes in voices if voice != "therapist"]
    gap = VOICE_GAP_PX * scale
    room_below = max(end - clock - half - gap * max(len(below) - 1, 0), 1.0)
    wanted = sum(max(lanes, 1) for lanes in below)
    edge = clock + half
    bands = []
    for voice, lanes in voices:
        if voice == "therapist":
            bands.append(_band(clock - half, -1, clock - half - head, lanes, scale))
            continue
        share = room_below * max(lanes, 1) / wanted
        bands.append(_band(edge, 1, share, lanes, scale))
        edge += share + gap
    return Rows(
        height_px=height_px,
        grid_top_px=14 * scale,
        grid_end_px=foot,
        clock_px=clock,
        clock_half_px=half,
        strip_half_px=half * STRIP_PX / CLOCK_PX,
        bands=tuple(bands),
        bin_tops_px=tuple(foot - (placed - place) * step for place in range(placed)),
        bin_px=BIN_PX * scale,
    )


def _band(edge_px: float, direction: int, room_px: float, lanes: int, scale: float) -> Band:
    """Lanes at the design's distance, squeezed where there are too many for their room."""
    share = BLOCK_PX / STEP_PX
    wanted = max(lanes, 1)
    step = max(min(STEP_PX * scale, room_px / (wanted - 1 + share)), LEAST_STEP_PX)
    block = max(step * share, LEAST_BLOCK_PX)
    room = max(1, min(wanted, int((room_px - block) / step + 1e-6) + 1))
    return Band(
        edge_px=edge_px,
        direction=direction,
        step_px=step,
        block_px=block,
        room=room,
        far_px=edge_px + direction * room_px,
    )
