"""Dyadic analysis at size: 24 sessions, 40 codes, 10,000 circular shifts.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported, ratios are asserted.
"""

from __future__ import annotations

import numpy as np
import pytest

from annotator.analysis.dyads.convergence import Drawing, convergence
from annotator.analysis.dyads.material import ANY, DyadSession
from annotator.analysis.dyads.recurrence import recurrence

CODES = tuple(f"code {n}" for n in range(40))
LENGTH_MS = 50 * 60_000
DYADS, NUMBERS, MOMENTS = 12, (3, 5), 3


def marks(rng: np.random.Generator) -> dict[str, tuple[tuple[int, int], ...]]:
    """Three moments of each code, 120 in an account."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for code in CODES:
        starts = rng.integers(0, LENGTH_MS - 60_000, size=MOMENTS).tolist()
        found[code] = tuple(sorted((start, start + 60_000) for start in starts))
    return {ANY: tuple(sorted(each for own in found.values() for each in own)), **found}


@pytest.fixture(scope="module")
def sessions() -> list[DyadSession]:
    rng = np.random.default_rng(1)
    return [
        DyadSession(
            dyad=f"D{dyad}",
            therapist_name=f"T{dyad}",
            number=number,
            length_ms=LENGTH_MS,
            therapist=marks(rng),
            patient=marks(rng),
        )
        for dyad in range(DYADS)
        for number in NUMBERS
    ]


def test_convergence_with_ten_thousand_shifts(benchmark, sessions):
    results = benchmark(convergence, sessions, CODES, Drawing(shifts=10_000, permutations=0))
    assert len(results) == 3 * 41
    assert results[0].chance[0].draws == 10_000


def test_convergence_with_shifts_and_permutations(benchmark, sessions):
    results = benchmark(convergence, sessions, CODES, Drawing())
    assert results[0].chance[1].draws == 10_000


def test_recurrence_of_all_codes(benchmark, sessions):
    assert len(benchmark(recurrence, sessions, CODES)) == 42
