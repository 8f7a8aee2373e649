"""A comparison of a study's coders as tables of units: turns and frozen passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.compared import Coded, Compared
from annotator.analysis.agreement.units import MISSING, Units, units_of
from annotator.domain.codebook import Scale
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span, SpanIndex, overlap

NO_CODE = "none"
"""The category of units without a code in an exclusive set."""


def turn_units(compared: Compared) -> Units:
    """One row a turn that counts, one column a coder, each with the codes that touch the turn.

    In an exclusive set the value is the code that covers most of the turn, `none` where there
    is no mark; else it is the set of codes. Where the set wants a code on each turn, one
    without is missing, and how many are is said. A coder who has not done a document says
    nothing of its turns.
    """
    rows: list[list[object]] = []
    clusters: list[str] = []
    left = dict.fromkeys(compared.coders, 0)
    exclusive, obligatory = compared.code_set.exclusive, compared.code_set.obligatory
    names = {code.id: code.name for code in compared.code_set.codes}
    for document in compared.documents:
        near = {
            coder: SpanIndex([(each.start, each.end) for each in own])
            for coder, own in document.moments.items()
        }
        for start, end in document.kept:
            row: list[object] = []
            for coder in compared.coders:
                if coder not in near:
                    row.append(None)
                    continue
                own = [document.moments[coder][i] for i in near[coder].meeting(start, end)]
                shares = shares_on(names, own, start, end)
                if obligatory and not shares:
                    row.append(None)
                    left[coder] += 1
                elif exclusive:
                    row.append(max(shares, key=lambda name: shares[name]) if shares else NO_CODE)
                else:
                    row.append(frozenset(shares))
            rows.append(row)
            clusters.append(document.name)
    categories = compared.codes if obligatory else (*compared.codes, NO_CODE)
    units = units_of(
        rows or no_rows(compared),
        categories=categories if exclusive else None,
        coders=compared.coders,
        clusters=clusters or None,
        unit="turn",
    )
    return replace(in_no_order(units), excluded=_left_without(left))


def _left_without(left: Mapping[str, int]) -> tuple[str, ...]:
    """What is said of turns that take a code and have none."""
    said = ", ".join(f"{name} {count}" for name, count in left.items() if count)
    return (f"turns left without a code, though each takes one: {said}",) if said else ()


def turn_ratings(compared: Compared, scale: Scale) -> Units:
    """One row a turn that any coder rated on a scale, one column a coder.

    The value is that of the rated moment that covers most of the turn; without one it is missing.
    """
    rows: list[list[int]] = []
    clusters: list[int] = []
    values = range(scale.minimum, scale.maximum + 1)
    for place, document in enumerate(compared.documents):
        rated = {
            coder: [each for each in own if each.rating(scale.id) in values]
            for coder, own in document.moments.items()
        }
        near = {
            coder: SpanIndex([(each.start, each.end) for each in own])
            for coder, own in rated.items()
        }
        for start, end in document.kept:
            row = [MISSING] * len(compared.coders)
            for column, coder in enumerate(compared.coders):
                if coder not in near:
                    continue
                own = [rated[coder][i] for i in near[coder].meeting(start, end)]
                if own:
                    most = max(own, key=lambda each: overlap((start, end), (each.start, each.end)))
                    row[column] = (most.rating(scale.id) or 0) - scale.minimum
            if any(value != MISSING for value in row):
                rows.append(row)
                clusters.append(place)
    return Units(
        codes=np.array(rows, dtype=np.int64).reshape(-1, len(compared.coders)),
        categories=tuple(str(value) for value in values),
        coders=compared.coders,
        values=np.array(values, dtype=np.float64),
        ordered=True,
        clusters=np.array(clusters, dtype=np.int64) if clusters else None,
        cluster_names=tuple(document.name for document in compared.documents),
        unit="turn",
    )


def in_no_order(units: Units) -> Units:
    """Codes stand in the codebook one after the other, but none is more than another."""
    return replace(units, ordered=units.values is not None)


def no_rows(compared: Compared) -> FloatArray:
    """A table without rows: no list of rows says how many coders there are."""
    return np.empty((0, len(compared.coders)))


def shares_on(
    names: Mapping[Id, str], own: Sequence[Moment], start: int, end: int
) -> dict[str, int]:
    """Each code of the set on a turn with the positions that it covers."""
    shares: dict[str, int] = {}
    for moment in own:
        covered = overlap((start, end), (moment.start, moment.end))
        for code_id in moment.codes if covered else ():
            if code_id in names:
                shares[names[code_id]] = shares.get(names[code_id], 0) + covered
    return shares


def passage_units(compared: Compared) -> Units:
    """One row a frozen passage, one column a coder, each with the code or codes given to it.

    For a round in which all coders classify the same passages. In an exclusive set the value is
    the code, `none` where there is none; else it is the set of codes, which may be empty. Where
    a coder who is not done with the document has given no code of the set yet, it is missing.
    Passages without compared text are left out.
    """
    rows: list[list[object]] = []
    clusters: list[str] = []
    for document in compared.documents:
        for row in _classified(compared, document):
            rows.append(row)
            clusters.append(document.name)
    left = any(value == NO_CODE for row in rows for value in row)
    categories = (*compared.codes, NO_CODE) if left else compared.codes
    return in_no_order(
        units_of(
            rows or no_rows(compared),
            categories=categories if compared.code_set.exclusive else None,
            coders=compared.coders,
            clusters=clusters or None,
            unit="passage",
        )
    )


def _classified(compared: Compared, document: Coded) -> Iterator[list[object]]:
    """The passages of one document in order, as each coder classified them."""
    names = {code.id: code.name for code in compared.code_set.codes}
    given: dict[Span, dict[str, set[str]]] = {}
    for coder, own in document.moments.items():
        for moment in own:
            passage = given.setdefault((moment.start, moment.end), {})
            codes = (names[code_id] for code_id in moment.codes if code_id in names)
            passage.setdefault(coder, set()).update(codes)
    kept = SpanIndex(document.kept)
    done = document.moments.keys() - document.unfinished
    for start, end in sorted(given):
        if kept.meeting(start, end):
            codes_of = given[start, end]
            yield [
                _value(compared, codes_of.get(coder, set()), coder in done)
                for coder in compared.coders
            ]


def _value(compared: Compared, codes: set[str], done: bool) -> object:
    """One code, or a set of them; where there is none, none of one who is done, else missing."""
    if not codes and not done:
        return None
    if compared.code_set.exclusive:
        return next((name for name in compared.codes if name in codes), NO_CODE)
    return frozenset(codes)
