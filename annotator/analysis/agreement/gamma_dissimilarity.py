"""How unlike two units are: in place, in code, and in both.

Source: Mathet, Widlöcher & Métivier (2015), The unified and holistic method gamma, Comput.
Linguist. 41:437-479, sec. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissimilarity:
    """The combined dissimilarity alpha · d_pos + beta · d_cat, as the Gamma Software weighs it.

    Attributes:
        alpha, beta: weights of place and of code.
        delta_empty: of a unit and none at all.
    """

    alpha: float = 3.0
    beta: float = 1.0
    delta_empty: float = 1.0

    def between(self, continuum: Continuum, first: IntArray, second: IntArray) -> FloatArray:
        """Dissimilarity of units of a continuum, elementwise by their places in it."""
        return self.alpha * self.positional(continuum, first, second) + (
            self.beta * self.categorical(continuum, first, second)
        )

    def positional(self, continuum: Continuum, first: IntArray, second: IntArray) -> FloatArray:
        """d_pos of units of a continuum, elementwise."""
        start, end = continuum.start, continuum.end
        apart = abs(start[first] - start[second]) + abs(end[first] - end[second])
        long = (end[first] - start[first]) + (end[second] - start[second])
        return np.asarray((apart / long) ** 2 * self.delta_empty)

    def categorical(self, continuum: Continuum, first: IntArray, second: IntArray) -> FloatArray:
        """d_cat of units of a continuum, elementwise: whether their codes differ."""
        return np.where(continuum.code[first] != continuum.code[second], self.delta_empty, 0.0)


def positional_dissimilarity(
    first: ArrayLike, second: ArrayLike, delta_empty: float = 1.0
) -> FloatArray:
    """d_pos of spans (…, 2) of start and end: squared share of displacement, eq. 3 of the source.

    Its figure 10:

    >>> round(float(positional_dissimilarity((20, 30), (20, 25))), 2)
    0.11
    >>> round(float(positional_dissimilarity((20, 25), (14, 24))), 2)
    0.22
    """
    u, v = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    apart = np.abs(u - v).sum(axis=-1)
    long = (u[..., 1] - u[..., 0]) + (v[..., 1] - v[..., 0])
    return np.asarray((apart / long) ** 2 * delta_empty)
