"""Random documents for the tests of free passages, and what they hold character by character."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
from hypothesis import strategies as st

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum, Mark, continuum_from

CODES = ("a", "b", "c")
NAMES = ("Ann", "Bo", "Cem", "Dee")


@st.composite
def marks(draw: st.DrawFn, length: int, exclusive: bool) -> list[Mark]:
    """One coder's marks; without overlaps of any two codes where exclusive."""
    cuts = sorted(draw(st.lists(st.integers(0, length), min_size=0, max_size=12)))
    pairs = list(pairwise(cuts)) if exclusive else list(combinations(cuts, 2))
    chosen = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    spans = [pair for pair, keep in zip(pairs, chosen, strict=True) if keep and pair[0] < pair[1]]
    return [(start, end, draw(st.sampled_from(CODES))) for start, end in spans[:8]]


@st.composite
def continua(
    draw: st.DrawFn, exclusive: bool = True, coders: tuple[int, int] = (2, 4)
) -> Continuum:
    """A document with two to four coders, some of whom may have marked nothing."""
    length = draw(st.integers(4, 40))
    names = NAMES[: draw(st.integers(*coders))]
    own = {name: draw(marks(length, exclusive)) for name in names}
    return continuum_from("D", length, own, CODES)


def rebuilt(continuum: Continuum, marks: dict[str, list[Mark]], document: str = "D") -> Continuum:
    """A document of the same length and codes with other marks."""
    return continuum_from(document, continuum.length, marks, continuum.codes)


def marks_of(continuum: Continuum) -> dict[str, list[Mark]]:
    """Each coder's marks, to change them."""
    return {
        name: [
            (int(continuum.start[i]), int(continuum.end[i]), continuum.codes[continuum.code[i]])
            for i in continuum.of(coder)
        ]
        for coder, name in enumerate(continuum.coders)
    }


def values_by_character(continuum: Continuum) -> tuple[IntArray, IntArray]:
    """Value (0 for a gap) and number of the unit, for each coder and character."""
    value = np.zeros((len(continuum.coders), continuum.length), dtype=np.int64)
    unit = np.full(value.shape, -1, dtype=np.int64)
    for i, coder in enumerate(continuum.coder):
        span = slice(continuum.start[i], continuum.end[i])
        value[coder, span] = continuum.code[i] + 1
        unit[coder, span] = i
    return value, unit


def plain_sums(continuum: Continuum) -> tuple[FloatArray, FloatArray, FloatArray]:
    """l, Q and R by the formulas of the source, one character and one unit at a time."""
    value, unit = values_by_character(continuum)
    coders, codes = len(continuum.coders), len(continuum.codes)
    table = np.zeros((codes + 1, codes + 1))
    meetings = np.zeros(codes)
    for i in range(coders):
        for j in range(coders):
            if i == j:
                continue
            for x in range(continuum.length):
                table[value[i, x], value[j, x]] += 1 / (coders - 1)
            for each in np.flatnonzero(continuum.coder == i):
                met = int(((unit[i] == each) & (value[j] > 0)).sum())
                meetings[continuum.code[each]] += met**2 / (coders - 1)
    squares = np.zeros(codes + 1)
    squares[0] = (value == 0).sum()
    lengths = continuum.end - continuum.start
    for code, length in zip(continuum.code, lengths, strict=True):
        squares[code + 1] += length**2
    return table, squares, meetings
