"""Agreement on a bare table of spans: names, reasons, what is left out, intervals."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from math import isnan

import pytest

from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_table import SPAN_COEFFICIENTS, spans_results
from annotator.domain.errors import UserError


@dataclass(frozen=True)
class Row:
    document: str
    coder: str
    start: int
    end: int
    value: str
    line: int = 0


def rows(*marks: tuple[str, str, int, int, str]) -> list[Row]:
    return [Row(*mark, line=line) for line, mark in enumerate(marks, start=2)]


def found(results: list[Result], name: str, code: str | None = None) -> Result:
    (only,) = [r for r in results if r.coefficient == name and r.code == code]
    return only


TWO = rows(
    ("D1", "Ann", 0, 10, "x"),
    ("D1", "Ann", 20, 30, "y"),
    ("D1", "Bo", 2, 10, "x"),
    ("D1", "Bo", 20, 30, "x"),
    ("D2", "Ann", 5, 15, "x"),
    ("D2", "Bo", 5, 15, "x"),
    ("D3", "Ann", 5, 15, "y"),
    ("D3", "Bo", 8, 15, "y"),
)
LENGTHS = {"D1": 50, "D2": 40, "D3": 60}


def test_every_coefficient_of_the_contract_is_there_and_is_json():
    results = spans_results(TWO, LENGTHS, seed=5)
    assert [*dict.fromkeys(r.coefficient for r in results)] == list(SPAN_COEFFICIENTS)
    only_codes = {"ku_alpha", "gamma_k"}
    assert all(
        any(r.code is None for r in results if r.coefficient == name) == (name not in only_codes)
        for name in SPAN_COEFFICIENTS
    )
    with_codes = {r.coefficient for r in results if r.code == "x"}
    assert with_codes == {*SPAN_COEFFICIENTS} - {
        "u_alpha", "cu_alpha", "gamma", "gamma_cat", "boundary_similarity",
    }  # fmt: skip
    json.dumps([r.as_json() for r in results], allow_nan=False)
    assert {r.coders for r in results} == {("Ann", "Bo")}
    assert found(results, "u_alpha").n == 150
    assert found(results, "u_alpha").seed == 5


def test_the_order_of_rows_changes_nothing():
    names = [name for name in SPAN_COEFFICIENTS if name not in ("span_precision", "span_recall")]
    results = spans_results(TWO, LENGTHS, names)
    turned = spans_results(TWO[::-1], LENGTHS, names)
    assert [r.value for r in results] == pytest.approx([r.value for r in turned], nan_ok=True)
    for end in ("ci_low", "ci_high"):
        ends = [[getattr(r, end) or 0 for r in each] for each in (results, turned)]
        assert ends[0] == pytest.approx(ends[1])


def test_intervals_are_over_documents_and_hold_the_value():
    (u,) = spans_results(TWO, LENGTHS, ["u_alpha"])
    assert u.ci_low is not None
    assert u.ci_high is not None
    assert u.ci_low <= u.value <= u.ci_high
    assert any("resampling 3 documents" in note for note in u.notes)
    (none,) = spans_results(TWO, LENGTHS, ["u_alpha"], bootstrap=0)
    assert (none.ci_low, none.value) == (None, u.value)
    (one,) = spans_results(TWO[:4], LENGTHS, ["u_alpha"])
    assert one.ci_low is None
    assert any("only one cluster" in note for note in one.notes)


def test_a_document_of_one_coder_is_left_out_and_listed():
    more = [*TWO, Row("D4", "Ann", 3, 9, "x"), Row("D5", "Bo", 0, 0, "")]
    lengths = {**LENGTHS, "D4": 10, "D5": 10, "D6": 10}
    names = [name for name in SPAN_COEFFICIENTS if not name.startswith("gamma")]
    for own in spans_results(more, lengths, names):
        assert own.excluded[:3] == (
            "D4: only Ann coded it",
            "D5: only Bo coded it",
            "D6: nobody coded it",
        )
    values = [r.value for r in spans_results(more, lengths, names)]
    assert values == pytest.approx(
        [r.value for r in spans_results(TWO, LENGTHS, names)], nan_ok=True
    )


def test_done_and_found_nothing_is_a_finding():
    silent = [*TWO, Row("D4", "Ann", 3, 9, "x"), Row("D4", "Bo", 0, 0, "")]
    with_it = spans_results(silent, {**LENGTHS, "D4": 10}, ["bar_u_alpha"], bootstrap=0)
    without = spans_results(TWO, LENGTHS, ["bar_u_alpha"], bootstrap=0)
    assert with_it[0].value < without[0].value
    assert with_it[0].n == without[0].n + 10
    assert with_it[0].excluded == ()


def test_codes_that_overlap_leave_the_layers_and_gamma():
    both = [*TWO, Row("D2", "Ann", 10, 20, "y"), Row("D3", "Bo", 0, 30, "x")]
    results = spans_results(both, LENGTHS)
    for name, code in (("u_alpha", None), ("cu_alpha", None), ("ku_alpha", "x")):
        own = found(results, name, code)
        assert isnan(own.value)
        assert own.reason == "codes overlap in 2 places"
    for name in ("bar_u_alpha", "gamma", "char_kappa", "alpha_u_2004"):
        assert not isnan(found(results, name).value)
    # On its own layer a code does not know of the others.
    alone = [row for row in both if row.value == "y"]
    done = [Row(d, c, 0, 0, "") for d in LENGTHS for c in ("Ann", "Bo")]
    for name in ("bar_u_alpha", "alpha_u_2004", "char_kappa", "span_f1"):
        (expected,) = [r for r in spans_results([*done, *alone], LENGTHS, [name]) if r.code == "y"]
        assert found(results, name, "y").value == pytest.approx(expected.value)


def test_values_written_as_sets_are_several_spans_and_a_lone_bar_is_none():
    sets = rows(("D", "Ann", 0, 9, "x|y"), ("D", "Bo", 0, 9, "y"), ("D", "Bo", 0, 9, "x"))
    results = spans_results(sets, {"D": 20}, ["span_f1", "bar_u_alpha"])
    assert [r.value for r in results if r.coefficient == "span_f1"] == [1, 1, 1]
    bare = rows(("D", "Ann", 0, 9, "|"), ("D", "Bo", 0, 9, "x"))
    results = spans_results(bare, {"D": 20}, ["u_alpha", "bar_u_alpha", "char_kappa"])
    assert found(results, "bar_u_alpha").value == 1
    assert found(results, "u_alpha").value < 1
    assert {r.code for r in results} == {None, "x"}


def test_overlaps_of_one_coder_and_code_are_merged_and_counted():
    own = rows(("D", "Ann", 0, 6, "x"), ("D", "Ann", 4, 9, "x"), ("D", "Bo", 0, 9, "x"))
    f1 = spans_results(own, {"D": 20}, ["span_f1"], bootstrap=0)[0]
    assert f1.value == 1
    assert "1 span was merged into overlapping ones of the same coder and code" in f1.notes
    touching = rows(("D", "Ann", 0, 4, "x"), ("D", "Ann", 4, 9, "x"), ("D", "Bo", 0, 9, "x"))
    f1 = spans_results(touching, {"D": 20}, ["span_f1"], bootstrap=0)[0]
    assert f1.value == pytest.approx(2 / 3)


def test_coders_are_compared_in_pairs_and_an_absent_pair_says_so():
    three = [*TWO, Row("D9", "Cem", 0, 5, "x"), Row("D9", "Ann", 0, 5, "x")]
    results = spans_results(three, {**LENGTHS, "D9": 10}, ["char_kappa"], bootstrap=0)
    overall = {r.coders: r for r in results if r.code is None}
    assert list(overall) == [("Ann", "Bo"), ("Ann", "Cem"), ("Bo", "Cem")]
    assert (overall["Ann", "Cem"].value, overall["Ann", "Cem"].n) == (1, 10)
    assert overall["Bo", "Cem"].reason == "the two coders share no document"
    (alpha,) = spans_results(three, {**LENGTHS, "D9": 10}, ["alpha_u_2004"], bootstrap=0)[:1]
    assert alpha.reason == "no document was coded by all coders"
    assert "D9: not coded by Bo" in alpha.excluded


def test_one_coder_is_nothing_to_compare():
    alone = [row for row in TWO if row.coder == "Ann"]
    for own in spans_results(alone, LENGTHS):
        assert isnan(own.value)
        assert own.reason == "there is only one coder, Ann"


def test_unused_codes_of_the_codebook_are_undefined_and_not_zero():
    results = spans_results(TWO, LENGTHS, categories=["x", "y", "z"])
    for name in ("bar_u_alpha", "ku_alpha", "alpha_u_2004", "gamma_k"):
        own = found(results, name, "z")
        assert isnan(own.value)
        assert own.reason.startswith("nobody used the code")
    assert found(results, "char_percent_agreement", "z").value == 1
    assert found(results, "char_kappa", "z").reason == "neither coder used the code"
    assert found(results, "span_precision", "z").reason == "Bo never used the code"
    assert found(results, "span_f1", "z").reason == "neither Ann nor Bo used the code"


def test_a_missing_length_is_told():
    (u,) = spans_results(TWO, {"D1": 50, "D2": 40}, ["u_alpha"], bootstrap=0)
    assert u.notes == ("no length given, the last mark's end taken: D3 15",)


@pytest.mark.parametrize(
    ("row", "lengths", "categories", "names", "where", "words"),
    [
        (Row("D1", "Bo", 0, 5, "q", line=9), {}, ["x", "y"], [], "line 9, column value", "'q'"),
        (Row("D1", "Bo", 0, 51, "x", line=9), LENGTHS, [], [], "line 9, column end", "51"),
        (Row("D1", "Bo", 0, 5, "x", line=9), {}, [], ["cohen_kappa"], "", "no coefficient"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(row, lengths, categories, names, where, words):
    with pytest.raises(UserError, match=words) as wrong:
        spans_results([*TWO, row], lengths, names, categories)
    assert wrong.value.where == where


def test_gamma_of_a_large_table_is_for_those_who_ask(monkeypatch):
    monkeypatch.setattr("annotator.analysis.agreement.spans_table.GAMMA_UNITS", {2: 3})
    own = found(spans_results(TWO, LENGTHS), "gamma")
    assert own.reason == "it takes long for 8 spans: ask for it by name"
    assert not isnan(found(spans_results(TWO, LENGTHS, ["gamma"]), "gamma").value)


def test_coders_of_other_names_in_the_same_order_have_the_same_values():
    names = {"Ann": "A1", "Bo": "B2"}
    renamed = [replace(row, coder=names[row.coder]) for row in TWO]
    mine, theirs = (spans_results(each, LENGTHS) for each in (TWO, renamed))
    assert [r.value for r in mine] == pytest.approx([r.value for r in theirs], nan_ok=True)
