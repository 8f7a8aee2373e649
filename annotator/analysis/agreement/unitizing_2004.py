"""The older alpha_U, which INCEpTION (through DKPro Agreement) prints.

Source: Krippendorff (1995), Sociol. Methodol. 25:47-76; (2004), Content analysis, 2nd ed.,
pp. 251-256. It gives other values than the family of 2016 on the same data, and its author
replaced it: with more than two coders it behaves unexpectedly. It is for comparison with
earlier work. Each code stands on its own layer, where codes may overlap.

>>> from annotator.analysis.agreement.continuum import continuum_from
>>> book = continuum_from("book", 300, {
...     "1": [(75, 145, "c"), (220, 250, "c"), (30, 90, "k"), (150, 200, "k")],
...     "2": [(70, 150, "c"), (205, 225, "c"), (250, 270, "c"), (30, 90, "k"), (150, 200, "k")],
... })
>>> observed, expected = disorders_2004(book)
>>> observed.round(4).tolist(), expected.round(4).tolist()
([0.0144, 0.0], [0.0532, 0.049])
>>> alpha_u_2004(book).round(4).tolist()
[0.7286, 1.0, 0.8587]
"""

from __future__ import annotations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum


def alpha_u_2004(continuum: Continuum) -> FloatArray:
    """Alpha of each code and, last, over all codes: (V+1,); NaN for what nobody marked."""
    observed, expected = disorders_2004(continuum)
    seen = np.append(observed, observed.sum())
    chance = np.append(expected, expected.sum())
    known = chance > 0
    return np.where(known, 1 - seen / np.where(known, chance, 1), np.nan)


def disorders_2004(continuum: Continuum) -> tuple[FloatArray, FloatArray]:
    """Observed and expected disagreement D_o and D_e of each code: two arrays (V,)."""
    codes = range(len(continuum.codes))
    layers = [
        [
            np.flatnonzero((continuum.coder == coder) & (continuum.code == code))
            for coder in range(len(continuum.coders))
        ]
        for code in codes
    ]
    observed = np.array([_observed(continuum, layer) for layer in layers], dtype=np.float64)
    expected = np.array([_expected(continuum, layer) for layer in layers], dtype=np.float64)
    return observed, expected


def _observed(continuum: Continuum, layer: list[IntArray]) -> float:
    """Squared differences of overlapping units; the squared length of units inside a gap."""
    coders = len(layer)
    total = sum(
        _difference(continuum, layer[i], layer[j])
        for i in range(coders)
        for j in range(coders)
        if i != j
    )
    return total / (coders * (coders - 1) * continuum.length**2)


def _difference(continuum: Continuum, first: IntArray, second: IntArray) -> float:
    """From one coder to another: each pair of overlapping units, once in this direction.

    A unit inside a gap counts from its own coder's side here and from the other's side there.
    """
    start, end = continuum.start.astype(np.float64), continuum.end.astype(np.float64)
    low = np.searchsorted(end[second], start[first], side="right")
    high = np.searchsorted(start[second], end[first], side="left")
    count = np.maximum(high - low, 0)
    mine = np.repeat(first, count)
    step = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    theirs = second[np.repeat(low, count) + step]
    met = (start[mine] - start[theirs]) ** 2 + (end[mine] - end[theirs]) ** 2
    alone = first[count == 0]
    # A pair of sections is counted in both directions, so a unit in a gap counts twice.
    return float(met.sum() + 2 * ((end[alone] - start[alone]) ** 2).sum())


def _expected(continuum: Continuum, layer: list[IntArray]) -> float:
    """The same for all placements of the units, had they been put anywhere by anybody."""
    start, end, whole = continuum.start, continuum.end, continuum.length
    coders = len(layer)
    lengths = np.concatenate([end[own] - start[own] for own in layer]).astype(np.float64)
    if not len(lengths):
        return 0.0
    gaps = np.concatenate(
        [np.append(start[own], whole) - np.append(0, end[own]) for own in layer]
    ).astype(np.float64)
    gaps = np.sort(gaps[gaps > 0])
    from_end = np.append(np.cumsum(gaps[::-1])[::-1], 0.0)
    at = np.searchsorted(gaps, lengths, side="left")
    room = from_end[at] - (lengths - 1) * (len(gaps) - at)
    cubes = (len(lengths) - 1) / 3 * (2 * lengths**3 - 3 * lengths**2 + lengths)
    chances = coders * whole * (coders * whole - 1) - (lengths * (lengths - 1)).sum()
    return float(2 / whole * (cubes + lengths**2 * room).sum() / chances)
