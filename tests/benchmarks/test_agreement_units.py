"""Agreement on units at size: a million units, and a panel with intervals over documents.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported, ratios are asserted. The
package `krippendorff` is GPL and not installed here: what it took beside ours, in one run on
one machine, stands in tests/oracles/units.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from annotator.analysis import agreement
from annotator.analysis.agreement import Resampling, Units
from annotator.analysis.agreement.units import units_of

ORACLE = Path(__file__).resolve().parents[1] / "oracles" / "units.json"
UNITS, CODERS, CODES, DOCUMENTS = 1_000_000, 3, 5, 47


def ratings(units: int, coders: int = CODERS, codes: int = CODES) -> np.ndarray:
    """Codes as floats, 5 % of them missing."""
    rng = np.random.default_rng(1)
    true = rng.integers(0, codes, size=(units, 1))
    guesses = rng.integers(0, codes, size=(units, coders))
    table = np.where(rng.random((units, coders)) < 0.7, true, guesses).astype(float)
    table[rng.random(table.shape) < 0.05] = np.nan
    return table


@pytest.fixture(scope="module")
def million() -> np.ndarray:
    return ratings(UNITS)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_of_a_million_units(benchmark, million, metric):
    result = benchmark(agreement.krippendorff_alpha, million, metric)
    assert result.n > 0.99 * UNITS


def test_the_interval_of_a_million_units(benchmark, million):
    result = benchmark(
        agreement.krippendorff_alpha_nominal, million, resampling=Resampling(replicates=1000)
    )
    assert result.ci_low < result.value < result.ci_high


def test_the_panel_of_a_study_with_intervals(benchmark):
    table = ratings(DOCUMENTS * 600)
    units: Units = units_of(table, clusters=np.repeat(range(DOCUMENTS), 600))

    def panel() -> int:
        names = agreement.usual(units)
        return sum(len(agreement.results_of(name, units, Resampling())) for name in names)

    assert benchmark(panel) > 20


def test_nominal_alpha_was_twenty_times_as_fast_as_krippendorff():
    clock = json.loads(ORACLE.read_text(encoding="utf-8"))["clock"]
    assert clock["ours_s"] <= 0.3
    assert clock["krippendorff_s"] >= 20 * clock["ours_s"]
