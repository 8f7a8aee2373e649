"""How much two categories agree: 1 on the diagonal, less the further apart they stand."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.units import Units
from annotator.domain.errors import UserError

WeightName = Literal["identity", "linear", "quadratic"]
Weights = WeightName | ArrayLike
"""A name, or a matrix of *dis*agreements, 0 on its diagonal (Cohen 1968)."""


def agreement_weights(weights: Weights, units: Units) -> FloatArray:
    """Categories × categories.

    Raises:
        UserError: weights by rank for categories that have no order.

    >>> from annotator.analysis.agreement.units import units_of
    >>> agreement_weights("quadratic", units_of([[1, 2], [3, 1]])).tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    size = len(units.categories)
    if not isinstance(weights, str):
        apart = np.asarray(weights, dtype=np.float64)
        if apart.shape != (size, size) or bool(np.diag(apart).any()):
            raise UserError(f"the weights are no {size} × {size} table of disagreements")
        return np.asarray(1 - apart / max(float(apart.max()), 1e-300))
    if weights == "identity":
        return np.eye(size)
    if not units.ordered:
        raise need_order(units)
    ranks = np.arange(size, dtype=np.float64)
    apart = np.abs(ranks[:, np.newaxis] - ranks) / max(size - 1, 1)
    return 1 - (apart if weights == "linear" else apart**2)


def need_order(units: Units) -> UserError:
    """The error for an ordered coefficient on words without an order."""
    word = next((each for each in units.categories if not _is_number(each)), "")
    return UserError(
        f"the value '{word}' is no number, so the values have no order",
        hint="give all categories in their order with --categories",
    )


def _is_number(word: str) -> bool:
    try:
        return bool(np.isfinite(float(word)))
    except ValueError:
        return False
