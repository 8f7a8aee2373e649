"""Random continua, to know which disorder chance would give.

Each coder of a random continuum is a coder of the real one, drawn with replacement, whose
units are all moved by the same random distance; what passes the end comes in again at the
start. Thus lengths, gaps and codes stay as they are, and only their coincidence is random.
The distances differ by at least half the mean length of a unit, so that no coder is compared
with himself in place. Source: Mathet, Widlöcher & Métivier (2015), Comput. Linguist.
41:437-479, sec. 5.2, as in the Gamma Software.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.continuum import Continuum


def random_continuum(continuum: Continuum, rng: np.random.Generator) -> Continuum:
    """A random continuum with as many coders and at least one unit.

    A unit that starts before the end and reaches beyond it stays whole.
    """
    if not len(continuum.start):
        raise ValueError(f"{continuum.document!r} has no units to shuffle")
    coders = len(continuum.coders)
    counts = np.bincount(continuum.coder, minlength=coders)
    # By name, so that the order in which coders come does not change what is drawn.
    by_name = np.argsort(np.array(continuum.coders))
    drawn = by_name[rng.integers(0, coders, coders)]
    while not counts[drawn].any():
        drawn = by_name[rng.integers(0, coders, coders)]
    pivots = _pivots(continuum, rng)
    place = np.concatenate([np.flatnonzero(continuum.coder == each) for each in drawn])
    coder = np.repeat(np.arange(coders), counts[drawn])
    shift = pivots[coder]
    start = continuum.start[place] + shift
    back = np.where(start > continuum.length, continuum.length, 0)
    return replace(
        continuum,
        coder=coder,
        code=continuum.code[place],
        start=start - back,
        end=continuum.end[place] + shift - back,
    )


def _pivots(continuum: Continuum, rng: np.random.Generator) -> IntArray:
    """A distance for each coder, apart from the others where there is room for it."""
    apart = float((continuum.end - continuum.start).mean()) / 2
    pivots: list[int] = []
    for _ in continuum.coders:
        free = _free(continuum.length, pivots, apart)
        room = np.array([high - low for low, high in free])
        if room.sum() <= 0:
            pivots.append(int(rng.integers(0, continuum.length)))
            continue
        at = rng.random() * room.sum()
        index = min(int(np.searchsorted(np.cumsum(room), at, side="right")), len(room) - 1)
        pivots.append(int(free[index][0] + at - (np.cumsum(room)[index] - room[index])))
    return np.array(pivots, dtype=np.int64)


def _free(length: int, pivots: list[int], apart: float) -> list[tuple[float, float]]:
    """Ranges of 0 to `length` that lie at least `apart` from each pivot."""
    free, low = [], 0.0
    for pivot in sorted(pivots):
        if pivot - apart > low:
            free.append((low, pivot - apart))
        low = max(low, pivot + apart)
    if length > low:
        free.append((low, float(length)))
    return free
