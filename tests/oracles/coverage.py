"""Simulates what the intervals cover: writes coverage.json, which the suite reads.

    python tests/oracles/coverage.py [STUDIES]

Each simulated study has 12, 24, 47 or 100 documents of about 20 units, three coders, and
documents that differ in how often a code occurs and in how well it is recognised; a second
series has as many single units without documents. The true value is that of a study of 40,000
documents (or units). Documents of passages are drawn from a population of 8,000. An interval
is counted where it exists.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

from annotator.analysis.agreement import unitizing
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.couples import couple_of
from annotator.analysis.agreement.estimates import beyond_chance
from annotator.analysis.agreement.intervals import KINDS, Resampling, Statistic, intervals
from annotator.analysis.agreement.krippendorff import nominal_alphas
from annotator.analysis.agreement.margins import margins_of
from annotator.analysis.agreement.patterns import patterns_of
from annotator.analysis.agreement.unitizing_statistics import statistics
from annotator.analysis.agreement.units import Units

CLUSTERS = (12, 24, 47, 100)
CODERS = 3
VALUES = ("krippendorff_alpha_nominal", "cohen_kappa", "gwet_ac1", "percent_agreement")
PASSAGE_VALUES = ("u_alpha", "bar_u_alpha", "cu_alpha", "ku_alpha of the rarest code")


@dataclass(frozen=True)
class Scenario:
    """How codes are spread and recognised: Dirichlet and beta parameters over documents."""

    spread: tuple[float, ...]
    recognised: tuple[float, float]


SCENARIOS = {
    "four even codes, good": Scenario((3, 3, 3, 3), (11, 2)),
    "four even codes, rough": Scenario((3, 3, 3, 3), (6, 4)),
    "one rare code, good": Scenario((0.7, 8), (11, 1.5)),
    "one rare and two common codes": Scenario((0.5, 3, 3), (8, 3)),
}


SERIES = {"documents": (8, 33), "units": (1, 2)}  # units of a document, from and below


def study(
    scenario: Scenario, documents: int, rng: np.random.Generator, series: str = "documents"
) -> Units:
    """The ratings of one study; a coder who does not recognise a unit guesses."""
    lengths = rng.integers(*SERIES[series], size=documents)
    shares = rng.dirichlet(scenario.spread, size=documents)
    recognised = rng.beta(*scenario.recognised, size=documents)
    cluster = np.repeat(np.arange(documents), lengths)
    limits = shares.cumsum(axis=1)[cluster]
    limits[:, -1] = 1.0
    guess = np.array(scenario.spread).cumsum() / sum(scenario.spread)
    true = (rng.random(len(cluster))[:, None] > limits).sum(axis=1)
    guesses = np.searchsorted(guess[:-1], rng.random((len(cluster), CODERS)))
    knows = rng.random((len(cluster), CODERS)) < recognised[cluster][:, None]
    names = tuple(map(str, range(len(scenario.spread))))
    return Units(
        codes=np.where(knows, true[:, None], guesses),
        categories=names,
        coders=("A", "B", "C"),
        clusters=cluster,
        cluster_names=tuple(map(str, range(documents))),
    )


def family(units: Units) -> Statistic:
    """The values of one study as a function of its documents' weights."""
    patterns = patterns_of(units)
    margins, couple, alphas = margins_of(patterns), couple_of(patterns), nominal_alphas(patterns)
    size = len(units.categories)

    def values(weights: FloatArray) -> FloatArray:
        agreed, shares = margins.agreed(weights), margins.shares(weights)
        both, first, second = couple.shares(weights)
        return np.column_stack(
            [
                alphas(weights)[:, 0],
                beyond_chance(both, (first * second).sum(axis=1)),
                beyond_chance(agreed, (shares * (1 - shares)).sum(axis=1) / (size - 1)),
                agreed,
            ]
        )

    return values


@dataclass(frozen=True)
class Passages:
    """How coders mark passages: beta parameters over documents, and a shift of their ends."""

    found: tuple[float, float]
    recognised: tuple[float, float]
    shift: int


PASSAGES = {
    "passages, good": Passages((9, 1.5), (9, 1.5), 4),
    "passages, rough": Passages((4, 3), (4, 3), 12),
}
POPULATION = 8_000
LENGTH = 3_000
CODES = ("w", "x", "y", "z")


