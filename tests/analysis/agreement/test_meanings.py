"""Every coefficient is explained, in two sentences with their source."""

from __future__ import annotations

import re

import pytest

from annotator.analysis.agreement import CATALOGUE, SPAN_COEFFICIENTS
from annotator.analysis.agreement.continuum import continuum_from
from annotator.analysis.agreement.meanings import (
    MEANINGS,
    Meaning,
    is_beyond_chance,
    meaning_of,
)
from annotator.analysis.agreement.spans_groups import gamma_results
from annotator.analysis.agreement.spans_sums import Setting

CONTRACT = """
percent_agreement cohen_kappa weighted_kappa_linear weighted_kappa_quadratic scott_pi
fleiss_kappa light_kappa conger_kappa brennan_prediger gwet_ac1 gwet_ac2
krippendorff_alpha_nominal krippendorff_alpha_ordinal krippendorff_alpha_interval
krippendorff_alpha_ratio krippendorff_alpha_masi krippendorff_alpha_jaccard icc_1_1 icc_2_1
icc_3_1 icc_1_k icc_2_k icc_3_k u_alpha bar_u_alpha cu_alpha ku_alpha alpha_u_2004
char_percent_agreement char_kappa span_precision span_recall span_f1 boundary_similarity gamma
gamma_cat gamma_k session_time_agreement
""".split()


def test_every_coefficient_has_a_meaning():
    assert {*CATALOGUE, *SPAN_COEFFICIENTS, *CONTRACT} <= set(MEANINGS)
    with pytest.raises(KeyError):
        meaning_of("kappa")


@pytest.mark.parametrize("own", [pytest.param(each, id=name) for name, each in MEANINGS.items()])
def test_it_is_two_sentences_a_question_and_a_source_with_a_year(own: Meaning):
    sentences = re.findall(r"[^.?!]*(?:[.](?! |$)[^.?!]*)*[.?!](?= |$)", own.says)
    assert len(sentences) == 2, sentences
    assert "".join(sentences) == own.says
    assert all(re.match(r" ?[A-ZIγ]", each) for each in sentences)
    assert own.asks.endswith("?")
    assert len(own.asks) <= 80
    assert re.search(r"\(\d{4}\)|help|manual", own.source)
    assert meaning_of(own.name) is own


def test_shares_of_agreement_are_not_beyond_chance():
    shares = {name for name in MEANINGS if not is_beyond_chance(name)}
    assert shares == {
        "percent_agreement",
        "char_percent_agreement",
        "span_precision",
        "span_recall",
        "span_f1",
        "boundary_similarity",
        "session_time_agreement",
        "maxqda_code_in_document",
        "maxqda_code_frequency",
        "maxqda_percent_agreement",
    }


def test_gamma_cat_falls_with_what_only_one_coder_marked_as_its_meaning_says():
    both = [(0, 10, "a"), (20, 30, "b"), (40, 50, "a")]
    marks = {"A": [*both, (70, 80, "b")], "B": both}
    alone = continuum_from("D", 100, marks, "ab")
    alike = continuum_from("D", 100, {"A": both, "B": both}, "ab")
    setting = Setting(codes=("a", "b"), coders=("A", "B"))
    values = {
        own: gamma_results([own], setting, ("gamma_cat",), seed=1)[0].value
        for own in (alone, alike)
    }
    assert values[alike] == 1
    assert values[alone] < 0.9
    assert "one coder" in meaning_of("gamma_cat").says
    assert "leaves out" not in meaning_of("gamma_cat").says


def test_no_two_are_printed_alike():
    signs = [each.sign for each in MEANINGS.values()]
    assert len(set(signs)) == len(signs)
