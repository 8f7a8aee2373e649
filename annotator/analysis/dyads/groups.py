"""Two groups of dyads compared: the difference of their means, with p by permutation.

Dyads of one therapist are not independent. Where a therapist has several, the labels of a
therapist's dyads stay together and change places only with those of a therapist with as many
dyads. Source: whole-block permutation, Winkler, Webster, Vidaurre, Nichols & Smith (2015),
NeuroImage 123:253-268. p is two-sided. Orders that give each dyad the same label are one split:
five dyads against seven have 792 splits, however many orders. All are listed where they are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from math import factorial, isnan, nan, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.estimate import (
    Estimate,
    free_intervals,
    rows_by_cluster,
    undefined,
)
from annotator.analysis.dyads.material import clusters_of
from annotator.domain.errors import UserError

EXACT_UP_TO = 10_000
"""So many splits are listed one by one: seven dyads against nine have 11,440."""
_SAME = 1e-9
Labels = NDArray[np.bool_]
Pattern = tuple[bool, ...]
"""The labels of one therapist's dyads, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadValue:
    """One number of one dyad, and the group that it belongs to by an attribute of dyads."""

    dyad: str
    therapist_name: str
    group: str
    value: float


def group_difference(
    values: Sequence[DyadValue],
    groups: tuple[str, str],
    *,
    measure: str = "group_difference",
    permutations: int = 10_000,
    seed: int = 0,
    notes: tuple[str, ...] = (),
) -> Estimate:
    """Mean of the first group less that of the second.

    Args:
        values: one a dyad; those of other groups, and undefined ones, are left out and told.
        groups: the two values of the attribute.
        measure: name of what is compared.
        permutations: how many to draw where there are more splits than `EXACT_UP_TO`.
        seed: of the draws.
        notes: of the material.

    Raises:
        UserError: a dyad twice.

    Three against three dyads, all of the first above the second: 2 of the 20 ways to choose.

    >>> rows = [("good", 5), ("good", 6), ("good", 7), ("poor", 1), ("poor", 2), ("poor", 3)]
    >>> values = [DyadValue(dyad=f"D{n}", therapist_name=f"T{n}", group=g, value=v)
    ...           for n, (g, v) in enumerate(rows)]
    >>> found = group_difference(values, ("good", "poor"))
    >>> found.value, found.p
    (4.0, 0.1)
    """
    if len({each.dyad for each in values}) < len(values):
        raise UserError("a dyad stands twice", hint="give one value for each dyad")
    own = [each for each in values if each.group in groups and not isnan(each.value)]
    known: dict[str, Any] = {
        "measure": measure,
        "n": len(own),
        "unit": "dyad",
        "base": f"mean of the dyads with {groups[0]!r} less that of those with {groups[1]!r}",
        "notes": notes,
        "excluded": _left_out(values, groups),
    }
    first = np.array([each.group == groups[0] for each in own], dtype=np.bool_)
    if not first.any() or first.all():
        return undefined(reason=_nobody(values, groups), **known)
    numbers = np.array([each.value for each in own], dtype=np.float64)
    clusters, cluster_unit = clusters_of([(each.dyad, each.therapist_name) for each in own])
    sums = rows_by_cluster(
        clusters, np.column_stack([first, first * numbers, ~first, ~first * numbers])
    )

    def difference(weights: FloatArray) -> FloatArray:
        n, one, m, other = (weights @ sums).T
        there = (n > 0) & (m > 0)
        result = np.full(len(n), nan)
        result[there] = one[there] / n[there] - other[there] / m[there]
        return result

    value = float(difference(np.ones((1, len(sums))))[0])
    (span,) = free_intervals(difference, len(sums))
    p, exact, told = _p(value, numbers, first, clusters, permutations, seed)
    return Estimate(
        value=value,
        ci_low=span.low,
        ci_high=span.high,
        ci_kind=span.kind,
        clusters=span.clusters,
        cluster_unit=cluster_unit,
        p=p,
        seed=None if exact else seed,
        **{**known, "notes": (*notes, told)},
    )


def _left_out(values: Sequence[DyadValue], groups: tuple[str, str]) -> tuple[str, ...]:
    elsewhere = [each.dyad for each in values if each.group not in groups]
    unknown = [each.dyad for each in values if each.group in groups and isnan(each.value)]
    return (
        *([f"in neither group: {', '.join(elsewhere)}"] if elsewhere else []),
        *([f"without a value: {', '.join(unknown)}"] if unknown else []),
    )


