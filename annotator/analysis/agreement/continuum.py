"""The marks of several coders on one document, and the rules that make them comparable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from annotator.analysis.agreement.arrays import IntArray
from annotator.domain.spans import Span

Mark = tuple[int, int, str]
"""Start, end and code of one span, half-open."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Continuum:
    """What several coders marked in one document from 0 to `length`.

    The four arrays have one entry a span, in order of coder, code and start. Spans of one
    coder and one code never overlap (they were merged); spans of one coder and different
    codes may. A coder who marked nothing is still named in `coders`: that is a finding.

    Attributes:
        document: its name.
        length: in positions (characters, or milliseconds).
        coders: all who finished the document.
        codes: the whole codebook, the same for each document of a comparison.
        coder, code: places in `coders` and `codes`.
        start, end: half-open.
        merged: how many spans went into others because they overlapped.
        lost: how many spans lay wholly in text that was cut out.
    """

    document: str
    length: int
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    coder: IntArray
    code: IntArray
    start: IntArray
    end: IntArray
    merged: int = 0
    lost: int = 0

    def of(self, coder: int) -> IntArray:
        """Places of one coder's spans, in order of start."""
        own = np.flatnonzero(self.coder == coder)
        return own[np.argsort(self.start[own], kind="stable")]


def continuum_of(
    document: str,
    length: int,
    coders: Sequence[str],
    codes: Sequence[str],
    spans: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
) -> Continuum:
    """A continuum from arrays: places of coders, places of codes, starts, ends.

    Overlapping spans of one coder and one code become one; touching ones stay two.

    Raises:
        ValueError: a span is empty or not within 0 and `length`, or a place is unknown.
    """
    coder, code, start, end = (np.asarray(each, dtype=np.int64) for each in spans)
    if len(start) and (start.min() < 0 or end.max() > length or (end <= start).any()):
        raise ValueError(f"a span of {document!r} is empty or outside 0 to {length}")
    if len(start) and (coder.min() < 0 or coder.max() >= len(coders)):
        raise ValueError(f"a span of {document!r} has an unknown coder")
    if len(start) and (code.min() < 0 or code.max() >= len(codes)):
        raise ValueError(f"a span of {document!r} has an unknown code")
    layer = coder * len(codes) + code
    layer, start, end = merged(layer, start, end, length)
    return Continuum(
        document=document,
        length=length,
        coders=tuple(coders),
        codes=tuple(codes),
        coder=layer // max(len(codes), 1),
        code=layer % max(len(codes), 1),
        start=start,
        end=end,
        merged=len(coder) - len(start),
    )


def continuum_from(
    document: str,
    length: int,
    marks: Mapping[str, Iterable[Mark]],
    codes: Sequence[str] | None = None,
) -> Continuum:
    """A continuum from each coder's marks; `codes` are those used, in order, when not given.

    >>> c = continuum_from("D", 60, {"A": [(2, 9, "x"), (5, 12, "x"), (12, 14, "x")], "B": []})
    >>> list(zip(c.start.tolist(), c.end.tolist())), c.merged, c.coders
    ([(2, 12), (12, 14)], 1, ('A', 'B'))
    """
    own = {coder: list(each) for coder, each in marks.items()}
    known = codes if codes is not None else sorted({m[2] for each in own.values() for m in each})
    place = {code: index for index, code in enumerate(known)}
    rows = [
        (index, place[code], start, end)
        for index, each in enumerate(own.values())
        for start, end, code in each
    ]
    coder, code, start, end = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return continuum_of(document, length, tuple(own), known, (coder, code, start, end))


