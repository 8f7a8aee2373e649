"""Published and independently confirmed values for free passages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.analysis.agreement.boundaries import boundary_counts, boundary_similarity
from annotator.analysis.agreement.characters import kappa
from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.gamma_alignment import best_alignment
from annotator.analysis.agreement.gamma_dissimilarity import (
    Dissimilarity,
    positional_dissimilarity,
)
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_table import spans_results
from annotator.analysis.agreement.unitizing_2004 import alpha_u_2004, disorders_2004

REFERENCE = Path(__file__).resolve().parents[3].parent / "shared" / "reference"
VECTORS = REFERENCE / "agreement_vectors.json"

NAMES = {
    "u_alpha_nominal": "u_alpha",
    "bar_u_alpha_binary": "bar_u_alpha",
    "cu_alpha_nominal": "cu_alpha",
    "ku_alpha": "ku_alpha",
    "ku_alpha_coverage": "ku_alpha",
    "alpha_U_2004_category": "alpha_u_2004",
    "gamma": "gamma",
    "gamma_cat": "gamma_cat",
    "gamma_k": "gamma_k",
    "span_f1": "span_f1",
    "boundary_similarity": "boundary_similarity",
    "char_kappa": "char_kappa",
}


@dataclass(frozen=True)
class Row:
    line: int
    document: str
    coder: str
    start: int
    end: int
    value: str


def cases() -> list[Any]:
    """The cases that concern passages; none where the reference is absent."""
    if not VECTORS.is_file():
        return []
    found = json.loads(VECTORS.read_text())["cases"]
    own = {*NAMES, "gamma_observed_disorder", "gamma_positional_dissimilarity"}
    return [pytest.param(case, id=case["id"]) for case in found if case["metric"] in own]


def spans_of(data: dict[str, Any]) -> tuple[int, dict[str, list[tuple[int, int, str]]]]:
    """Length and each coder's marks of a case."""
    kind = data["kind"]
    marks: dict[str, list[tuple[int, int, str]]] = {}
    if kind == "unitizations":
        return data["L"], {f"c{i}": [tuple(s) for s in own] for i, own in enumerate(data["coders"])}
    if kind == "unitizations_start_length":
        base = data["begin"]
        for i, own in enumerate(data["coders"]):
            marks[f"c{i}"] = [(s - base, s - base + n, code) for s, n, code in own]
        return data["L"], marks
    if kind == "continuum":
        for coder, start, end, code in data["units"]:
            marks.setdefault(coder, []).append((start, end, code))
        return max(end for _, _, end, _ in data["units"]), marks
    if kind == "two_span_lists":
        return 70, {c: [tuple(span) for span in data[c]] for c in "ab"}
    if kind == "contingency_table_two_raters":
        (both, first), (second, neither) = data["table"]
        marks = {"a": [(0, both + first, "x")], "b": [(0, both, "x")]}
        marks["b"].append((both + first, both + first + second, "x"))
        return both + first + second + neither, marks
    for coder in "ab":  # masses of segments: a code for each, so that all their ends are cuts
        ends = np.cumsum([0, *data[coder]]).tolist()
        marks[coder] = [(s, e, f"s{i}") for i, (s, e) in enumerate(pairwise(ends))]
    return sum(data["a"]), marks


def results(case: dict[str, Any]) -> list[Result]:
    """The results that the command would print for a case."""
    length, marks = spans_of(case["data"])
    rows = [Row(2, "D", coder, *mark) for coder, own in marks.items() for mark in own]
    iou = case["params"].get("iou_threshold", 0.5)
    return spans_results(rows, {"D": length}, [NAMES[case["metric"]]], iou=iou, bootstrap=0)


