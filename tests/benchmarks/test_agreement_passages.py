"""Agreement on free passages: 47 transcripts × 3 coders × 2,000 spans × 24 codes, and gamma.

Targets: the family of 2016 with 1,000 replicates 0.3 s, the whole panel 0.5 s, after one edit
20 ms; gamma with 30 samples 0.5 s for 300 units × 2 coders, 3 s for 300 × 3. Beside it, where
it is installed, pygamma-agreement on the same continuum.
"""

from __future__ import annotations

import numpy as np
import pytest

from annotator.analysis.agreement.arrays import IntArray
from annotator.analysis.agreement.continuum import Continuum, continuum_of
from annotator.analysis.agreement.gamma import gamma, gamma_statistics
from annotator.analysis.agreement.gamma_alignment import best_alignment
from annotator.analysis.agreement.gamma_dissimilarity import Dissimilarity
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_panel import PANEL, UNITIZING, panel
from annotator.analysis.agreement.spans_sums import DocumentSums, Setting, document_sums
from annotator.analysis.agreement.unitizing_statistics import statistics

CODES = tuple(f"code {number:02}" for number in range(24))
CODERS = ("Ann", "Bo", "Cem")
SETTING = Setting(codes=CODES, coders=CODERS, resampling=Resampling(replicates=1000, seed=1))


def document(
    rng: np.random.Generator, coders: tuple[str, ...], spans: int, kept: float = 1.0
) -> Continuum:
    """Coders who saw much the same passages: ends moved a little, a fifth of codes changed."""
    length = spans * 40
    cuts = np.sort(rng.choice(np.arange(6, length // 6) * 6, 2 * spans, replace=False))
    truth = rng.integers(0, len(CODES), spans)
    parts: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []
    for place in range(len(coders)):
        mine = np.flatnonzero(rng.random(spans) < kept)
        moved = cuts + rng.integers(-2, 3, 2 * spans)
        given = np.where(rng.random(spans) < 0.8, truth, rng.integers(0, len(CODES), spans))
        ends = moved[::2][mine], moved[1::2][mine]
        parts.append((np.full(len(mine), place), given[mine], *ends))
    coder, code, start, end = (np.concatenate(each) for each in zip(*parts, strict=True))
    return continuum_of("D", length, coders, CODES, (coder, code, start, end))


@pytest.fixture(scope="module")
def corpus() -> list[Continuum]:
    rng = np.random.default_rng(47)
    return [document(rng, CODERS, 2000) for _ in range(47)]


def family(corpus: list[Continuum]) -> list[Result]:
    none = np.zeros((3, len(CODES), 3))
    own = [
        DocumentSums(statistics=statistics(each), cells=none, matched=none, cut=none[:, 0])
        for each in corpus
    ]
    return panel(own, SETTING, UNITIZING)


def test_the_family_with_1000_replicates(benchmark, corpus):
    results = benchmark.pedantic(family, args=(corpus,), rounds=7, warmup_rounds=1)
    assert len(results) == 1 + 25 + 1 + 24
    assert all(each.ci_low is not None for each in results)


def test_the_whole_panel_with_1000_replicates(benchmark, corpus):
    def whole() -> list[Result]:
        return panel([document_sums(each) for each in corpus], SETTING, PANEL)

    results = benchmark.pedantic(whole, rounds=7, warmup_rounds=1)
    assert {each.coefficient for each in results} == {*PANEL}


def test_the_family_after_one_edit(benchmark, corpus):
    kept = [document_sums(each) for each in corpus]

    def edited() -> list[Result]:
        kept[11] = document_sums(corpus[11])
        return panel(kept, SETTING, UNITIZING)

    assert benchmark.pedantic(edited, rounds=15, warmup_rounds=1)[0].ci_low is not None


def test_the_whole_panel_after_one_edit(benchmark, corpus):
    kept = [document_sums(each) for each in corpus]

    def edited() -> list[Result]:
        kept[11] = document_sums(corpus[11])
        return panel(kept, SETTING, PANEL)

    assert benchmark.pedantic(edited, rounds=9, warmup_rounds=1)


@pytest.mark.parametrize("coders", [2, 3])
def test_exact_gamma_of_300_units_with_30_samples(benchmark, coders):
    own = document(np.random.default_rng(3), CODERS[:coders], 300, kept=0.9)

    def value() -> float:
        found = gamma_statistics([own], precision=None)
        assert found.n_samples == 30
        return float(gamma(found, np.ones((1, 1)))[0])

    assert 0 < benchmark.pedantic(value, rounds=5, warmup_rounds=1) < 1


@pytest.mark.parametrize("coders", [2, 3])
def test_one_alignment_beside_pygamma_agreement(benchmark, coders):
    """30 units for three coders: 300 are not done by the other in 170 s."""
    peer = pytest.importorskip("pygamma_agreement")
    segment = pytest.importorskip("pyannote.core").Segment
    own = document(np.random.default_rng(3), CODERS[:coders], 300 if coders == 2 else 30)
    continuum = peer.Continuum()
    for i, coder in enumerate(own.coder):
        unit = segment(int(own.start[i]), int(own.end[i]))
        continuum.add(own.coders[coder], unit, CODES[own.code[i]])
    measure = peer.CombinedCategoricalDissimilarity(alpha=3, beta=1)
    theirs = benchmark.pedantic(
        lambda: continuum.get_best_alignment(measure).disorder, rounds=3, warmup_rounds=1
    )
    mine = best_alignment(own, Dissimilarity()).disorder
    assert mine == pytest.approx(float(theirs), rel=2e-6)
