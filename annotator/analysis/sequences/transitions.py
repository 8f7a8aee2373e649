"""Lag-k tables: how often a code follows another so many places later, against chance.

With n(g, t) pairs of a given and a target code, of N in all, the expected count is
e = n(g, ·) n(·, t) / N, and the adjusted residual

    (n − e) / √(e (1 − n(g, ·) / N) (1 − n(·, t) / N))

which is near a standard normal under independence where e is not small. Source: Bakeman &
Quera (2011), Sequential analysis and observational methods for the behavioral sciences; the
residual is Haberman's (1973), Biometrics 29:205-220. Neighbours are never taken across two
documents. The base counts: with all pairs as base, pairs that cannot be (one speaker's code
after the same speaker's) pull the expected counts down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray

Place = Sequence[str]
"""The codes at one place of a sequence: one, several at once, or none where it is missing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LagTable:
    """Counts of pairs; rows are the given codes, columns the targets.

    Attributes:
        n: all pairs, the sum of `counts`.
        expected: NaN where there is no pair at all.
        residuals: adjusted; NaN where undefined: a code that never stands there, or always.
        base: of which pairs these are counts.
        documents: how many sequences were read.
    """

    given: tuple[str, ...]
    targets: tuple[str, ...]
    lag: int
    counts: IntArray
    expected: FloatArray
    residuals: FloatArray
    n: int
    base: str
    documents: int


def lag_table(
    sequences: Sequence[Sequence[Place]],
    codes: Sequence[str],
    lag: int = 1,
    *,
    given: Sequence[str] | None = None,
    targets: Sequence[str] | None = None,
) -> LagTable:
    """Counts, expected counts and adjusted residuals at a lag.

    Args:
        sequences: one a document, in order. A place without a code is in no pair, but its
            neighbours do not become neighbours of each other. Of a place with several codes
            each makes a pair with each of the other place's.
        codes: all that are listed, used or not.
        lag: how many places later, from 1.
        given, targets: keep to pairs of these as base; all codes where not given.

    >>> table = lag_table([["a", "b", "a", "b", "b"]], ["a", "b"])
    >>> table.counts.tolist(), table.expected.tolist()
    ([[0, 2], [1, 1]], [[0.5, 1.5], [0.5, 1.5]])
    >>> table.residuals.round(3).tolist()
    [[-1.155, 1.155], [1.155, -1.155]]

    Raises:
        ValueError: a lag below 1.
    """
    if lag < 1:
        raise ValueError("the lag counts from 1")
    rows = tuple(codes if given is None else given)
    columns = tuple(codes if targets is None else targets)
    row_of = {code: place for place, code in enumerate(rows)}
    column_of = {code: place for place, code in enumerate(columns)}
    counts = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for sequence in sequences:
        for before, after in zip(sequence, sequence[lag:], strict=False):
            for one in _codes(before):
                for other in _codes(after):
                    if one in row_of and other in column_of:
                        counts[row_of[one], column_of[other]] += 1
    expected, residuals = against_independence(counts)
    return LagTable(
        given=rows,
        targets=columns,
        lag=lag,
        counts=counts,
        expected=expected,
        residuals=residuals,
        n=int(counts.sum()),
        base=_base(lag, rows, columns, codes),
        documents=len(sequences),
    )


def against_independence(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Expected counts and adjusted residuals of a table; NaN where they are undefined."""
    n = float(counts.sum())
    if not n:
        nothing = np.full(counts.shape, np.nan)
        return nothing, nothing
    rows, columns = counts.sum(axis=1, keepdims=True) / n, counts.sum(axis=0, keepdims=True) / n
    expected = rows * columns * n
    variance = expected * (1 - rows) * (1 - columns)
    residuals = np.full(counts.shape, np.nan)
    np.divide(
        counts - expected, np.sqrt(np.maximum(variance, 0)), out=residuals, where=variance > 1e-12
    )
    return expected, residuals


def _codes(place: Place) -> Sequence[str]:
    """The codes at a place; a lone word is one code."""
    return (place,) if isinstance(place, str) else place


def _base(lag: int, given: tuple[str, ...], targets: tuple[str, ...], codes: Sequence[str]) -> str:
    where = f"pairs of codes {lag} apart within a document"
    if given == tuple(codes) and targets == tuple(codes):
        return f"all {where}, impossible ones among them"
    return f"{where}, from {', '.join(given)} to {', '.join(targets)} only"
