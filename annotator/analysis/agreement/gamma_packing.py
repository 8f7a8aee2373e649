"""The choice of candidates, no two of which share a unit, that saves most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.gamma_candidates import Candidates, TooHard


def packing(found: Candidates, units: int, time_limit_s: float) -> NDArray[np.bool_]:
    """Which candidates to take: (candidates,).

    Candidates that are linked by shared units are chosen together, others apart.

    Args:
        found: the candidates.
        units: how many units there are.
        time_limit_s: of the branch and bound, for three and more coders.

    Raises:
        TooHard: the time was up.
    """
    taken = np.zeros(len(found.savings), dtype=bool)
    if not len(taken):
        return taken
    group = _groups(found.tuples, units)
    order = np.argsort(group, kind="stable")
    bounds = np.flatnonzero(np.diff(group[order], prepend=-1, append=-1))
    sizes = np.diff(bounds)
    taken[order[bounds[:-1][sizes == 1]]] = True
    if found.tuples.shape[1] == 2:
        for low, high in zip(bounds[:-1][sizes > 1], bounds[1:][sizes > 1], strict=True):
            own = order[low:high]
            taken[own[_assigned(found.tuples[own], found.savings[own])]] = True
    elif (sizes > 1).any():
        own = order[np.repeat(sizes > 1, sizes)]
        taken[own[_covered(found.tuples[own], found.savings[own], time_limit_s)]] = True
    return taken


def _groups(tuples: IntArray, units: int) -> IntArray:
    """A number for each candidate, equal for those that are linked by shared units."""
    from scipy.sparse import coo_array  # type: ignore[import-untyped] # late: it loads slowly
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    row, column = np.nonzero(tuples >= 0)
    unit = tuples[row, column]
    graph = coo_array(
        (np.ones(len(row), dtype=np.int8), (row, len(tuples) + unit)),
        shape=(len(tuples) + units, len(tuples) + units),
    )
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[: len(tuples)], dtype=np.int64)


def _assigned(tuples: IntArray, savings: FloatArray) -> IntArray:
    """The choice among pairs that save most, as an assignment problem."""
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    first, row = np.unique(tuples[:, 0], return_inverse=True)
    second, column = np.unique(tuples[:, 1], return_inverse=True)
    if len(first) == 1 or len(second) == 1:
        return np.array([savings.argmax()])
    table = np.zeros((len(first), len(second)))
    table[row, column] = savings
    place = np.full(table.shape, -1, dtype=np.int64)
    place[row, column] = np.arange(len(savings))
    chosen = place[linear_sum_assignment(table, maximize=True)]
    return np.asarray(chosen[chosen >= 0])


def _covered(tuples: IntArray, savings: FloatArray, time_limit_s: float) -> IntArray:
    """The choice among groups of any size that save most, by branch and bound."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_array

    column, coder = np.nonzero(tuples >= 0)
    units, row = np.unique(tuples[column, coder], return_inverse=True)
    holds = csc_array((np.ones(len(row)), (row, column)), shape=(len(units), len(tuples)))
    answer = milp(
        -savings,
        integrality=np.ones(len(savings)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(holds, ub=np.ones(len(units))),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    if answer.status != 0 or answer.x is None:
        raise TooHard(f"no exact alignment within {time_limit_s:.3g} s")
    return np.flatnonzero(np.asarray(answer.x) > 0.5)
