"""Time bins on the timeline: a thin lane for each set that judges them, over the clock's labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.ui.timeline.blocks import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a coder found in one bin.

    Attributes:
        colours: names of the colours of the codes that are there; empty where none is.
        share: how much of the lane's height it fills, by what it is rated; 1.0 without a rating.
        words: what is said of it.
    """

    colours: tuple[str, ...]
    share: float
    words: str


@dataclass(frozen=True, kw_only=True, eq=False)
class BinLane:
    """The bins of one set on one account, as one coder has judged them.

    Attributes:
        label: `Rupture markers · patient`.
        times_ms: n × 2, start and end on the session clock.
        cells: n, None for a bin that is not judged.
    """

    label: str
    times_ms: IntArray
    cells: tuple[Cell | None, ...]


class BinLanes:
    """The lanes that the timeline has.

    Args:
        changed: called when something else is to be painted.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self.lanes: tuple[BinLane, ...] = ()

    def show(self, lanes: Sequence[BinLane]) -> None:
        """Shows these, the most wanted first: where it is low the last have no place."""
        if lanes or self.lanes:
            self.lanes = tuple(lanes)
            self._changed()


def lanes_text(lanes: Sequence[BinLane]) -> str:
    """How many bins are judged, for those who do not see it.

    >>> import numpy as np
    >>> lanes_text([BinLane(label="Strain · patient", times_ms=np.zeros((2, 2), dtype=np.int64),
    ...                     cells=(None, Cell(colours=(), share=1.0, words="none present")))])
    '1 of 2 bins of Strain · patient'
    """
    return ", ".join(
        f"{sum(cell is not None for cell in each.cells)} of {len(each.cells)} bins of {each.label}"
        for each in lanes
    )