def document(passages: Passages, number: int, rng: np.random.Generator) -> Continuum:
    """The marks of three coders on one document: some passages missed, their ends shifted."""
    starts = np.flatnonzero(rng.random(LENGTH // 100) < rng.uniform(0.1, 0.6)) * 100
    lengths = rng.integers(25, 75, size=len(starts))
    codes = rng.choice(4, size=len(starts), p=rng.dirichlet((1, 2, 3, 4)))
    found, recognised = rng.beta(*passages.found), rng.beta(*passages.recognised)
    marks: dict[str, list[tuple[int, int, str]]] = {}
    for coder in "ABC":
        ends = rng.integers(0, passages.shift + 1, size=(2, len(starts)))
        guesses = rng.integers(0, 4, size=len(starts))
        given = np.where(rng.random(len(starts)) < recognised, codes, guesses)
        kept = np.flatnonzero(rng.random(len(starts)) < found)
        marks[coder] = [
            (int(starts[n] + ends[0, n]), int(starts[n] + lengths[n] + ends[1, n]), CODES[given[n]])
            for n in kept
        ]
    return continuum_from(str(number), LENGTH, marks, CODES)


def passage_values(rows: FloatArray) -> Statistic:
    """The values of some documents as a function of their weights."""

    def values(weights: FloatArray) -> FloatArray:
        own = unitizing.sums(weights @ rows)
        return np.column_stack(
            [
                unitizing.u_alpha(own),
                unitizing.bar_u_alpha(own)[:, -1],
                unitizing.cu_alpha(own),
                unitizing.ku_alpha(own)[:, 0],
            ]
        )

    return values


def counted(
    true: FloatArray, draw: Callable[[], Statistic], documents: int, studies: int
) -> FloatArray:
    """Shares of intervals that hold the true values, in percent: kinds × values."""
    ones = np.ones(documents)
    held = np.zeros((len(KINDS), len(true), 2))
    for number in range(studies):
        values = draw()
        for k, kind in enumerate(KINDS):
            found = intervals(values, ones, Resampling(seed=number, kind=kind))
            for column, interval in enumerate(found):
                if interval.low is not None and interval.high is not None:
                    held[k, column] += [interval.low <= true[column] <= interval.high, 1]
    return np.round(100 * held[..., 0] / np.maximum(held[..., 1], 1), 1)


def of_units(scenario: Scenario, series: str, documents: int, studies: int) -> FloatArray:
    rng = np.random.default_rng(documents)
    true = family(study(scenario, 40_000, rng, series))(np.ones((1, 40_000)))[0]

    def draw() -> Statistic:
        return family(study(scenario, documents, rng, series))

    return counted(true, draw, documents, studies)


@cache
def population(passages: Passages) -> FloatArray:
    rng = np.random.default_rng(7)
    own_statistics = [statistics(document(passages, n, rng)) for n in range(POPULATION)]
    return unitizing.table(own_statistics)


def of_passages(passages: Passages, documents: int, studies: int) -> FloatArray:
    rng, rows = np.random.default_rng(documents), population(passages)
    true = passage_values(rows)(np.ones((1, POPULATION)))[0]

    def draw() -> Statistic:
        return passage_values(rows[rng.integers(0, POPULATION, size=documents)])

    return counted(true, draw, documents, studies)


def main() -> None:
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    covered: dict[str, dict[str, dict[int, dict[str, list[float]]]]] = {
        series: {kind: {size: {} for size in CLUSTERS} for kind in KINDS}
        for series in (*SERIES, "passages")
    }

    def keep(series: str, size: int, name: str, shares: FloatArray) -> None:
        for kind, row in zip(KINDS, shares.tolist(), strict=True):
            covered[series][kind][size][name] = row
            print(series, size, name, kind, row, flush=True)

    for size in CLUSTERS:
        for series, (name, scenario) in product(SERIES, SCENARIOS.items()):
            keep(series, size, name, of_units(scenario, series, size, studies))
        for name, passages in PASSAGES.items():
            keep("passages", size, name, of_passages(passages, size, studies))
    values = {"units": VALUES, "passages": PASSAGE_VALUES}
    text = json.dumps({"studies": studies, "values": values, "covered": covered}, indent=1)
    # A row of numbers on one line.
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
