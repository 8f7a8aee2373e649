"""Equal units gathered: a table of a million units has a few hundred different rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.units import MISSING, Codes, Units

_MOST_COUNTED = 1 << 16
_PIECE = 16 * 1024  # rows whose keys stay in the processor's cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """Different rows of a table and how often each stands in it.

    Attributes:
        codes: patterns × coders.
        times: how often each stands in its cluster.
        clusters: for each pattern the index of its cluster, None without clusters.
        n_clusters: how many clusters there are.
        n_categories: how many categories there are.
    """

    codes: Codes
    times: FloatArray
    clusters: IntArray | None
    n_clusters: int
    n_categories: int

    @property
    def n_ratings(self) -> IntArray:
        """Ratings in one unit of each pattern."""
        return np.asarray((self.codes != MISSING).sum(axis=1), dtype=np.int64)

    def rated(self, least: int) -> Patterns:
        """Only units with at least so many ratings."""
        kept = self.n_ratings >= least
        clusters = None if self.clusters is None else self.clusters[kept]
        return replace(self, codes=self.codes[kept], times=self.times[kept], clusters=clusters)

    def counts(self) -> FloatArray:
        """How often each category stands in one unit: patterns × categories."""
        counts = np.zeros((len(self.codes), self.n_categories))
        rows = np.arange(len(self.codes))
        for column in self.codes.T:
            given = column != MISSING
            np.add.at(counts, (rows[given], column[given]), 1.0)
        return counts

    def multiplicity(self) -> FloatArray:
        """For each row of `gather` how many equal clusters it is: units where there are none."""
        return self.times if self.clusters is None else np.ones(self.n_clusters)

    def gather(self, sums: FloatArray) -> FloatArray:
        """Sums of one unit of each pattern as rows that are weighted: one a cluster.

        Without clusters each unit is its own, and equal ones stay gathered.
        """
        if self.clusters is None:
            return sums
        gathered = np.zeros((self.n_clusters, sums.shape[1]))
        np.add.at(gathered, self.clusters, sums * self.times[:, np.newaxis])
        return gathered

    def spread(self, weights: FloatArray) -> FloatArray:
        """Weights of the rows of `gather` as weights of the patterns."""
        return weights if self.clusters is None else weights[..., self.clusters] * self.times


def patterns_of(units: Units) -> Patterns:
    """The different rows of a table, in an order that does not depend on the units' order."""
    n_coders = len(units.coders)
    base = len(units.categories) + 1
    n_clusters = 0 if units.clusters is None else len(units.cluster_names)
    if base**n_coders * max(n_clusters, 1) >= 2**62:
        return _by_rows(units, n_clusters)
    most = base**n_coders * max(n_clusters, 1)
    if most <= _MOST_COUNTED:
        counted = np.zeros(most, dtype=np.int64)
        for start in range(0, len(units.codes), _PIECE):
            counted += np.bincount(_keys(units, base, start, start + _PIECE), minlength=most)
        found = np.flatnonzero(counted)
        times = counted[found]
    else:
        found, times = np.unique(_keys(units, base, 0, len(units.codes)), return_counts=True)
    codes = np.empty((len(found), n_coders), dtype=np.int64)
    rest = found
    for column in reversed(range(n_coders)):
        rest, codes[:, column] = np.divmod(rest, base)
    return Patterns(
        codes=codes - 1,
        times=times.astype(np.float64),
        clusters=None if units.clusters is None else rest,
        n_clusters=n_clusters,
        n_categories=len(units.categories),
    )


def _keys(units: Units, base: int, start: int, end: int) -> IntArray:
    """A number for each of some rows, the same for the same cluster and codes."""
    codes = units.codes[start:end]
    keys = np.zeros(len(codes), dtype=np.int64)
    if units.clusters is not None:
        keys += units.clusters[start:end]
    for column in codes.T:
        keys *= base
        keys += column
        keys += 1
    return keys


def _by_rows(units: Units, n_clusters: int) -> Patterns:
    """The same where a row is too long for one number."""
    rows = units.codes.astype(np.int64)
    if units.clusters is not None:
        rows = np.column_stack([units.clusters, rows])
    found, times = np.unique(rows, axis=0, return_counts=True)
    clustered = units.clusters is not None
    return Patterns(
        codes=found[:, 1:] if clustered else found,
        times=times.astype(np.float64),
        clusters=found[:, 0] if clustered else None,
        n_clusters=n_clusters,
        n_categories=len(units.categories),
    )
