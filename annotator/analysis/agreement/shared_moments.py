"""The moments that two coders share, and how they rated them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.compared import Coded, Compared
from annotator.analysis.agreement.units import MISSING, Units
from annotator.domain.codebook import Scale
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import SpanIndex, overlap

SAME_MOMENT = 0.5
"""Least intersection over union of two coders' moments that are rated as one."""

Rated = dict[Id, IntArray]
"""By scale: a row a shared moment, a column a coder of the document; `MISSING` where unrated."""


def moment_units(compared: Compared, scale: Scale, rated: Sequence[Rated] | None = None) -> Units:
    """One row a moment that two coders share, with their ratings on a scale.

    Two coders' moments are one where they overlap by half of their union or more and share a
    code; each is used once, those that overlap most first. With more than two coders the rows
    of each pair stand below each other, the other coders' cells empty.

    Args:
        compared: the comparison.
        scale: one of its set.
        rated: of each document, where it is known already.
    """
    parts, clusters = [], []
    known = rated or [rated_moments(document) for document in compared.documents]
    for place, (document, own) in enumerate(zip(compared.documents, known, strict=True)):
        rows = own[scale.id]
        table = np.full((len(rows), len(compared.coders)), MISSING, dtype=np.int64)
        for column, name in enumerate(document.continuum.coders):
            table[:, compared.coders.index(name)] = rows[:, column]
        parts.append(table)
        clusters.append(np.full(len(rows), place, dtype=np.int64))
    values = range(scale.minimum, scale.maximum + 1)
    return Units(
        codes=np.concatenate(parts) if parts else np.empty((0, len(compared.coders)), np.int64),
        categories=tuple(str(value) for value in values),
        coders=compared.coders,
        values=np.array(values, dtype=np.float64),
        ordered=True,
        clusters=np.concatenate(clusters) if clusters else None,
        cluster_names=tuple(document.name for document in compared.documents),
        unit="moment",
    )


def rated_moments(document: Coded) -> Rated:
    """The ratings of all shared moments of a document on each scale of its set."""
    coders = document.continuum.coders
    shared = [
        (pair, own)
        for pair in combinations(range(len(coders)), 2)
        for own in shared_moments(document, coders[pair[0]], coders[pair[1]])
    ]
    return {scale.id: _ratings(scale, shared, len(coders)) for scale in document.code_set.scales}


def _ratings(
    scale: Scale,
    shared: Sequence[tuple[tuple[int, int], tuple[Moment, Moment]]],
    coders: int,
) -> IntArray:
    table = np.full((len(shared), coders), MISSING, dtype=np.int64)
    for row, (pair, moments) in enumerate(shared):
        for column, moment in zip(pair, moments, strict=True):
            value = moment.rating(scale.id)
            if value is not None:
                table[row, column] = value - scale.minimum
    return table


def shared_moments(document: Coded, first: str, second: str) -> list[tuple[Moment, Moment]]:
    """The moments that two coders share in a document, in order of the first one's."""
    mine = document.moments.get(first, ())
    theirs = document.moments.get(second, ())
    near = sorted(_near(mine, theirs), key=lambda each: (-each[0], each[1], each[2]))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, one, other in near:
        if one not in partner and other not in taken:
            partner[one] = other
            taken.add(other)
    return [(mine[one], theirs[partner[one]]) for one in sorted(partner)]


def _near(mine: Sequence[Moment], theirs: Sequence[Moment]) -> Iterator[tuple[float, int, int]]:
    """Likeness and places of all moments that may be one."""
    index = SpanIndex([(each.start, each.end) for each in theirs])
    for place, one in enumerate(mine):
        for other in index.meeting(one.start, one.end):
            likeness = _likeness(one, theirs[other])
            if likeness >= SAME_MOMENT:
                yield likeness, place, other


def _likeness(one: Moment, other: Moment) -> float:
    """Intersection over union of two moments that share a code, else 0."""
    if not set(one.codes) & set(other.codes):
        return 0.0
    both = overlap((one.start, one.end), (other.start, other.end))
    return both / (one.end - one.start + other.end - other.start - both)
