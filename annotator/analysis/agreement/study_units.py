"""A comparison of a study's coders as tables of units: turns, and ratings of shared moments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from annotator.analysis.agreement.compared import Coded, Compared
from annotator.analysis.agreement.units import Units, units_of
from annotator.domain.codebook import Scale
from annotator.domain.moment import Moment
from annotator.domain.spans import overlap

SAME_MOMENT = 0.5
"""Least intersection over union of two coders' moments that are rated as one."""


def turn_units(compared: Compared) -> Units:
    """One row a turn that counts, one column a coder, each with the codes that touch the turn.

    In an exclusive set the value is the code that covers most of the turn, `none` where there
    is no mark; else it is the set of codes. A coder who has not done a document says nothing
    of its turns.
    """
    rows: list[list[object]] = []
    clusters: list[str] = []
    exclusive = compared.code_set.exclusive
    for document in compared.documents:
        for start, end in document.kept:
            row: list[object] = []
            for coder in compared.coders:
                if coder not in document.moments:
                    row.append(None)
                    continue
                shares = _shares(compared, document.moments[coder], start, end)
                if exclusive:
                    row.append(max(shares, key=lambda name: shares[name]) if shares else "none")
                else:
                    row.append(frozenset(shares))
            rows.append(row)
            clusters.append(document.name)
    categories = (*compared.codes, "none") if exclusive else None
    return units_of(
        rows, categories=categories, coders=compared.coders, clusters=clusters, unit="turn"
    )


def _shares(compared: Compared, own: Sequence[Moment], start: int, end: int) -> dict[str, int]:
    """Each code of the set on a turn with the positions that it covers."""
    names = {code.id: code.name for code in compared.code_set.codes}
    shares: dict[str, int] = {}
    for moment in own:
        covered = overlap((start, end), (moment.start, moment.end))
        for code_id in moment.codes if covered else ():
            if code_id in names:
                shares[names[code_id]] = shares.get(names[code_id], 0) + covered
    return shares


def moment_units(compared: Compared, scale: Scale) -> Units:
    """One row a moment that two coders share, with their ratings on a scale.

    Two coders' moments are one where they overlap by half of their union or more and share a
    code; each is used once, those that overlap most first. With more than two coders the rows
    of each pair stand below each other, the other coders' cells empty.
    """
    rows: list[list[object]] = []
    clusters: list[str] = []
    for document in compared.documents:
        for first, second in combinations(compared.coders, 2):
            for mine, theirs in _shared(document, first, second):
                row: list[object] = [None] * len(compared.coders)
                row[compared.coders.index(first)] = mine.rating(scale.id)
                row[compared.coders.index(second)] = theirs.rating(scale.id)
                rows.append(row)
                clusters.append(document.name)
    return units_of(
        rows or np.empty((0, len(compared.coders))),
        categories=[str(value) for value in range(scale.minimum, scale.maximum + 1)],
        coders=compared.coders,
        clusters=clusters,
        unit="moment",
    )


def _shared(document: Coded, first: str, second: str) -> list[tuple[Moment, Moment]]:
    """The moments that two coders share in a document, best overlaps first, each used once."""
    mine = document.moments.get(first, ())
    theirs = document.moments.get(second, ())
    if not mine or not theirs:
        return []
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped] # loads slowly

    likeness = np.array([[_likeness(one, other) for other in theirs] for one in mine])
    chosen = linear_sum_assignment(likeness, maximize=True)
    return [
        (mine[i], theirs[j]) for i, j in zip(*chosen, strict=True) if likeness[i, j] >= SAME_MOMENT
    ]


def _likeness(one: Moment, other: Moment) -> float:
    """Intersection over union of two moments that share a code, else 0."""
    if not set(one.codes) & set(other.codes):
        return 0.0
    both = overlap((one.start, one.end), (other.start, other.end))
    return both / (one.end - one.start + other.end - other.start - both)
