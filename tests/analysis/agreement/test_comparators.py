"""What other tools would print: by their own formulas, with reasons where undefined."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import pytest

from annotator.analysis.agreement import cohen_kappa, krippendorff_alpha_nominal
from annotator.analysis.agreement.comparators import Comparator, comparators
from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.meanings import MEANINGS
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.unitizing_2004 import alpha_u_2004
from tests.analysis.agreement.studies import CODES, Put, Text, study

LENGTH = 40
WORDS = ("x" * LENGTH,)
FIRST = {
    "A": [Put(start=0, end=10), Put(start=20, end=26, codes=("Distance",))],
    "B": [Put(start=0, end=9), Put(start=22, end=28, codes=("Repair",))],
    "C": [],
}
SECOND = {"A": [Put(start=5, end=9)], "B": [Put(start=5, end=9)]}


def compared(*works: dict[str, list[Put]], exclusive: bool = False) -> Compared:
    return compare(study(*(Text(words=WORDS, work=work) for work in works), exclusive=exclusive))


def of(own: Compared, tool: str, label: str | None = None) -> Comparator:
    return next(c for c in comparators(own) if c.tool == tool and label in (None, c.label))


def one(own: Comparator, coefficient: str, code: str | None, *coders: str) -> Result:
    [found] = [
        each
        for each in own.results
        if (each.coefficient, each.code) == (coefficient, code)
        and (not coders or each.coders == coders)
    ]
    return found


def under(work: dict[str, list[Put]], coder: str, code: str) -> list[str]:
    """Whether each character is under a code for a coder."""
    held = [put for put in work[coder] if code in put.codes]
    return [str(any(p.start <= x < p.end for p in held)) for x in range(LENGTH)]


def test_nvivo_pools_sources_by_adding_cells_and_shows_each():
    own = compared(FIRST, SECOND)
    table = [
        [mine, theirs]
        for work in (FIRST, SECOND)
        for mine, theirs in zip(under(work, "A", "Shame"), under(work, "B", "Shame"), strict=True)
    ]
    pooled = one(of(own, "NVivo", "all sources"), "char_kappa", "Shame", "A", "B")
    assert pooled.value == pytest.approx(cohen_kappa(table).value, abs=1e-12)
    assert pooled.n == 2 * LENGTH
    second = of(own, "NVivo", "D01, session 2, patient")
    assert one(second, "char_kappa", "Shame", "A", "B").value == 1
    assert {each.coders for each in second.results} == {("A", "B")}
    never = one(second, "char_kappa", "Repair", "A", "B")
    assert (isnan(never.value), never.reason) == (True, "neither coder used the code")
    assert one(second, "char_percent_agreement", "Repair", "A", "B").value == 1


def test_maxqda_counts_segments_of_pairs():
    own = of(compared(FIRST, SECOND), "MAXQDA")
    percent = one(own, "maxqda_percent_agreement", None, "A", "B")
    assert (percent.value, percent.n, percent.unit) == (4 / 6, 6, "span")
    kappa = one(own, "maxqda_kappa_rk", None, "A", "B")
    assert kappa.value == pytest.approx((4 / 6 - 3 / 16) / (13 / 16))
    assert one(own, "maxqda_percent_agreement", None, "A", "C").value == 0
    assert "not stated in the manual" in own.note


def test_maxqda_compares_whole_documents_too():
    own = of(compared(FIRST, SECOND), "MAXQDA", "whether and how often a code stands in a document")
    for level in ("maxqda_code_in_document", "maxqda_code_frequency"):
        # In one of two documents only A has Distance, and only B has Repair.
        for code, expected in (("Shame", 1), ("Distance", 1 / 2), (None, 4 / 6)):
            found = one(own, level, code, "A", "B")
            assert found.value == pytest.approx(expected)
            assert (found.n, found.unit) == (2, "document")
    twice = {"A": [*SECOND["A"], Put(start=20, end=24)], "B": SECOND["B"]}
    own = of(compared(twice), "MAXQDA", "whether and how often a code stands in a document")
    assert one(own, "maxqda_code_in_document", "Shame").value == 1
    assert one(own, "maxqda_code_frequency", "Shame").value == 0


def test_maxqda_takes_fixed_chance_for_exclusive_frozen_passages():
    own = compared(FIRST, SECOND, exclusive=True)
    frozen = replace(own, round=replace(own.round, passages_from="r"))
    kappa = one(of(frozen, "MAXQDA"), "maxqda_kappa_rk", None, "A", "B")
    assert kappa.value == pytest.approx((4 / 6 - 1 / 3) / (2 / 3))


def test_atlas_takes_the_set_for_one_domain():
    own = of(compared(SECOND | {"A": FIRST["A"], "B": FIRST["B"]}), "ATLAS.ti")
    table = [
        [mine, theirs]
        for mine, theirs in zip(under(FIRST, "A", "Shame"), under(FIRST, "B", "Shame"), strict=True)
    ]
    expected = krippendorff_alpha_nominal(table).value
    assert one(own, "atlas_binary_alpha", "Shame").value == pytest.approx(expected, abs=1e-12)
    # 9 characters of Shame for both, 4 of Distance for one and Repair for the other
    shared = [["s", "s"]] * 9 + [["d", "r"]] * 4
    expected = krippendorff_alpha_nominal(shared).value
    assert one(own, "atlas_cu_alpha", None).value == pytest.approx(expected, abs=1e-12)
    capital = one(own, "atlas_capital_cu_alpha", None)
    assert (isnan(capital.value), capital.reason) == (
        True,
        "there is only one semantic domain, Moments",
    )


def test_inception_prints_the_older_alpha_overall_and_by_code():
    own = compared(SECOND, SECOND)
    found = of(own, "INCEpTION")
    assert [each.code for each in found.results] == [None, *CODES]
    assert one(found, "alpha_u_2004", "Shame").value == 1
    mixed = compared(FIRST)
    values = alpha_u_2004(mixed.documents[0].continuum)
    assert one(of(mixed, "INCEpTION"), "alpha_u_2004", None).value == pytest.approx(values[-1])


@pytest.mark.parametrize(
    "work",
    [
        {"A": [], "B": []},
        {"A": [Put(start=0, end=LENGTH)], "B": [Put(start=0, end=LENGTH)]},
        {"A": [Put(start=0, end=9)], "B": [Put(start=20, end=29, codes=("Repair",))]},
        {"A": [Put(start=0, end=9), Put(start=4, end=12, codes=("Repair",))], "B": []},
    ],
)
def test_what_is_undefined_says_why_and_everything_is_explained(work):
    own = comparators(compared(work))
    assert [each.tool for each in own] == [
        "NVivo",
        "NVivo",
        "MAXQDA",
        "MAXQDA",
        "ATLAS.ti",
        "INCEpTION",
    ]
    for comparator in own:
        assert comparator.note.endswith(".")
        assert comparator.results
        for result in comparator.results:
            assert isnan(result.value) == bool(result.reason)
            assert result.coefficient in MEANINGS


def test_one_who_shares_no_document_has_no_values():
    own = compared({"A": [Put(start=0, end=9)], "B": []}, {"C": [], "D": []})
    percent = one(of(own, "MAXQDA"), "maxqda_percent_agreement", None, "A", "C")
    assert percent.reason == "the two coders share no document"
    pooled = one(of(own, "NVivo", "all sources"), "char_kappa", "Shame", "A", "C")
    assert pooled.reason == "the two coders share no document"


def test_without_documents_there_is_nothing_to_print():
    own = compared({"A": [], "B": []})
    assert comparators(replace(own, documents=())) == ()