@pytest.mark.parametrize("case", cases())
def test_a_case_has_its_value(case):
    metric, params, data = case["metric"], case["params"], case["data"]
    if metric == "gamma_positional_dissimilarity":
        value = float(positional_dissimilarity(data["u"], data["v"]))
    elif metric == "gamma_observed_disorder":
        length, marks = spans_of(data)
        measure = Dissimilarity(
            alpha=params["alpha"], beta=params["beta"], delta_empty=params["deltaEmpty"]
        )
        value = best_alignment(continuum_from("D", length, marks), measure).disorder
    else:
        code = params.get("value") or params.get("category")
        found = next(each for each in results(case) if each.code == code)
        covered = found.coverage if metric == "ku_alpha_coverage" else found.value
        assert covered is not None
        value = covered
    assert value == pytest.approx(case["expected"], abs=case["tolerance"])


@pytest.mark.skipif(not VECTORS.is_file(), reason="the reference is absent")
def test_all_cases_of_passages_are_tried():
    assert len(cases()) == 27


ALEX = [(2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (44, 60, "7")]
PAUL = [(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")]
SUZAN = [(2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"), (40, 44, "6")]
FIGURE_12_11 = {"Alex": ALEX, "Paul": PAUL, "Suzan": SUZAN}


def test_the_book_s_example_of_2016_to_all_its_published_digits():
    """Krippendorff (2019), figure 12.11 and p. 340 ff."""
    rows = [Row(2, "D", c, *mark) for c, own in FIGURE_12_11.items() for mark in own]
    names = ["u_alpha", "bar_u_alpha", "cu_alpha", "ku_alpha"]
    found = spans_results(rows, {"D": 60}, names, bootstrap=0)
    overall = {each.coefficient: round(each.value, 3) for each in found if each.code is None}
    assert overall == {"u_alpha": 0.510, "bar_u_alpha": 0.413, "cu_alpha": 0.724}
    codes = {each.code: each for each in found if each.coefficient == "ku_alpha"}
    assert {k: round(v.value, 3) for k, v in codes.items() if k != "7"} == {
        "1": 1, "2": 0, "3": 0, "4": 0, "5": 1, "6": 1,
    }  # fmt: skip
    assert np.isnan(codes["7"].value)
    assert codes["7"].reason == "no text under the code was marked by another coder"
    assert (codes["7"].coverage, round(codes["5"].coverage or 0, 2)) == (0, 0.44)


def test_the_book_s_example_of_2004():
    """Krippendorff (2004), pp. 251-256; the overall value as DKPro Agreement prints it."""
    first = [(75, 145, "c"), (220, 250, "c"), (30, 90, "k"), (150, 200, "k")]
    second = [(70, 150, "c"), (205, 225, "c"), (250, 270, "c"), (30, 90, "k"), (150, 200, "k")]
    own = continuum_from("book", 300, {"1": first, "2": second})
    observed, expected = disorders_2004(own)
    assert observed.round(4).tolist() == [0.0144, 0]
    assert expected.round(4).tolist() == [0.0532, 0.049]
    assert alpha_u_2004(own).round(5).tolist() == [0.7286, 1, 0.85867]


def test_fournier_s_published_masses():
    """Fournier (2013): masses 2, 3, 6 against 5, 6, and against 1, 1, 3, 1, 5."""
    value: Callable[[list[int], list[int]], float] = lambda a, b: float(  # noqa: E731
        boundary_similarity(boundary_counts(np.array(a), np.array(b)))
    )
    assert value([2, 5], [5]) == 0.5
    assert value([2, 5], [1, 2, 5, 6]) == 0.5
    assert value([2, 5], [3, 5]) == 0.75  # a near miss of one place counts half


def test_kappa_of_characters_in_nvivo_s_example():
    cells = np.array([50.0, 100.0, 50.0, 800.0])
    assert float(kappa(cells)) == pytest.approx(0.318182, abs=2e-6)


def test_figure_12_11_through_a_continuum_has_the_alignment_s_disorder():
    own: Continuum = continuum_from("D", 60, FIGURE_12_11)
    assert best_alignment(own, Dissimilarity()).disorder == pytest.approx(0.960625, abs=1e-12)
