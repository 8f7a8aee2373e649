"""The best alignment of several coders' units: which of them are about the same thing.

A unitary alignment is at most one unit of each coder; its disorder is the mean dissimilarity
of all pairs of coders, where a pair without two units counts delta_empty. An alignment puts
each unit into exactly one; the best one has the least sum (Mathet, Widlöcher & Métivier 2015,
Comput. Linguist. 41:437-479, sec. 4.4 and 5.1). It is found exactly: for two coders as
assignments, for more as a set packing by branch and bound (HiGHS), among the unitary
alignments that can be part of a best one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.gamma_candidates import candidates
from annotator.analysis.agreement.gamma_dissimilarity import Dissimilarity
from annotator.analysis.agreement.gamma_packing import packing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alignment:
    """The best alignment of a continuum.

    Attributes:
        tuples: (unitary alignments, coders): places of units in the continuum, -1 for none.
        disorders: of each unitary alignment.
        units: mean number of units of a coder.
    """

    tuples: IntArray
    disorders: FloatArray
    units: float

    @property
    def cost(self) -> float:
        """Sum of the disorders."""
        return float(self.disorders.sum())

    @property
    def disorder(self) -> float:
        """Of the whole alignment; NaN without units."""
        return self.cost / self.units if self.units else float("nan")


def best_alignment(
    continuum: Continuum, dissimilarity: Dissimilarity, time_limit_s: float = 10.0
) -> Alignment:
    """The alignment of least disorder, exactly.

    Raises:
        TooHard: with more than two coders, when it cannot be found within the limits.
    """
    coders = len(continuum.coders)
    delta = dissimilarity.delta_empty
    found = candidates(continuum, dissimilarity)
    taken = packing(found, len(continuum.start), time_limit_s)
    alone = np.ones(len(continuum.start), dtype=bool)
    alone[found.tuples[taken][found.tuples[taken] >= 0]] = False
    singles = np.full((int(alone.sum()), coders), -1, dtype=np.int64)
    singles[np.arange(len(singles)), continuum.coder[alone]] = np.flatnonzero(alone)
    return Alignment(
        tuples=np.concatenate([found.tuples[taken], singles]),
        disorders=np.concatenate([found.disorders[taken], np.full(len(singles), delta)]),
        units=len(continuum.start) / coders,
    )


def disorder_of(continuum: Continuum, tuples: IntArray, dissimilarity: Dissimilarity) -> FloatArray:
    """Disorder of each of some unitary alignments (…, coders), -1 for no unit."""
    total = np.zeros(len(tuples))
    for first, second in combinations(range(tuples.shape[1]), 2):
        both = (tuples[:, first] >= 0) & (tuples[:, second] >= 0)
        total[~both] += dissimilarity.delta_empty
        total[both] += dissimilarity.between(continuum, tuples[both, first], tuples[both, second])
    return total / comb(tuples.shape[1], 2)