def _nobody(values: Sequence[DyadValue], groups: tuple[str, str]) -> str:
    """Why there is nothing to compare."""
    there = {each.group for each in values}
    if not there.issuperset(groups):
        return "one of the groups has no dyad"
    known = {each.group for each in values if not isnan(each.value)}
    empty = " and ".join(repr(each) for each in groups if each not in known)
    return f"no dyad with {empty} has a value"


def _p(
    value: float,
    numbers: FloatArray,
    first: Labels,
    clusters: Sequence[str],
    permutations: int,
    seed: int,
) -> tuple[float | None, bool, str]:
    """p, whether all splits were listed, and how they were made."""
    blocks: dict[str, list[int]] = {}
    for place, name in enumerate(clusters):
        blocks.setdefault(name, []).append(place)
    alike: dict[int, list[list[int]]] = {}
    for places in blocks.values():
        alike.setdefault(len(places), []).append(places)
    sizes = tuple(tuple(tuple(places) for places in own) for own in alike.values())
    patterns = tuple(tuple(tuple(first[list(places)].tolist()) for places in own) for own in sizes)
    possible = prod(_splits(own) for own in patterns)
    if possible < 2 or permutations < 1:
        return None, False, "no p: there is nothing to permute"
    exact = possible <= EXACT_UP_TO
    labels = _labels(patterns, sizes, None if exact else (permutations, seed))
    share = labels / labels.sum(axis=1, keepdims=True)
    rest = ~labels / (~labels).sum(axis=1, keepdims=True)
    found = np.abs(share @ numbers - rest @ numbers)
    reached = int((found >= abs(value) - _SAME * max(1.0, abs(value))).sum())
    if exact:
        return reached / len(found), True, f"p by all {len(found)} splits, two-sided"
    told = f"p by {len(found)} drawn permutations of {possible} splits, two-sided"
    return (reached + 1) / (len(found) + 1), False, told


def _splits(patterns: Sequence[Pattern]) -> int:
    """How many orders of the patterns differ.

    >>> _splits([(True,)] * 5 + [(False,)] * 7)
    792
    """
    return factorial(len(patterns)) // prod(map(factorial, Counter(patterns).values()))


def _all_orders(patterns: Sequence[Pattern]) -> Iterator[tuple[Pattern, ...]]:
    """Each order of the patterns that differs from the others, once."""

    def laid(order: tuple[Pattern, ...], left: list[tuple[Pattern, int]]) -> Iterator[Any]:
        if not left:
            yield order
            return
        (pattern, n), *others = left
        free = [place for place, each in enumerate(order) if not each]
        for places in map(set, combinations(free, n)):
            with_it = tuple(pattern if at in places else own for at, own in enumerate(order))
            yield from laid(with_it, others)

    return laid(((),) * len(patterns), list(Counter(patterns).items()))


def _some(
    patterns: Sequence[Sequence[Pattern]], permutations: int, seed: int
) -> Iterator[tuple[tuple[Pattern, ...], ...]]:
    rng = np.random.default_rng(seed)
    for _ in range(permutations):
        yield tuple(tuple(own[at] for at in rng.permutation(len(own))) for own in patterns)


@lru_cache(maxsize=16)
def _labels(
    patterns: tuple[tuple[Pattern, ...], ...],
    sizes: tuple[tuple[tuple[int, ...], ...], ...],
    drawing: tuple[int, int] | None,
) -> Labels:
    """The label of each dyad, for each split: (splits × dyads); the same for every code.

    Args:
        patterns: by size, of each therapist with so many dyads.
        sizes: the places of their dyads.
        drawing: how many to draw and the seed; None for all splits.
    """
    made = product(*map(_all_orders, patterns)) if drawing is None else _some(patterns, *drawing)
    chosen = list(made)
    n = sum(len(places) for blocks in sizes for places in blocks)
    labels = np.zeros((len(chosen), n), dtype=np.bool_)
    for group, blocks in enumerate(sizes):
        labels[:, np.array(blocks)] = np.array([each[group] for each in chosen], dtype=np.bool_)
    labels.flags.writeable = False
    return labels
