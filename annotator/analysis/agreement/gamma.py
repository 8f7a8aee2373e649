"""Gamma, gamma-cat and gamma-k: agreement after finding out which units belong together.

Sources: Mathet, Widlöcher & Métivier (2015), Comput. Linguist. 41:437-479 (gamma); Mathet
(2017), The agreement measure gamma-cat, Comput. Linguist. 43:661-681 (gamma-cat, gamma-k).
Units of one coder may overlap. Alpha 3 and beta 1 as in the Gamma Software, where alpha
weighs the place in the pairing confidence too.

Over several documents, of which the sources say nothing, the disorders of all documents are
added before they are divided by the units of all, observed and in each chance sample alike.
For one document that is gamma itself.

Gamma is random, for chance is sampled: the same seed gives the same value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.estimates import quotient
from annotator.analysis.agreement.gamma_alignment import Alignment, best_alignment
from annotator.analysis.agreement.gamma_chance import random_continuum
from annotator.analysis.agreement.gamma_dissimilarity import Dissimilarity

FEWEST_SAMPLES = 30
MOST_SAMPLES = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GammaStatistics:
    """What documents add to gamma; sample 0 is what was observed, the others are chance.

    Attributes:
        cost: (documents, samples + 1): sum of disorders of the best alignment.
        units: (documents, samples + 1): mean number of units of a coder.
        paired: (documents, samples + 1, V + 1, 2): disorder of codes in pairs of units
            and its weight; for pairs with each code, and last for all pairs.
        n_units: (documents,): units of all coders.
    """

    cost: FloatArray
    units: FloatArray
    paired: FloatArray
    n_units: FloatArray

    @property
    def n_samples(self) -> int:
        """How many random continua each document was compared with."""
        return int(self.cost.shape[1]) - 1

    @property
    def precision(self) -> float:
        """Relative half width of the 95 % interval of the chance disorder."""
        chance = quotient(self.cost.sum(axis=0), self.units.sum(axis=0))[1:]
        return 1.96 * _spread(chance) / float(np.sqrt(len(chance)))


def gamma_statistics(
    continua: Sequence[Continuum],
    dissimilarity: Dissimilarity | None = None,
    *,
    seed: int = 0,
    precision: float | None = 0.02,
    n_samples: int = FEWEST_SAMPLES,
    time_limit_s: float = 10.0,
) -> GammaStatistics:
    """The observed and the chance alignments of all documents.

    Args:
        continua: one a document, with the same codes; documents without units add nothing.
        dissimilarity: alpha 3, beta 1 when not given.
        seed: of the chance samples.
        precision: relative half width of the 95 % interval of the chance disorder; samples
            are added until it is reached. None for exactly `n_samples`.
        n_samples: at least so many; the source asks for 30.
        time_limit_s: for each alignment.

    Raises:
        TooHard: an exact alignment could not be found within the limits.
    """
    measure = dissimilarity or Dissimilarity()

    def column(sample: int) -> list[tuple[float, float, FloatArray]]:
        return [
            _sums(each, measure, None if sample == 0 else (seed, number, sample), time_limit_s)
            for number, each in enumerate(continua)
        ]

    columns = [column(sample) for sample in range(n_samples + 1)]
    if precision is not None:
        chance = np.array([_ratio(each) for each in columns[1:]])
        wanted = min(int(np.ceil((_spread(chance) * 1.96 / precision) ** 2)), MOST_SAMPLES)
        columns += [column(sample) for sample in range(n_samples + 1, wanted + 1)]
    return GammaStatistics(
        cost=np.array([[own[0] for own in each] for each in columns]).T,
        units=np.array([[own[1] for own in each] for each in columns]).T,
        paired=np.array([[own[2] for own in each] for each in columns]).swapaxes(0, 1),
        n_units=np.array([len(each.start) for each in continua], dtype=np.float64),
    )


def _spread(chance: FloatArray) -> float:
    """Standard deviation by mean."""
    return float(chance.std(ddof=1) / chance.mean()) if chance.mean() > 0 else 0.0


def _ratio(column: list[tuple[float, float, FloatArray]]) -> float:
    units = sum(own[1] for own in column)
    return sum(own[0] for own in column) / units if units else 0.0


def _sums(
    continuum: Continuum, measure: Dissimilarity, seed: tuple[int, int, int] | None, limit: float
) -> tuple[float, float, FloatArray]:
    """Cost, units and paired disorders of a document, or of a random continuum after it."""
    if not len(continuum.start):
        return 0.0, 0.0, np.zeros((len(continuum.codes) + 1, 2))
    own = continuum
    if seed is not None:
        own = random_continuum(continuum, np.random.default_rng(seed))
    alignment = best_alignment(own, measure, limit)
    return alignment.cost, alignment.units, paired_disorders(own, alignment, measure)


def paired_disorders(
    continuum: Continuum, alignment: Alignment, measure: Dissimilarity
) -> FloatArray:
    """Disorder of codes in pairs and its weight, by code and for all: (V+1, 2).

    Two aligned units weigh their confidence `max(0, 1 - alpha · d_pos)`, divided by the units
    of their unitary alignment less one (Mathet 2017, sec. 4). A unit beside none counts
    delta_empty, as in the Gamma Software. A pair of two codes counts for both.
    """
    codes = len(continuum.codes)
    delta = measure.delta_empty
    result = np.zeros((codes + 1, 2))
    there = alignment.tuples >= 0
    size = there.sum(axis=1)
    for i, j in combinations(range(there.shape[1]), 2):
        both = there[:, i] & there[:, j]
        u, v = alignment.tuples[both, i], alignment.tuples[both, j]
        place = measure.alpha * measure.positional(continuum, u, v)
        weight = np.maximum(0, 1 - place) / np.maximum(size[both] - 1, 1)
        apart = weight * measure.categorical(continuum, u, v)
        mine, other = continuum.code[u], continuum.code[v]
        for column, part in ((0, apart), (1, weight)):
            result[:codes, column] += np.bincount(mine, part, codes)
            result[:codes, column] += np.bincount(other, part * (mine != other), codes)
            result[codes, column] += part.sum()
        lone = np.where(there[:, i], alignment.tuples[:, i], alignment.tuples[:, j])
        alone = np.bincount(continuum.code[lone[there[:, i] != there[:, j]]], minlength=codes)
        result[:codes] += alone[:, np.newaxis] * [delta**2, delta]
        result[codes] += alone.sum() * np.array([delta**2, delta])
    return result


def gamma(own: GammaStatistics, weights: FloatArray) -> FloatArray:
    """Gamma from weights of documents (replicates, documents): (replicates,)."""
    disorder = quotient(weights @ own.cost, weights @ own.units)
    return _beyond(disorder)


def gamma_cat(own: GammaStatistics, weights: FloatArray) -> FloatArray:
    """Gamma-k of each code and, last, gamma-cat: (replicates, V+1)."""
    values = [
        _beyond(quotient(weights @ paired[..., 0], weights @ paired[..., 1]))
        for paired in np.moveaxis(own.paired, 2, 0)  # code by code: memory for one at a time
    ]
    return np.stack(values, axis=-1)


def _beyond(disorder: FloatArray) -> FloatArray:
    """1 - observed / expected along the last axis; samples without a disorder count nothing."""
    chance = disorder[..., 1:]
    known = ~np.isnan(chance)
    total = np.where(known, chance, 0).sum(axis=-1)
    expected = quotient(total, known.sum(axis=-1).astype(np.float64))
    return 1 - quotient(disorder[..., 0], expected)
