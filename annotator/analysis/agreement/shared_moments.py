"""The moments that coders share, and how they rated them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.compared import Coded, Compared
from annotator.analysis.agreement.episodes_linking import joined, overlapping
from annotator.analysis.agreement.units import MISSING, Units
from annotator.domain.codebook import Scale
from annotator.domain.ids import Id
from annotator.domain.moment import Moment

SAME_MOMENT = 0.5
"""Least intersection over union of two coders' moments that are rated as one."""

Rated = dict[Id, IntArray]
"""By scale: a row a shared moment, a column a coder of the document; `MISSING` where unrated."""


def moment_units(compared: Compared, scale: Scale, rated: Sequence[Rated] | None = None) -> Units:
    """One row a moment that two or more coders share, one column a coder, with their ratings.

    Which moments are one is decided by `shared_moments`. A cell is `MISSING` where the coder
    has no moment there, or has not rated it.

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


def rated_note(units: Units, scale: Scale) -> str:
    """How many moments the ratings of a scale rest on, in a sentence.

    Args:
        units: of `moment_units`.
        scale: its scale.
    """
    shared = len(units.codes)
    full = int((units.codes != MISSING).all(axis=1).sum())
    moments = "1 moment" if shared == 1 else f"{shared} moments"
    whom = "both coders" if len(units.coders) == 2 else f"all {len(units.coders)} coders"
    return f"{moments} shared by two or more coders, {full} of them rated on {scale.name} by {whom}"


def rated_moments(document: Coded) -> Rated:
    """The ratings of all shared moments of a document on each scale of its set."""
    shared = shared_moments(document)
    coders = len(document.continuum.coders)
    return {scale.id: _ratings(scale, shared, coders) for scale in document.code_set.scales}


def _ratings(scale: Scale, shared: Sequence[Sequence[Moment | None]], coders: int) -> IntArray:
    table = np.full((len(shared), coders), MISSING, dtype=np.int64)
    for row, moments in enumerate(shared):
        for column, moment in enumerate(moments):
            value = None if moment is None else moment.rating(scale.id)
            if value is not None:
                table[row, column] = value - scale.minimum
    return table


def shared_moments(document: Coded) -> list[list[Moment | None]]:
    """The moments that two or more coders of a document share, in order of the text.

    Two coders' moments are linked where they have half of their union or more in common, and a
    code of the document's set. They are joined best first, by what they have in common of
    their union, into groups with at most one moment of each coder; so with three coders two of
    a group may be linked through the third only.

    Returns:
        One row a group of two or more, one column a coder: the moment, or None.
    """
    coders = document.continuum.coders
    found = [
        (moment, column) for column, name in enumerate(coders) for moment in document.moments[name]
    ]
    if not found:
        return []
    by_name = np.argsort(np.argsort(coders))  # the coders' order must not matter
    found.sort(key=lambda each: (each[0].start, each[0].end, by_name[each[1]], each[0].id))
    start = np.array([moment.start for moment, _ in found], dtype=np.int64)
    end = np.array([moment.end for moment, _ in found], dtype=np.int64)
    coder = np.array([column for _, column in found], dtype=np.int64)
    mine, theirs, likeness = _linked(start, end, coder)
    alike = _share_codes(document, [moment for moment, _ in found], mine, theirs)
    mine, theirs, likeness = mine[alike], theirs[alike], likeness[alike]
    order = np.lexsort((theirs, mine, -likeness))
    group = joined(len(found), mine[order].tolist(), theirs[order].tolist(), coder.tolist())
    rows: dict[int, list[Moment | None]] = {}
    several = np.bincount(group) > 1
    for place in np.flatnonzero(several[group]).tolist():
        row = rows.setdefault(int(group[place]), [None] * len(coders))
        row[found[place][1]] = found[place][0]
    return list(rows.values())


def _linked(
    start: IntArray, end: IntArray, coder: IntArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Pairs of moments of different coders with enough in common: places and share of union."""
    mine, theirs = overlapping(start, end, coder)
    shared = np.minimum(end[mine], end[theirs]) - np.maximum(start[mine], start[theirs])
    union = np.maximum(end[mine], end[theirs]) - np.minimum(start[mine], start[theirs])
    likeness: FloatArray = shared / union
    near = likeness >= SAME_MOMENT
    return mine[near], theirs[near], likeness[near]


def _share_codes(
    document: Coded, moments: Sequence[Moment], mine: IntArray, theirs: IntArray
) -> NDArray[np.bool_]:
    """Whether the moments of each pair have a code of the document's set in common."""
    place = {code.id: number for number, code in enumerate(document.code_set.codes)}
    has = np.zeros((len(moments), len(place)), dtype=np.bool_)
    for row, moment in enumerate(moments):
        for code_id in moment.codes:
            if code_id in place:
                has[row, place[code_id]] = True
    return np.asarray((has[mine] & has[theirs]).any(axis=1), dtype=np.bool_)
