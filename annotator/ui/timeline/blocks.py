"""One party's moments as blocks on the session's clock: arrays, and how one edit changes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from operator import is_not

import numpy as np
import numpy.typing as npt

from annotator.domain.ids import Id
from annotator.domain.intervals import intervals
from annotator.domain.moment import Moment
from annotator.domain.spans import lanes
from annotator.domain.study import Account
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

GREY = "grey"
NO_COLOUR = -1
MOST_STRIPES = 4
MOST_IN_PLACE = 64
OPEN_TURN_MS = 15_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Blocks:
    """Moments of one transcript in order of their start; one row each, times in ms.

    Attributes:
        moment_ids: n ids.
        start_ms, end_ms: n, what is drawn; an end is always after its start.
        anchor_ms: n, the moment's session time itself, where its pairings begin.
        lane: n, 0 is the one nearest to the clock; blocks of a lane do not overlap.
        colour: n × MOST_STRIPES, places in the palette, NO_COLOUR from the last code on.
        untimed: moments that have no session time, and therefore no row.
    """

    moment_ids: tuple[Id, ...] = ()
    start_ms: IntArray
    end_ms: IntArray
    anchor_ms: IntArray
    lane: IntArray
    colour: IntArray
    untimed: frozenset[Id] = frozenset()

    def __len__(self) -> int:
        return len(self.moment_ids)

    @cached_property
    def reach_ms(self) -> IntArray:
        """The latest end of a row and all before it: it only rises, so it can be searched."""
        return np.maximum.accumulate(self.end_ms) if len(self) else self.end_ms

    @cached_property
    def lane_count(self) -> int:
        """How many lanes the blocks take."""
        return int(self.lane.max()) + 1 if len(self) else 0

    def row_of(self, moment_id: Id) -> int | None:
        """The row of a moment, None where it has none."""
        return self._rows.get(moment_id)

    @cached_property
    def _rows(self) -> dict[Id, int]:
        return dict(zip(self.moment_ids, range(len(self)), strict=True))

    def meeting(self, start_ms: float, end_ms: float) -> IntArray:
        """The rows whose blocks share some time with `[start_ms, end_ms)`."""
        first = int(np.searchsorted(self.reach_ms, start_ms, side="right"))
        last = int(np.searchsorted(self.start_ms, end_ms, side="left"))
        if last <= first:
            return np.empty(0, dtype=np.int64)
        return first + np.flatnonzero(self.end_ms[first:last] > start_ms)


def no_blocks() -> Blocks:
    """A party without moments."""
    none = np.empty(0, dtype=np.int64)
    return Blocks(
        start_ms=none,
        end_ms=none,
        anchor_ms=none,
        lane=none,
        colour=np.empty((0, MOST_STRIPES), dtype=np.int64),
    )


class Palette:
    """The colours of all codes of a study, numbered. Place 0 is grey, for what has no code."""

    def __init__(self, view: StudyView) -> None:
        self._of_code = {
            (book.id, code.id): code.colour
            for book in view.codebooks.values()
            for _, code in book.codes()
        }
        self._newest = {code.id: code.colour for _, code in view.codebook.codes()}
        known = {*self._of_code.values(), *self._newest.values()} - {GREY}
        self.names: tuple[str, ...] = (GREY, *sorted(known))
        self._place = {name: place for place, name in enumerate(self.names)}
        self._rows: dict[tuple[Id, tuple[Id, ...]], tuple[int, ...]] = {}

    def row(self, moment: Moment) -> tuple[int, ...]:
        """MOST_STRIPES places: the moment's colours from the top stripe down."""
        key = (moment.codebook_id, moment.codes)
        if key not in self._rows:
            names = (
                self._of_code.get((moment.codebook_id, code)) or self._newest.get(code, GREY)
                for code in moment.codes
            )
            places = list(dict.fromkeys(self._place[name] for name in names)) or [0]
            places += [NO_COLOUR] * MOST_STRIPES
            self._rows[key] = tuple(places[:MOST_STRIPES])
        return self._rows[key]


Timing = Callable[[Moment], tuple[int, int, int] | None]
"""Start, end and anchor of a moment's block in ms; None where it has no session time."""


def timing_of(view: StudyView, account: Account, transcript: Transcript) -> Timing:
    """How long the blocks of a transcript's moments are.

    A moment that stands under a stop without an end is about the stretch before that stop; one
    in a session transcript whose last turn has no end is drawn as that turn is.
    """
    interval = intervals(view, transcript)
    before_ms = view.study.stop_before_ms

    def recalled(moment: Moment) -> tuple[int, int, int] | None:
        start, end = interval(moment)
        if start is None:
            return None
        if end is None:
            return _block(max(0, start - before_ms), start, start)
        return _block(start, end, start)

    def spoken(moment: Moment) -> tuple[int, int, int] | None:
        start, end = interval(moment)
        if start is None:
            return None
        if end is None:
            end = open_end_ms(
                transcript, transcript.turn_at(max(moment.start, moment.end - 1)), start
            )
        return _block(start, end, start)

    return recalled if account.is_recall else spoken