def merged(
    layer: IntArray, start: IntArray, end: IntArray, length: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Spans such that no two of one layer overlap, in order of layer and start."""
    order = np.lexsort((start, layer))
    layer, start, end = layer[order], start[order], end[order]
    if not len(layer):
        return layer, start, end
    # Layers laid end to end, so that one running maximum serves all of them.
    base = layer * (length + 1)
    reach = np.maximum.accumulate(base + end)
    first = np.flatnonzero(np.r_[True, (base + start)[1:] >= reach[:-1]])
    return layer[first], start[first], np.maximum.reduceat(end, first)


def union(continuum: Continuum) -> Continuum:
    """The same marks whatever their code: one code, overlapping marks of one coder merged."""
    coder, start, end = merged(continuum.coder, continuum.start, continuum.end, continuum.length)
    return replace(
        continuum,
        codes=("marked",),
        coder=coder,
        code=np.zeros(len(coder), dtype=np.int64),
        start=start,
        end=end,
    )


def of_coders(continuum: Continuum, names: Sequence[str]) -> Continuum:
    """The marks of some coders, in the order of the names."""
    place = {continuum.coders.index(name): new for new, name in enumerate(names)}
    stays = np.isin(continuum.coder, list(place))
    coder = np.array([place[each] for each in continuum.coder[stays].tolist()], dtype=np.int64)
    order = np.argsort(coder, kind="stable")
    return replace(
        continuum,
        coders=tuple(names),
        coder=coder[order],
        code=continuum.code[stays][order],
        start=continuum.start[stays][order],
        end=continuum.end[stays][order],
    )


def overlap_count(continuum: Continuum) -> int:
    """In how many places spans of one coder and different codes overlap."""
    base = continuum.coder * (continuum.length + 1)
    start, end = base + continuum.start, base + continuum.end
    if not (np.sort(start)[1:] < np.sort(end)[:-1]).any():
        return 0
    order = np.argsort(start, kind="stable")
    return int((start[order][1:] < np.maximum.accumulate(end[order])[:-1]).sum())


def within(continuum: Continuum, kept: Sequence[Span]) -> Continuum:
    """The continuum of some ranges only, the text between them cut out.

    A span across text that is cut out stays one unit; one wholly inside it is lost.

    Args:
        continuum: as coded.
        kept: ranges in order that do not overlap (the turns that count, say).

    >>> c = continuum_from("D", 30, {"A": [(2, 25, "x"), (11, 14, "y")], "B": []})
    >>> cut = within(c, [(0, 10), (15, 30)])
    >>> cut.length, cut.start.tolist(), cut.end.tolist(), cut.lost
    (25, [2], [20], 1)
    """
    starts = np.array([span[0] for span in kept], dtype=np.int64)
    ends = np.array([span[1] for span in kept], dtype=np.int64)
    if (ends < starts).any() or (starts[1:] < ends[:-1]).any():
        raise ValueError("the kept ranges are not in order or overlap")
    before = np.r_[0, np.cumsum(ends - starts)]

    def moved(place: IntArray) -> IntArray:
        index = np.searchsorted(starts, place, side="right")
        last = np.maximum(index - 1, 0)
        inside = np.minimum(place, ends[last]) - starts[last] if len(starts) else place * 0
        return np.where(index > 0, before[last] + inside, 0)

    start, end = moved(continuum.start), moved(continuum.end)
    stays = end > start
    return replace(
        continuum,
        length=int(before[-1]),
        coder=continuum.coder[stays],
        code=continuum.code[stays],
        start=start[stays],
        end=end[stays],
        lost=continuum.lost + int((~stays).sum()),
    )


def comparable(continua: Iterable[Continuum]) -> tuple[list[Continuum], tuple[str, ...]]:
    """The documents that at least two coders finished, and a line for each that is left out."""
    used, left_out = [], []
    for each in continua:
        if len(each.coders) >= 2 and each.length > 0:
            used.append(each)
        elif each.length <= 0:
            left_out.append(f"{each.document}: it has no text to compare")
        else:
            who = f"only {each.coders[0]}" if each.coders else "nobody"
            left_out.append(f"{each.document}: {who} coded it")
    return used, tuple(left_out)


def joined(continua: Sequence[Continuum]) -> Continuum:
    """Documents of the same coders and codes laid end to end as one."""
    first = continua[0]
    if any(each.coders != first.coders or each.codes != first.codes for each in continua):
        raise ValueError("documents of different coders or codes cannot be joined")
    offsets = np.cumsum([0, *(each.length for each in continua)])
    coder = np.concatenate([each.coder for each in continua])
    code = np.concatenate([each.code for each in continua])
    start = np.concatenate([each.start + at for each, at in zip(continua, offsets, strict=False)])
    end = np.concatenate([each.end + at for each, at in zip(continua, offsets, strict=False)])
    order = np.lexsort((start, code, coder))
    return Continuum(
        document=", ".join(each.document for each in continua),
        length=int(offsets[-1]),
        coders=first.coders,
        codes=first.codes,
        coder=coder[order],
        code=code[order],
        start=start[order],
        end=end[order],
        merged=sum(each.merged for each in continua),
        lost=sum(each.lost for each in continua),
    )
