"""How a code's numbers read: the design's own table, and what cannot be read."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.readings import (
    NOT_MARKED,
    Reading,
    reading_of,
    reading_of_units,
    taken_for,
)
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_panel import panel
from annotator.analysis.agreement.spans_sums import Setting, document_sums

CODES = ["Shame", "Distance", "Repair"]


def result(name: str, value: float, reason: str = "") -> Result:
    return Result(coefficient=name, value=value, reason=reason)


def read(ku: float | str, bar_u: float | str, *, spans: int = 40, using: int = 3) -> Reading:
    results = [
        result(name, nan, value) if isinstance(value, str) else result(name, value)
        for name, value in (("ku_alpha", ku), ("bar_u_alpha", bar_u))
    ]
    return reading_of(results[0], results[1], "Distance", 0.667, spans, using)


@pytest.mark.parametrize(
    ("ku", "bar_u", "verdict", "text"),
    [
        (0.88, 0.74, "agreed", "agreed"),
        (0.81, 0.66, "boundary", "boundary problem: same code, other ends or missed"),
        (0.62, 0.69, "code", "code problem: often taken for Distance"),
        (0.58, 0.51, "both", "code and boundary problem"),
        (0.667, 0.667, "agreed", "agreed"),
    ],
)
def test_the_designs_table(ku, bar_u, verdict, text):
    assert read(ku, bar_u) == Reading(verdict=verdict, text=text)


def test_few_spans_say_nothing_whatever_their_numbers():
    assert read(0.1, 0.1, spans=4).text == "too rare to say"
    assert read(0.1, 0.1, spans=5).verdict == "both"
    assert read("nobody used the code", "nobody used the code", spans=0).text == "not used"


def test_one_coder_only():
    assert read("no text under the code was marked by another coder", 0.0, using=1) == Reading(
        verdict="unknown", text="one coder only"
    )


def results_of(document: Continuum, code: str) -> tuple[Result, Result]:
    setting = Setting(codes=document.codes, coders=document.coders)
    found = {
        (each.coefficient, each.code): each for each in panel([document_sums(document)], setting)
    }
    return found["ku_alpha", code], found["bar_u_alpha", code]


def test_where_codes_overlap_the_reading_rests_on_the_codes_own_layer_and_says_so():
    same = [(20 * n, 20 * n + 9, "a") for n in range(5)]
    far = [(20 * n + 8, 20 * n + 17, "a") for n in range(5)]
    for marks, verdict in ((same, "agreed"), (far, "both")):
        work = {"A": [*same, (4, 12, "b")], "B": marks}
        ku, bar_u = results_of(continuum_from("D", 100, work, "ab"), "a")
        found = reading_of(ku, bar_u, None, 0.667, 10, 2)
        assert found.verdict == verdict
        assert "by |u alone" in found.text


def test_reasons_of_the_panel_are_said_in_few_words():
    apart = continuum_from(
        "D", 200, {"A": [(0, 9, "a"), (20, 29, "b")], "B": [(40, 49, "a"), (20, 29, "b")]}, "ab"
    )
    one_code = continuum_from("D", 200, {"A": [(0, 9, "a")], "B": [(0, 9, "a")]}, "ab")
    for document, text in (
        (apart, "where one used it, no other marked"),
        (one_code, "no other code beside it"),
    ):
        found = reading_of(*results_of(document, "a"), None, 0.667, 8, 2)
        assert found == Reading(verdict="unknown", text=text)


def test_taken_for_counts_both_directions():
    table = np.zeros((4, 4))
    table[0, 1], table[1, 0], table[0, 2], table[0, 3] = 3, 3, 5, 2
    assert taken_for(table, CODES, 0) == "Distance"
    assert taken_for(table, CODES, 2) == "Shame"
    assert taken_for(np.diag([1.0, 2, 3, 4]), CODES, 1) is None
    assert taken_for(np.zeros((4, 4)), CODES, 1) is None


def test_a_code_that_is_mostly_missed_is_not_taken_for_another():
    table = np.zeros((4, 4))
    table[0, 0], table[0, 3], table[3, 0], table[0, 1] = 705, 180, 120, 52
    assert taken_for(table, CODES, 0) == NOT_MARKED
    bar_u, gamma_k = result("bar_u_alpha", 0.5), result("gamma_k", 0.5)
    found = reading_of(gamma_k, bar_u, taken_for(table, CODES, 0), 0.667, 40, 2)
    assert found.text == ("code or boundary problem: often not marked by the other (by |u alone)")


@pytest.mark.parametrize(("other", "said"), [(20, None), (30, "Distance")])
def test_a_code_is_named_only_where_it_takes_a_fifth_of_the_text(other, said):
    table = np.diag([100.0, 50, 50, 900])
    table[0, 1] = other
    assert taken_for(table, CODES, 0) == said


def test_another_coefficient_in_the_place_of_ku_does_not_decide():
    gamma_k, bar_u = result("gamma_k", 0.2), result("bar_u_alpha", 0.8)
    assert reading_of(gamma_k, bar_u, None, 0.667, 40, 2).verdict == "agreed"


def test_units_that_were_cut_before_have_no_boundary_problem():
    def of(value: float, prevalence: float = 0.3, reason: str = "") -> Reading:
        alpha = Result(
            coefficient="krippendorff_alpha_nominal",
            value=value,
            reason=reason,
            n=50,
            coders=("A", "B"),
            prevalence=prevalence,
        )
        return reading_of_units(alpha, "Distance", 0.667)

    assert of(0.7).text == "agreed"
    assert of(0.6).text == "code problem: often taken for Distance"
    assert of(0.6, 0.04).text == "too rare to say"
    assert of(nan, 0.0, "the code was never used, or always").text == "not used"
    assert of(nan, 1.0, "the code was never used, or always").verdict == "unknown"