def open_end_ms(transcript: Transcript, turn: int, start_ms: int) -> int:
    """Where to stop drawing a turn without an end: where another begins, soon at any rate.

    Transcripts of a session are often excerpts; what lies between them is not this turn.
    """
    for later in transcript.turns[turn + 1 :]:
        if later.start_ms is not None and later.start_ms > start_ms:
            return min(later.start_ms, start_ms + OPEN_TURN_MS)
    return start_ms + OPEN_TURN_MS


def blocks_of(moments: Iterable[Moment], timing: Timing, palette: Palette) -> Blocks:
    """The blocks of all moments of a transcript, laid in as few lanes as can be."""
    timed: list[tuple[int, int, int, Moment]] = []
    untimed = set()
    for moment in moments:
        times = timing(moment)
        if times is None:
            untimed.add(moment.id)
        else:
            timed.append((*times, moment))
    if not timed:
        return replace(no_blocks(), untimed=frozenset(untimed))
    timed.sort(key=lambda row: (row[0], -row[1]))
    times_ms = np.array([row[:3] for row in timed], dtype=np.int64)
    return Blocks(
        moment_ids=tuple(row[3].id for row in timed),
        start_ms=times_ms[:, 0].copy(),
        end_ms=times_ms[:, 1].copy(),
        anchor_ms=times_ms[:, 2].copy(),
        lane=np.array(lanes([row[:2] for row in timed]), dtype=np.int64),
        colour=np.array([palette.row(row[3]) for row in timed], dtype=np.int64),
        untimed=frozenset(untimed),
    )


def blocks_after(
    blocks: Blocks,
    before: Mapping[Id, Moment],
    now: Mapping[Id, Moment],
    timing: Timing,
    palette: Palette,
) -> Blocks:
    """The blocks after some moments were added, changed or deleted; all others keep their lane.

    Much cheaper than laying all anew, and calm: an edit moves no other block.
    """
    gone = [moment.id for moment in _only_in(before, now)]
    come = _only_in(now, before)
    if len(gone) + len(come) > MOST_IN_PLACE:
        return blocks_of(now.values(), timing, palette)
    lane_before = {}
    for moment_id in gone:
        row = blocks.row_of(moment_id)
        if row is not None:
            lane_before[moment_id] = int(blocks.lane[row])
            blocks = _without(blocks, row)
    blocks = replace(blocks, untimed=blocks.untimed.difference(gone))
    for moment in come:
        times = timing(moment)
        if times is None:
            blocks = replace(blocks, untimed=blocks.untimed | {moment.id})
        else:
            blocks = _with(blocks, moment.id, times, palette.row(moment), lane_before)
    return blocks


def _only_in(these: Mapping[Id, Moment], others: Mapping[Id, Moment]) -> list[Moment]:
    """The moments of the one that the other has not, or has otherwise; without a Python loop."""
    differs = map(is_not, these.values(), map(others.get, these))
    return list(compress(these.values(), differs))


def _block(start_ms: int, end_ms: int, anchor_ms: int) -> tuple[int, int, int]:
    return start_ms, max(end_ms, start_ms + 1), anchor_ms


def _without(blocks: Blocks, row: int) -> Blocks:
    return Blocks(
        moment_ids=blocks.moment_ids[:row] + blocks.moment_ids[row + 1 :],
        start_ms=np.delete(blocks.start_ms, row),
        end_ms=np.delete(blocks.end_ms, row),
        anchor_ms=np.delete(blocks.anchor_ms, row),
        lane=np.delete(blocks.lane, row),
        colour=np.delete(blocks.colour, row, axis=0),
        untimed=blocks.untimed,
    )


def _with(
    blocks: Blocks,
    moment_id: Id,
    times: tuple[int, int, int],
    colour: tuple[int, ...],
    lane_before: Mapping[Id, int],
) -> Blocks:
    """One more row, in the lane that it had if that is free, else in the nearest free one."""
    start, end, anchor = times
    taken = set(blocks.lane[blocks.meeting(start, end)].tolist())
    lane = lane_before.get(moment_id, 0)
    if moment_id not in lane_before or lane in taken:
        lane = next(each for each in range(len(taken) + 1) if each not in taken)
    row = int(np.searchsorted(blocks.start_ms, start, side="right"))
    return Blocks(
        moment_ids=(*blocks.moment_ids[:row], moment_id, *blocks.moment_ids[row:]),
        start_ms=np.insert(blocks.start_ms, row, start),
        end_ms=np.insert(blocks.end_ms, row, end),
        anchor_ms=np.insert(blocks.anchor_ms, row, anchor),
        lane=np.insert(blocks.lane, row, lane),
        colour=np.insert(blocks.colour, row, np.array(colour), axis=0),
        untimed=blocks.untimed,
    )
