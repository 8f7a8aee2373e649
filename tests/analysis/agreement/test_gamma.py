"""Gamma: exact alignments against another implementation and against trying all."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement import gamma_candidates
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.gamma import gamma, gamma_cat, gamma_statistics
from annotator.analysis.agreement.gamma_alignment import best_alignment, disorder_of
from annotator.analysis.agreement.gamma_candidates import TooHard
from annotator.analysis.agreement.gamma_chance import random_continuum
from annotator.analysis.agreement.gamma_dissimilarity import Dissimilarity
from annotator.analysis.agreement.gamma_packing import packing
from tests.analysis.agreement.passages import CODES, NAMES, marks

ORACLES = Path(__file__).resolve().parents[2] / "oracles" / "passages.json"
ONE: FloatArray = np.ones((1, 1))


def test_disorders_equal_those_of_pygamma_agreement_on_random_continua():
    """To 6 digits, as far as its single precision goes; two, three and four coders."""
    cases = json.loads(ORACLES.read_text())["gamma"]
    assert len(cases) == 200
    for alpha, units, expected in cases:
        own = {n: [tuple(unit) for unit in each] for n, each in zip(NAMES, units, strict=False)}
        length = max(unit[1] for each in units for unit in each)
        found = best_alignment(continuum_from("D", length, own), Dissimilarity(alpha=alpha))
        assert found.disorder == pytest.approx(expected, rel=2e-6)


def least_cost(own: Continuum, measure: Dissimilarity) -> float:
    """The cost of the best of all alignments, each unit in turn with any others."""
    coders = len(own.coders)

    def cost(left: frozenset[int]) -> float:
        if not left:
            return 0.0
        first = min(left)
        others = [[-1, *(u for u in left if own.coder[u] == c)] for c in range(coders)]
        others[own.coder[first]] = [first]
        best = np.inf
        for each in product(*others):
            taken = {u for u in each if u >= 0}
            own_cost = disorder_of(own, np.array([each]), measure)[0]
            best = min(best, own_cost + cost(left - taken))
        return float(best)

    return cost(frozenset(range(len(own.coder))))


@st.composite
def small(draw: st.DrawFn) -> Continuum:
    """A document of two to four coders and seven units at most."""
    names = NAMES[: draw(st.integers(2, 4))]
    own = {name: draw(marks(20, exclusive=False))[: 7 // len(names)] for name in names}
    return continuum_from("D", 20, own, CODES)


@given(small(), st.sampled_from([1.0, 3.0]), st.sampled_from([0.5, 1.0]))
@settings(max_examples=60, deadline=None)
def test_no_alignment_is_better(own, alpha, delta):
    measure = Dissimilarity(alpha=alpha, delta_empty=delta)
    found = best_alignment(own, measure)
    assert sorted(found.tuples[found.tuples >= 0].tolist()) == list(range(len(own.coder)))
    assert found.disorders == pytest.approx(disorder_of(own, found.tuples, measure))
    assert found.cost == pytest.approx(least_cost(own, measure), abs=1e-5)


@given(small(), st.integers(0, 5))
@settings(deadline=None, max_examples=60)
def test_a_random_continuum_keeps_lengths_gaps_and_codes_of_the_coders_it_drew(own, seed):
    if not len(own.coder):
        with pytest.raises(ValueError, match="no units"):
            random_continuum(own, np.random.default_rng(seed))
        return
    drawn = random_continuum(own, np.random.default_rng(seed))
    assert drawn.coders == own.coders
    assert len(drawn.coder) > 0
    real = [
        sorted((int(s), int(e - s), int(c)) for s, e, c in zip(*each, strict=True))
        for each in (
            (own.start[own.coder == i], own.end[own.coder == i], own.code[own.coder == i])
            for i in range(len(own.coders))
        )
    ]
    for i in range(len(drawn.coders)):
        mine = drawn.coder == i
        moved = zip(drawn.start[mine], drawn.end[mine], drawn.code[mine], strict=True)
        units = [(int(s), int(e - s), int(c)) for s, e, c in moved]
        shapes = [
            sorted(((s + shift) % own.length, n, c) for s, n, c in each)
            for each in real
            for shift in range(own.length + 1)
        ]
        assert sorted((s % own.length, n, c) for s, n, c in units) in shapes


def pair(shift: int, document: str = "D") -> Continuum:
    units = [(10 * i, 10 * i + 6, CODES[i % 3]) for i in range(9)]
    moved = [(s + shift, e + shift, code) for s, e, code in units]
    return continuum_from(document, 100, {"Ann": units, "Bo": moved}, CODES)


def test_identical_coders_have_one_in_all_three():
    own = gamma_statistics([pair(0)])
    assert gamma(own, ONE).tolist() == [1]
    assert gamma_cat(own, ONE).tolist() == [[1, 1, 1, 1]]


def test_the_same_seed_gives_the_same_value_whoever_comes_first():
    own = pair(2)
    units = {n: [(int(own.start[i]), int(own.end[i]), CODES[own.code[i]]) for i in own.of(c)]
             for c, n in enumerate(own.coders)}  # fmt: skip
    turned = continuum_from("D", 100, dict(reversed(units.items())), CODES)
    values = [gamma(gamma_statistics([each], seed=7), ONE)[0] for each in (own, own, turned)]
    assert values[0] == values[1] == pytest.approx(values[2], abs=1e-12)
    assert values[0] != gamma(gamma_statistics([own], seed=8), ONE)[0]


def test_samples_are_added_until_chance_is_known_well_enough():
    rough = gamma_statistics([pair(2)], precision=None)
    fine = gamma_statistics([pair(2)], precision=0.05)
    assert rough.n_samples == 30
    assert fine.n_samples > 30
    np.testing.assert_array_equal(fine.cost[:, :31], rough.cost)  # the same first samples
    assert fine.precision < 0.06 < rough.precision


def test_several_documents_are_added_and_weighted():
    both = gamma_statistics([pair(0, "D1"), pair(5, "D2")])
    alone = gamma_statistics([pair(0, "D1")])
    values = gamma(both, np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]))
    assert values[0] == gamma(alone, ONE)[0] == 1
    assert values[2] < values[1] < 1


def test_what_cannot_be_exact_is_said(monkeypatch):
    rng = np.random.default_rng(3)
    start = rng.integers(0, 40, (3, 60))
    own = continuum_from(
        "D",
        60,
        {n: [(int(s), int(s) + 9, f"c{i}") for i, s in enumerate(start[c])]
         for c, n in enumerate(NAMES[:3])},
    )  # fmt: skip
    found = gamma_candidates.candidates(own, Dissimilarity())
    with pytest.raises(TooHard, match="no exact alignment within"):
        packing(found, len(own.coder), 1e-4)
    monkeypatch.setattr(gamma_candidates, "MOST_CANDIDATES", 100)
    with pytest.raises(TooHard, match="more than"):
        gamma_statistics([own])


def test_documents_without_units_add_nothing_and_none_at_all_is_undefined():
    empty = continuum_from("E", 10, {"Ann": [], "Bo": []}, CODES)
    own = gamma_statistics([pair(2), empty], precision=None)
    alone = gamma_statistics([pair(2)], precision=None)
    assert gamma(own, np.ones((1, 2)))[0] == gamma(alone, ONE)[0]
    assert np.isnan(gamma(gamma_statistics([empty]), ONE)).all()
    assert np.isnan(gamma_cat(gamma_statistics([empty]), ONE)).all()
