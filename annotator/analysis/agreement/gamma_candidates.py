"""The unitary alignments that can be part of a best alignment, found without trying all.

Let m coders make C = m(m-1)/2 pairs, and let T be k units of k coders. Alone each of its
units would cost delta_empty. If T stands in a best alignment, taking one unit w out of it
cannot gain, so the dissimilarities of w to the others add up to (C + k - 1) · delta_empty at
most. Whatever breaks this for one of its units is left out.

Often two alignments are equally good, mostly because two units may stand together or alone at
the same cost. Gamma is the same for both, gamma-cat is not. Then the one with fewer unitary
alignments is taken: a saving has a trifle added for each unit that does not stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.gamma_dissimilarity import Dissimilarity

MOST_CANDIDATES = 2_000_000
_TRIFLE = 1e-6  # above the solver's tolerance
_ROUNDING = 1 + 1e-9


class TooHard(Exception):  # an answer of the search, which gamma turns into a reason
    """No exact alignment within the limits; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Unitary alignments of two or more units that cost no more than their units alone.

    Attributes:
        tuples: (candidates, coders): places of units, -1 for none.
        disorders: of each.
        savings: how much less than its units alone, with the trifle, above 0.
    """

    tuples: IntArray
    disorders: FloatArray
    savings: FloatArray


def candidates(continuum: Continuum, dissimilarity: Dissimilarity) -> Candidates:
    """All candidates of a continuum.

    Raises:
        TooHard: they are too many to hold.
    """
    coders = len(continuum.coders)
    pairs = comb(coders, 2)
    delta = dissimilarity.delta_empty
    limit = (pairs + coders - 1) * delta * _ROUNDING
    near = {
        pair: _near(continuum, dissimilarity, pair, limit)
        for pair in combinations(range(coders), 2)
    }
    tuples, sums, sizes = [np.empty((0, coders), dtype=np.int64)], [np.empty(0)], [np.empty(0)]
    for first in range(coders):
        own = np.flatnonzero(continuum.coder == first)
        start = np.full((len(own), coders), -1, dtype=np.int64)
        start[:, first] = own
        grown = [(start, np.zeros((len(own), coders)))]
        for coder in range(first + 1, coders):
            grown += [
                _joined(continuum, dissimilarity, part, near[first, coder], (first, coder), limit)
                for part in grown
            ]
            if sum(len(part) for part, _ in grown) > MOST_CANDIDATES:
                raise TooHard(f"more than {MOST_CANDIDATES:,} groups of units to try")
        for part, apart in grown[1:]:
            together = int((part[:1] >= 0).sum())
            good = (apart <= (pairs + together - 1) * delta * _ROUNDING).all(axis=1)
            tuples.append(part[good])
            sums.append(apart[good].sum(axis=1) / 2)
            sizes.append(np.full(int(good.sum()), together, dtype=np.float64))
    size = np.concatenate(sizes)
    disorder = (np.concatenate(sums) + (pairs - size * (size - 1) / 2) * delta) / pairs
    saving = size * delta - disorder + _TRIFLE * (size - 1) * delta
    gains = saving > 0
    return Candidates(
        tuples=np.concatenate(tuples)[gains], disorders=disorder[gains], savings=saving[gains]
    )


def _near(
    continuum: Continuum, dissimilarity: Dissimilarity, pair: tuple[int, int], limit: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Pairs of two coders' units not more dissimilar than a limit, in order of the first's unit.

    Displacement is at least twice the distance of the middles, so only units whose middles
    are close need be tried.
    """
    first, second = (np.flatnonzero(continuum.coder == coder) for coder in pair)
    if not len(first) or not len(second):
        return first[:0], second[:0], np.empty(0)
    middle = continuum.start + continuum.end
    long = continuum.end - continuum.start
    second = second[np.argsort(middle[second], kind="stable")]
    weight = dissimilarity.alpha * dissimilarity.delta_empty
    reach = np.inf
    if weight > 0:
        reach = sqrt(limit / weight) * (long[first] + long[second].max())
    low = np.searchsorted(middle[second], middle[first] - reach, side="left")
    high = np.searchsorted(middle[second], middle[first] + reach, side="right")
    count = high - low
    if count.sum() > MOST_CANDIDATES * 10:
        raise TooHard(f"more than {MOST_CANDIDATES * 10:,} pairs of units to try")
    mine = np.repeat(first, count)
    step = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    theirs = second[np.repeat(low, count) + step]
    apart = dissimilarity.between(continuum, mine, theirs)
    good = apart <= limit
    return mine[good], theirs[good], apart[good]


def _joined(
    continuum: Continuum,
    dissimilarity: Dissimilarity,
    grown: tuple[IntArray, FloatArray],
    near: tuple[IntArray, IntArray, FloatArray],
    place: tuple[int, int],
    limit: float,
) -> tuple[IntArray, FloatArray]:
    """Each group together with each unit of one more coder near its first unit.

    Groups are tuples and, for each of their units, its dissimilarities to the others added.
    """
    tuples, apart = grown
    mine, theirs, distance = near
    first, coder = place
    low = np.searchsorted(mine, tuples[:, first], side="left")
    count = np.searchsorted(mine, tuples[:, first], side="right") - low
    if count.sum() > MOST_CANDIDATES:
        raise TooHard(f"more than {MOST_CANDIDATES:,} groups of units to try")
    row = np.repeat(np.arange(len(tuples)), count)
    edge = np.repeat(low, count) + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    tuples, apart = tuples[row], apart[row]
    tuples[:, coder] = theirs[edge]
    added = distance[edge]
    apart[:, first] += added
    apart[:, coder] += added
    for other in range(first + 1, coder):
        if len(tuples) and tuples[0, other] >= 0:
            added = dissimilarity.between(continuum, tuples[:, other], tuples[:, coder])
            apart[:, other] += added
            apart[:, coder] += added
    good = (apart <= limit).all(axis=1)
    return tuples[good], apart[good]
