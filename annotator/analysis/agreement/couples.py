"""Two coders' table: agreement and margins of units that both rated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.patterns import Patterns
from annotator.analysis.agreement.units import MISSING, Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """Two coders, compared on the units that both rated.

    Attributes:
        sums: one row a cluster; columns: agreement, units, first coder's margins, second's.
        n: units that both rated.
    """

    sums: FloatArray
    n: int

    def shares(self, weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Agreement (rows), and margins of the first and the second coder (rows × categories)."""
        sums = weights @ self.sums
        units = np.maximum(sums[:, 1:2], 1)
        margins = sums[:, 2:] / units
        half = margins.shape[1] // 2
        agreed = np.where(sums[:, 1] > 0, sums[:, 0] / units[:, 0], np.nan)
        return agreed, margins[:, :half], margins[:, half:]


def couple_of(
    patterns: Patterns, agree: FloatArray | None = None, columns: tuple[int, int] = (0, 1)
) -> Couple:
    """The sums of two coders.

    Args:
        patterns: the table.
        agree: agreement of each two categories, None where only equal ones agree.
        columns: which two coders.
    """
    first, second = (patterns.codes[:, column] for column in columns)
    both = (first != MISSING) & (second != MISSING)
    rows = np.flatnonzero(both)
    size = patterns.n_categories
    sums = np.zeros((len(patterns.codes), 2 + 2 * size))
    one, two = first[rows], second[rows]
    sums[rows, 0] = one == two if agree is None else agree[one, two]
    sums[rows, 1] = 1
    sums[rows, 2 + one] = 1
    sums[rows, 2 + size + two] = 1
    return Couple(sums=patterns.gather(sums), n=round(float(patterns.times[both].sum())))


def need_two(units: Units) -> None:
    """ValueError unless there are two coders: see `Units.pairs`."""
    if len(units.coders) != 2:
        raise ValueError(f"two coders are compared, not {len(units.coders)}: take units.pairs()")
