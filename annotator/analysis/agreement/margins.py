"""Agreement and margins of any number of coders, also with gaps: what four coefficients share.

After Gwet (2014), Handbook of inter-rater reliability, 4th ed., ch. 2 and 3: agreement is the
mean over units with two or more ratings of the share of agreeing pairs of coders; the margin of
a category is the mean over rated units of its share of their ratings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import n_pairable, quotient
from annotator.analysis.agreement.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Sums over units, one row a cluster.

    Attributes:
        sums: columns: agreement, units with two ratings, rated units, margin of each category.
        n: units with two ratings.
        n_single: units with one.
    """

    sums: FloatArray
    n: int
    n_single: int

    def agreed(self, weights: FloatArray) -> FloatArray:
        """Observed agreement for each row of weights."""
        sums = weights @ self.sums[:, :2]
        return quotient(sums[:, 0], sums[:, 1])

    def shares(self, weights: FloatArray) -> FloatArray:
        """Margins, rows of weights × categories."""
        sums = weights @ self.sums[:, 2:]
        return quotient(sums[:, 1:], sums[:, :1])


def margins_of(
    patterns: Patterns, weights: FloatArray | None = None, *, single: bool = True
) -> Margins:
    """The sums of a table.

    Args:
        patterns: the table.
        weights: agreement of each two categories, None where only equal ones agree.
        single: whether units with one rating count in the margins.
    """
    counts = patterns.counts()
    ratings = counts.sum(axis=1)
    near = counts if weights is None else counts @ weights
    pairs = ratings * (ratings - 1)
    paired = pairs > 0
    # A rating agrees with itself fully, whatever the weights: hence the - 1.
    agreed = np.where(paired, (counts * (near - 1)).sum(axis=1) / np.maximum(pairs, 1), 0.0)
    counted = ratings >= (1 if single else 2)
    shares = np.where(counted[:, np.newaxis], counts / np.maximum(ratings, 1)[:, np.newaxis], 0.0)
    sums = np.column_stack([agreed, paired, counted, shares])
    return Margins(
        sums=patterns.gather(sums),
        n=n_pairable(patterns),
        n_single=round(float(patterns.times[ratings == 1].sum())),
    )


def single_note(margins: Margins, unit: str) -> tuple[str, ...]:
    """A note where units with one rating count in the margins."""
    if not margins.n_single:
        return ()
    many = f"{margins.n_single} {unit}s with one rating count"
    what = many if margins.n_single != 1 else f"1 {unit} with one rating counts"
    return (f"{what} in the margins, not in the agreement",)
