"""Truth and bias: how far one party's ratings follow the other's, and which way they lean.

The model of West & Kenny (2011), Psychol. Rev. 118:357-378: one party's ratings are the
judgements, the other's the truth. Judgements and truth are both centred on the mean of the
truth, a bias variable on its own mean; then

    judgement = directional bias + truth force × truth + bias force × bias + error

so that the intercept says how far the judge lies above or below the truth on the whole, and
the slope how far the judge follows it. Here by least squares; dyads (or therapists) are left
out one at a time for the intervals, since moments of one dyad are not independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.estimate import (
    Estimate,
    free_intervals,
    rows_by_cluster,
    undefined,
)

NAMES = ("directional_bias", "truth_force", "bias_force")
_SINGULAR = 1e-10


def truth_and_bias(
    judgements: Sequence[float],
    truths: Sequence[float],
    clusters: Sequence[str],
    *,
    biases: Sequence[float] | None = None,
    known: dict[str, Any] | None = None,
) -> tuple[Estimate, ...]:
    """Directional bias, truth force and, with a bias variable, bias force.

    Args:
        judgements: ratings of the one who judges.
        truths: of the other, in the same order.
        clusters: the dyad or therapist of each.
        biases: a variable that may draw the judgements away from the truth.
        known: what the results carry with them: n, unit, base, code, notes, …

    The judge keeps half of the differences and lies 1 above:

    >>> found = truth_and_bias([2, 2.5, 3, 3.5], [0, 1, 2, 3], ["a", "a", "b", "b"])
    >>> [(each.measure, round(each.value, 3)) for each in found]
    [('directional_bias', 1.25), ('truth_force', 0.5)]
    """
    known = known or {}
    names = NAMES if biases is not None else NAMES[:2]
    columns = [truths, *([biases] if biases is not None else []), judgements]
    table = np.column_stack([np.ones(len(judgements)), *columns]).astype(np.float64)
    products = table[:, :, np.newaxis] * table[:, np.newaxis, :]
    sums = rows_by_cluster(clusters, products.reshape(len(table), -1))
    size = table.shape[1]

    def fitted(weights: FloatArray) -> FloatArray:
        return _fitted((weights @ sums).reshape(-1, size, size))

    if len(table) < len(names) + 1:
        reason = f"{len(table)} pairs are too few; at least {len(names) + 1} are needed"
        return tuple(undefined(name, reason, **known) for name in names)
    values = fitted(np.ones((1, len(sums))))[0]
    spans = free_intervals(fitted, len(sums))
    return tuple(
        Estimate(
            measure=name,
            value=float(value),
            reason="the truth does not vary, so nothing can follow it" if isnan(value) else "",
            ci_low=span.low,
            ci_high=span.high,
            ci_kind=span.kind,
            clusters=span.clusters,
            **known,
        )
        for name, value, span in zip(names, values, spans, strict=True)
    )


def _fitted(products: FloatArray) -> FloatArray:
    """Intercept and slopes from sums of products of (1, truth, bias, judgement): a row each."""
    n = products[:, 0, 0]
    means = products[:, 0, 1:] / n[:, np.newaxis]
    spread = products[:, 1:, 1:] - n[:, np.newaxis, np.newaxis] * (
        means[:, :, np.newaxis] * means[:, np.newaxis, :]
    )
    inner, outer = spread[:, :-1, :-1], spread[:, :-1, -1]
    result = np.full((len(n), inner.shape[1] + 1), np.nan)
    result[:, 0] = means[:, -1] - means[:, 0]
    size = np.prod(np.diagonal(inner, axis1=1, axis2=2), axis=1)
    sound = np.abs(np.linalg.det(inner)) > _SINGULAR * np.maximum(size, _SINGULAR)
    result[sound, 1:] = np.linalg.solve(inner[sound], outer[sound][:, :, np.newaxis])[:, :, 0]
    return result
