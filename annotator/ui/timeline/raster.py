"""Many blocks as pixels: a picture of the lanes, made without a loop over the blocks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotator.ui.timeline.blocks import MOST_STRIPES, NO_COLOUR, FloatArray, IntArray

Pixels = npt.NDArray[np.uint32]


def lanes_raster(
    left: FloatArray,
    right: FloatArray,
    lane: IntArray,
    colour: IntArray,
    *,
    inks: Pixels,
    lanes: int,
    high: int,
    wide: int,
) -> Pixels:
    """The lanes as `lanes × high × wide` pixels, 0 where there is no block.

    A block fills each pixel that it touches, up to the start of the next one in its lane; of
    several that begin on one pixel the last one is seen. Its cost is that of sorting the blocks
    and filling the pixels, however many overlap.

    Args:
        left: n, in pixels from the picture's left edge, in order of time.
        right: n, likewise.
        lane: n, less than `lanes`.
        colour: n × MOST_STRIPES, places in `inks`.
        inks: one pixel for each colour.
        lanes: how many lanes.
        high: pixels of a block's height.
        wide: pixels of the picture's width.

    >>> three = np.array([[0, -1, -1, -1], [1, -1, -1, -1], [0, 1, -1, -1]])
    >>> lanes_raster(np.array([0.2, 2.0, 1.0]), np.array([2.5, 3.0, 9.0]), np.array([0, 0, 1]),
    ...              three, inks=np.array([7, 8], dtype=np.uint32), lanes=2, high=2, wide=4)
    array([[[7, 7, 8, 0],
            [7, 7, 8, 0]],
    <BLANKLINE>
           [[0, 7, 7, 7],
            [0, 8, 8, 8]]], dtype=uint32)
    """
    first = np.clip(np.floor(left), 0, wide).astype(np.int64)
    last = np.clip(np.ceil(right), 0, wide).astype(np.int64)
    order = np.argsort(lane.astype(np.int16), kind="stable")  # small numbers sort in no time
    begin = (lane * wide + first)[order]
    end = (lane * wide + last)[order]
    end[:-1] = np.minimum(end[:-1], begin[1:])
    edges = np.empty(2 * len(order) + 2, dtype=np.int64)
    edges[0], edges[-1] = 0, lanes * wide
    edges[1:-1:2], edges[2:-1:2] = begin, end
    lengths = np.diff(edges)
    painted = np.zeros(len(lengths), dtype=np.uint32)
    count = np.maximum((colour != NO_COLOUR).sum(axis=1), 1)[order]
    colour = colour[order]
    pixels = np.empty((lanes, high, wide), dtype=np.uint32)
    rows = np.arange(len(order))
    for line in range(high):
        stripe = np.minimum(line * count // high, MOST_STRIPES - 1)
        painted[1::2] = inks[colour[rows, stripe]]
        pixels[:, line, :] = np.repeat(painted, lengths).reshape(lanes, wide)
    return pixels
