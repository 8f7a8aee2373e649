"""Shared time and moments when the therapists of some dyads meet the patients of others.

What is left of the convergence when nothing but the common course of sessions (a beginning, an
end, when people stop a recording) can bring two accounts together. Dyads change partners as
wholes, among those who have the same sessions (by number), so that each permutation compares
as many sessions as the study does; times count from the beginning of each session.

Source: pseudo-dyads as in Bernieri & Rosenthal (1991), in Feldman & Rimé (eds.), Fundamentals
of nonverbal behavior, pp. 401-432.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations as orders
from itertools import product
from math import factorial, prod

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.dyads.circular import Track, covered_until
from annotator.analysis.dyads.material import DyadSession
from annotator.analysis.dyads.shifting import tracks_of

EXACT_UP_TO = 10_000
"""So many permutations are listed one by one: those of seven dyads, 5,040, but not of eight."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossed:
    """Each therapist's marks against each patient's: (codes × dyads × dyads), summed over sessions.

    Attributes:
        dyads: names, in order.
        groups: places of dyads that may change partners with each other.
    """

    dyads: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    both_ms: FloatArray
    met: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Permuted:
    """Sums over dyads at permutations: (codes × permutations); all of them where `exact`.

    Attributes:
        reason: why there is no permutation; empty where there is.
    """

    both_ms: FloatArray
    met: FloatArray
    exact: bool
    notes: tuple[str, ...]
    reason: str = ""


def crossed(sessions: Sequence[DyadSession], codes: Sequence[str]) -> Crossed:
    """All therapists against all patients, session by session of the same number."""
    dyads = tuple(dict.fromkeys(each.dyad for each in sessions))
    place = {name: n for n, name in enumerate(dyads)}
    numbers: dict[str, list[int]] = {name: [] for name in dyads}
    for session in sessions:
        numbers[session.dyad].append(session.number)
    alike: dict[tuple[int, ...], list[int]] = {}
    for name in dyads:
        alike.setdefault(tuple(sorted(numbers[name])), []).append(place[name])
    both, met = (np.zeros((len(codes), len(dyads), len(dyads))) for _ in range(2))
    for number in sorted({each.number for each in sessions}):
        own = [each for each in sessions if each.number == number]
        at = [place[each.dyad] for each in own]
        therapists = [tracks_of(each.therapist, codes) for each in own]
        patients = [tracks_of(each.patient, codes) for each in own]
        for code in range(len(codes)):
            one, other = [each[code] for each in therapists], [each[code] for each in patients]
            both_ms, first = _against_all(one, other)
            _, second = _against_all(other, one)
            both[code][np.ix_(at, at)] += both_ms
            met[code][np.ix_(at, at)] += first + second.T
    groups = tuple(tuple(each) for each in alike.values())
    return Crossed(dyads=dyads, groups=groups, both_ms=both, met=met)


def permuted(table: Crossed, *, permutations: int, seed: int) -> Permuted:
    """Sums at all permutations where they are few, else at so many drawn ones.

    Args:
        table: of the study.
        permutations: how many to draw where there are more than `EXACT_UP_TO`; 0 for none.
        seed: of the draws.
    """
    possible = prod(factorial(len(each)) for each in table.groups)
    exact = possible <= EXACT_UP_TO
    if permutations < 1 or possible < 2:
        none = np.empty((len(table.both_ms), 0))
        reason = "" if permutations < 1 else _nobody_else(len(table.dyads))
        return Permuted(both_ms=none, met=none, exact=False, notes=(), reason=reason)
    notes = _partner_notes(table, possible) if len(table.groups) > 1 else ()
    partner = np.array(
        list(_listed(table)) if exact else _drawn(table, permutations, seed), dtype=np.int64
    )
    every = np.arange(len(table.dyads))
    return Permuted(
        both_ms=table.both_ms[:, every, partner].sum(axis=2),
        met=table.met[:, every, partner].sum(axis=2),
        exact=exact,
        notes=notes,
    )


def _nobody_else(dyads: int) -> str:
    """Why no dyad can change partners."""
    if dyads < 2:
        return "there is only one dyad" if dyads else "there is no dyad"
    return "no two dyads have the same sessions"


def _partner_notes(table: Crossed, possible: int) -> tuple[str, ...]:
    """Which orders of the dyads there are, where not all of them are."""
    alone = sum(1 for each in table.groups if len(each) == 1)
    who = "1 dyad keeps its partner" if alone == 1 else f"{alone} dyads keep their partners"
    why = f"{who}, no other has the same sessions" if alone else "partners have the same sessions"
    if possible > EXACT_UP_TO:
        return (why,)
    return (f"all {possible} of {factorial(len(table.dyads))} orders of the dyads: {why}",)


def _listed(table: Crossed) -> Iterator[IntArray]:
    """The partner of each dyad, for each permutation within the groups."""
    for chosen in product(*(orders(each) for each in table.groups)):
        partner = np.arange(len(table.dyads))
        for group, own in zip(table.groups, chosen, strict=True):
            partner[list(group)] = own
        yield partner


def _drawn(table: Crossed, permutations: int, seed: int) -> IntArray:
    rng = np.random.default_rng(seed)
    partner = np.tile(np.arange(len(table.dyads)), (permutations, 1))
    for group in table.groups:
        own = np.tile(np.array(group), (permutations, 1))
        partner[:, list(group)] = rng.permuted(own, axis=1)
    return partner


def _against_all(one: Sequence[Track], other: Sequence[Track]) -> tuple[FloatArray, FloatArray]:
    """Of each of the one against each of the other: shared ms, and how many of `one` meet it."""
    ms, met = (np.zeros((len(one), len(other))) for _ in range(2))
    stretches = np.concatenate([each.solid for each in one])
    moments = np.concatenate([each.moments for each in one])
    of_stretch = np.repeat(np.arange(len(one)), [len(each.solid) for each in one])
    of_moment = np.repeat(np.arange(len(one)), [len(each.moments) for each in one])
    for column, each in enumerate(other):
        if len(each.solid):
            shared = np.diff(covered_until(each.solid, stretches), axis=1)[:, 0]
            ms[:, column] = np.bincount(of_stretch, shared, minlength=len(one))
            touched = np.diff(covered_until(each.solid, moments), axis=1)[:, 0] > 0
            met[:, column] = np.bincount(of_moment, touched, minlength=len(one))
    return ms, met
