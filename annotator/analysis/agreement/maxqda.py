"""Intercoder agreement as MAXQDA describes it: three levels, percent and kappa (RK), two coders.

Sources: MAXQDA's manual, *Intercoder agreement*: (1) whether a code stands in the document,
(2) how often, (3) segment by segment, where two segments agree when they overlap by a share to
be set (90 % usually) and have the same code. Kappa (RK), after Rädiker & Kuckartz, is
`(Po - Pc) / (1 - Pc)` with `Po = a / (a + b + c)`: of all segments those that agree; there is
no count of text that neither coded. Its chance follows an idea of Brennan & Prediger (1981),
Educ. Psychol. Meas. 41:687-699, and rests on the number of codes alone.

What is uncertain: that chance is `1 / n` for segments cut beforehand with one code each and
`n / (n + 1)**2` for free ones is how it is generally given, not a formula that the manual states;
nor does it state of which segment the overlap is a share: here of the longer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.estimates import beyond_chance, quotient

USUAL_OVERLAP = 0.9

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segments:
    """Segments of two coders, over all codes last: arrays (V+1,).

    Attributes:
        agreed: segments of either coder that agree with one of the other's (two a match).
        first, second: segments of each coder that do not.
    """

    agreed: FloatArray
    first: FloatArray
    second: FloatArray


def code_in_document(documents: Sequence[Continuum], pair: Pair) -> FloatArray:
    """Level 1: the share of documents in which both coders used a code, or neither did.

    Returns:
        (V+1,), for each code and last for all; NaN without a document that both coded.
    """
    counts = _frequencies(documents, pair)
    return _shares((counts[:, 0] > 0) == (counts[:, 1] > 0))


def code_frequency(documents: Sequence[Continuum], pair: Pair) -> FloatArray:
    """Level 2: the share of documents in which both coders used a code equally often.

    Returns:
        (V+1,), for each code and last for all; NaN without a document that both coded.
    """
    counts = _frequencies(documents, pair)
    return _shares(counts[:, 0] == counts[:, 1])


def _frequencies(documents: Sequence[Continuum], pair: Pair) -> IntArray:
    """How often each of two coders used each code: (documents, 2, V)."""
    codes = len(documents[0].codes) if documents else 0
    counts = [
        [
            np.bincount(each.code[each.coder == each.coders.index(name)], minlength=codes)
            for name in pair
        ]
        for each in documents
        if set(pair) <= set(each.coders)
    ]
    return np.array(counts, dtype=np.int64).reshape(-1, 2, codes)


def _shares(equal: NDArray[np.bool_]) -> FloatArray:
    per_code = equal.sum(axis=0).astype(np.float64)
    size = np.full(len(per_code), float(len(equal)))
    return quotient(np.append(per_code, per_code.sum()), np.append(size, size.sum()))


def segments(
    documents: Sequence[Continuum], pair: Pair, overlap: float = USUAL_OVERLAP
) -> Segments:
    """Level 3: the segments of two coders in all documents that both coded.

    Args:
        documents: with the same codes.
        pair: names of the coders.
        overlap: least share of the longer of two segments that they have in common.

    >>> from annotator.analysis.agreement.continuum import continuum_from
    >>> marks = {"A": [(0, 10, "x"), (20, 30, "x")], "B": [(0, 9, "x"), (20, 25, "x")]}
    >>> own = segments([continuum_from("D", 40, marks)], ("A", "B"))
    >>> own.agreed.tolist(), own.first.tolist(), own.second.tolist()
    ([2.0, 2.0], [1.0, 1.0], [1.0, 1.0])
    """
    codes = len(documents[0].codes) if documents else 0
    counts = np.zeros((2, 2, codes))  # coder, whether it agrees, code
    for each in documents:
        if not set(pair) <= set(each.coders):
            continue
        own = [np.flatnonzero(each.coder == each.coders.index(name)) for name in pair]
        for side in (0, 1):
            agrees = _agree(each, own[side], own[1 - side], overlap)
            for answer in (0, 1):
                code = each.code[own[side][agrees == answer]]
                counts[side, answer] += np.bincount(code, minlength=codes)
    counts = np.append(counts, counts.sum(axis=-1, keepdims=True), axis=-1)
    return Segments(agreed=counts[:, 1].sum(axis=0), first=counts[0, 0], second=counts[1, 0])


def _agree(document: Continuum, mine: IntArray, theirs: IntArray, overlap: float) -> IntArray:
    """Whether each of my segments agrees with one of theirs, 0 or 1.

    Spans of one coder and code do not overlap, so the segments that one of mine meets follow
    each other; with an overlap above a half at most one of them can agree.
    """
    base = document.code * (document.length + 1)
    start, end = base + document.start, base + document.end
    low = np.searchsorted(end[theirs], start[mine], side="right")
    high = np.searchsorted(start[theirs], end[mine], side="left")
    count = np.maximum(high - low, 0)
    which = np.repeat(np.arange(len(mine)), count)
    step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    one, other = mine[which], theirs[np.repeat(low, count) + step]
    shared = np.minimum(end[one], end[other]) - np.maximum(start[one], start[other])
    longer = np.maximum(end[one] - start[one], end[other] - start[other])
    met = np.bincount(which[shared >= overlap * longer], minlength=len(mine))
    return np.asarray(np.minimum(met, 1), dtype=np.int64)


def percent(own: Segments) -> FloatArray:
    """Share of segments that agree, by code and last of all; NaN where there are none."""
    return quotient(own.agreed, own.agreed + own.first + own.second)


def chance(n_codes: int, *, fixed: bool = False) -> float:
    """The agreement that chance is said to give.

    Args:
        n_codes: number of codes.
        fixed: whether segments were cut beforehand and have one code each.

    >>> chance(4, fixed=True), chance(4)
    (0.25, 0.16)
    """
    return 1 / n_codes if fixed else n_codes / (n_codes + 1) ** 2


def kappa_rk(own: Segments, n_codes: int, *, fixed: bool = False) -> float:
    """Kappa (RK) over all codes; NaN where there are no segments, or chance is certain.

    With 6 of 10 segments agreeing and four codes on segments cut beforehand:

    >>> six = Segments(agreed=np.array([6.0]), first=np.array([3.0]), second=np.array([1.0]))
    >>> round(kappa_rk(six, 4, fixed=True), 4), round(kappa_rk(six, 4), 4)
    (0.4667, 0.5238)
    """
    expected = np.array([chance(n_codes, fixed=fixed)]) if n_codes else np.array([1.0])
    return float(beyond_chance(percent(own)[-1:], expected)[0])
