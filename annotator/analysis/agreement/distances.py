"""Observed and expected disagreement for alpha, by how the distance of two values is known."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import TINY
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.units import MISSING
from annotator.domain.errors import UserError

Disagreement = Callable[[FloatArray], tuple[FloatArray, FloatArray, FloatArray]]
"""From rows of weights: summed observed disagreement, summed expected, number of values.

With o and n of the coincidence table: sum of o_ck d_ck, of n_c n_k d_ck, and of n_c.
"""

_MOST_CELLS = 30_000_000


def by_table(patterns: Patterns, distances: FloatArray) -> Disagreement:
    """For distances of each two categories, symmetric, 0 on the diagonal."""
    size = patterns.n_categories
    if distances.shape != (size, size) or bool(np.diag(distances).any()):
        raise UserError(f"the distances are no {size} × {size} table with zeros on its diagonal")
    apart = np.zeros(len(patterns.codes))
    for first, second in combinations(patterns.codes.T, 2):
        both = (first != MISSING) & (second != MISSING)
        apart[both] += 2 * distances[first[both], second[both]]
    observed = patterns.gather((apart / _less_one(patterns))[:, np.newaxis])
    used = _used(patterns)

    def disagreement(weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        counts = used(weights)
        expected = ((counts @ distances) * counts).sum(axis=1)
        return (weights @ observed)[:, 0], expected, counts.sum(axis=1)

    return disagreement


def by_moments(patterns: Patterns, values: FloatArray) -> Disagreement:
    """For squared differences of numbers: from sums of values and their squares."""
    given = (patterns.codes != MISSING) & (patterns.n_ratings >= 2)[:, np.newaxis]
    centred = np.where(given, values[patterns.codes], 0.0)
    number = (given.sum(axis=1) @ patterns.times) or 1.0
    centred = np.where(given, centred - (centred.sum(axis=1) @ patterns.times) / number, 0.0)
    ratings, total, squares = given.sum(axis=1), centred.sum(axis=1), (centred**2).sum(axis=1)
    apart = 2 * (ratings * squares - total**2) / _less_one(patterns)
    sums = patterns.gather(np.column_stack([apart, ratings, total, squares]))

    def disagreement(weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        observed, number, total, squares = (weights @ sums).T
        expected = 2 * (number * squares - total**2)
        # What is left of a difference of equal numbers is no disagreement.
        expected[expected <= TINY * number * squares] = 0.0
        return observed, expected, number

    return disagreement


def by_ranks(patterns: Patterns) -> Disagreement:
    """For the ordinal metric: it is the squared difference of the values' mean ranks.

    Ranks depend on how often each value was given, so each row of weights has its own.
    """
    given = (patterns.codes != MISSING) & (patterns.n_ratings >= 2)[:, np.newaxis]
    ratings = given.sum(axis=1).astype(np.float64)
    lookup = np.where(given, patterns.codes, patterns.n_categories)
    used = _used(patterns)
    less_one = _less_one(patterns)

    def disagreement(weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        counts = used(weights)
        number = counts.sum(axis=1)
        ranks = np.cumsum(counts, axis=1) - counts / 2 - number[:, np.newaxis] / 2
        expected = 2 * (
            number * (counts * ranks**2).sum(axis=1) - (counts * ranks).sum(axis=1) ** 2
        )
        observed = np.zeros(len(weights))
        for row, each in enumerate(ranks):
            own = np.append(each, 0.0)[lookup]
            apart = ratings * (own**2).sum(axis=1) - own.sum(axis=1) ** 2
            observed[row] = 2 * (patterns.spread(weights[row]) * apart / less_one).sum()
        return observed, expected, number

    return disagreement


def ratio_distances(values: FloatArray) -> FloatArray:
    """Squares of difference by sum, for values from 0.

    >>> ratio_distances(np.array([0.0, 1.0, 3.0])).tolist()
    [[0.0, 1.0, 1.0], [1.0, 0.0, 0.25], [1.0, 0.25, 0.0]]
    """
    total = values[:, np.newaxis] + values
    apart = np.abs(values[:, np.newaxis] - values)
    return np.where(total > 0, apart / np.where(total > 0, total, 1.0), 0.0) ** 2


def _less_one(patterns: Patterns) -> FloatArray:
    """Ratings less one in each pattern, at least 1."""
    return np.maximum(patterns.n_ratings - 1, 1).astype(np.float64)


def _used(patterns: Patterns) -> Callable[[FloatArray], FloatArray]:
    """How often each category stands in units with two ratings, from rows of weights."""
    paired = patterns.n_ratings >= 2
    size = patterns.n_categories
    if len(patterns.codes) * size <= _MOST_CELLS:
        counts = patterns.gather(np.where(paired[:, np.newaxis], patterns.counts(), 0.0))
        return lambda weights: weights @ counts
    rows, columns = np.nonzero((patterns.codes != MISSING) & paired[:, np.newaxis])
    found = patterns.codes[rows, columns]

    def used(weights: FloatArray) -> FloatArray:
        spread = patterns.spread(weights)
        return np.stack([np.bincount(found, each[rows], minlength=size) for each in spread])

    return used
