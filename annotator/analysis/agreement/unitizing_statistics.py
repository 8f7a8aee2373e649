"""What one document adds to the coefficients for free passages: sums, and nothing else.

The coefficients of unitizing are functions of sums over documents. So the sums are taken once
for each document, kept, and added with weights: the corpus has weight 1 for each document, a
bootstrap replicate other weights, and after an edit only one document is done again.

Notation of Krippendorff, Mathet, Bouvry & Widlöcher (2016), Qual. Quant. 50:2347-2364: phi is
the value of a gap, here place 0; code c of the codebook is place c + 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum, overlap_count, union


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statistics:
    """One document's sums, for V codes and m coders.

    Attributes:
        document, coders, codes, length, merged: as in the continuum.
        overlaps: places where codes of one coder overlap; then `coincidences`, `squares` and
            `meetings` do not exist and are NaN.
        coincidences: (V+1, V+1), the l of the source: lengths on which two coders gave two
            values, over all ordered pairs of coders, by m - 1.
        squares: (V+1,), its Q: sum of squared lengths of units; of plain lengths for gaps.
        meetings: (V,), its R: for each unit and each other coder the squared length on which
            that coder marked anything, by m - 1.
        both: (m(m-1)/2, V+1): for each pair of coders, in the order of `pairs`, on how many
            positions both used each code, and in the last column both marked anything.
        marked: (m, V+1): on how many positions each coder used each code; last any code.
        layer_squares: (V+1,): sum of squared lengths of units of each code on its own layer;
            last of the union of all marks.
    """

    document: str
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    length: int
    merged: int
    overlaps: int
    coincidences: FloatArray
    squares: FloatArray
    meetings: FloatArray
    both: FloatArray
    marked: FloatArray
    layer_squares: FloatArray

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of coders in the order of `both`."""
        return list(combinations(self.coders, 2))


def statistics(continuum: Continuum) -> Statistics:
    """The sums of one document with at least two coders, in O(n log n) for n spans."""
    if len(continuum.coders) < 2:
        raise ValueError(f"{continuum.document!r} has fewer than two coders")
    overlaps = overlap_count(continuum)
    if overlaps:
        return _layered(continuum, overlaps)
    return _exclusive(continuum)


def _exclusive(continuum: Continuum) -> Statistics:
    """Each position has one value for each coder: one pass over the sections."""
    values = len(continuum.codes) + 1
    _, lengths, section, inside = _sections(continuum)
    coders = len(continuum.coders)
    own = [continuum.of(coder) for coder in range(coders)]
    value = [
        np.where(inside[i], (continuum.code[own[i]] + 1)[section[i]] if len(own[i]) else 0, 0)
        for i in range(coders)
    ]
    tables = np.array(
        [
            np.bincount(value[i] * values + value[j], lengths, values**2)
            for i, j in combinations(range(coders), 2)
        ]
    ).reshape(-1, values, values)
    coincidences = (tables.sum(axis=0) + tables.sum(axis=0).T) / (coders - 1)
    squares = _squares(continuum)
    marked = np.array(
        [
            np.bincount(
                continuum.code[each], continuum.end[each] - continuum.start[each], values - 1
            )
            for each in own
        ]
    )
    anything = marked.sum(axis=1)
    diagonal = np.diagonal(tables, axis1=1, axis2=2)
    return Statistics(
        document=continuum.document,
        coders=continuum.coders,
        codes=continuum.codes,
        length=continuum.length,
        merged=continuum.merged,
        overlaps=0,
        coincidences=coincidences,
        squares=np.r_[coders * continuum.length - anything.sum(), squares],
        meetings=_meetings(continuum, own, lengths, section, inside),
        both=np.c_[diagonal[:, 1:], tables[:, 1:, 1:].sum(axis=(1, 2))],
        marked=np.c_[marked, anything],
        layer_squares=np.r_[squares, squares.sum()],
    )


def _sections(
    continuum: Continuum,
) -> tuple[IntArray, IntArray, list[IntArray], list[IntArray]]:
    """The document cut wherever anybody starts or ends, for marks without overlaps.

    Returns:
        The cuts; the sections' lengths, some of them 0; for each coder which of its spans, in
        order of start, began last before each section, and whether (0 or 1) it still lasts.
    """
    events = np.concatenate([continuum.start, continuum.end])
    order = np.argsort(events)
    cuts = np.concatenate([[0], events[order], [continuum.length]])
    last, lasting = [], []
    for coder in range(len(continuum.coders)):
        own = continuum.coder == coder
        none = np.zeros_like(own)
        begun = np.cumsum(np.concatenate([[False], np.concatenate([own, none])[order]]))
        ended = np.cumsum(np.concatenate([[False], np.concatenate([none, own])[order]]))
        last.append(begun - 1)
        # In sections of no length, where one span ends and the next begins, it may be 2.
        lasting.append(np.minimum(begun - ended, 1))
    return cuts, np.diff(cuts), last, lasting


def _squares(continuum: Continuum) -> FloatArray:
    """Sum of squared lengths of the spans of each code."""
    lengths = (continuum.end - continuum.start).astype(np.float64)
    squares = np.bincount(continuum.code, lengths**2, len(continuum.codes))
    return np.asarray(squares, dtype=np.float64)  # of whole numbers where there are no spans


def _meetings(
    continuum: Continuum,
    own: list[IntArray],
    lengths: IntArray,
    section: list[IntArray],
    inside: list[IntArray],
) -> FloatArray:
    """R: squared overlap of each unit with the marks of each other coder, pair by pair.

    With the union of the others' units instead, the book's example gives cu .7256 and not
    the published .724.
    """
    coders = len(own)
    result = np.zeros(len(continuum.codes))
    for i in range(coders):
        for j in range(coders):
            if i != j and len(own[i]):
                shared = np.bincount(
                    np.maximum(section[i], 0), lengths * inside[i] * inside[j], len(own[i])
                )
                result += np.bincount(continuum.code[own[i]], shared**2, len(result))
    return result / (coders - 1)


def _layered(continuum: Continuum, overlaps: int) -> Statistics:
    """Codes overlap: each code on a layer of its own, and the union of all marks on one more."""
    codes = len(continuum.codes)
    whole = union(continuum)
    layers = Continuum(
        document=continuum.document,
        length=continuum.length * (codes + 1),
        coders=continuum.coders,
        codes=("",),
        coder=np.r_[continuum.coder, whole.coder],
        code=np.zeros(len(continuum.coder) + len(whole.coder), dtype=np.int64),
        start=np.r_[
            continuum.start + continuum.code * continuum.length,
            whole.start + codes * continuum.length,
        ],
        end=np.r_[
            continuum.end + continuum.code * continuum.length, whole.end + codes * continuum.length
        ],
    )
    cuts, lengths, _, inside = _sections(layers)
    layer = np.minimum(cuts[:-1] // continuum.length, codes)
    nan = np.full((codes + 1, codes + 1), np.nan)
    return Statistics(
        document=continuum.document,
        coders=continuum.coders,
        codes=continuum.codes,
        length=continuum.length,
        merged=continuum.merged,
        overlaps=overlaps,
        coincidences=nan,
        squares=nan[0],
        meetings=nan[0, 1:],
        both=np.array(
            [
                np.bincount(layer, lengths * inside[i] * inside[j], codes + 1)
                for i, j in combinations(range(len(continuum.coders)), 2)
            ]
        ),
        marked=np.array([np.bincount(layer, lengths * each, codes + 1) for each in inside]),
        layer_squares=np.r_[_squares(continuum), _squares(whole)],
    )
