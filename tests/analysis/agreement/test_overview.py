"""What an overview is made of: confusions that add up, rows that read right, gamma in time."""

from __future__ import annotations

from itertools import combinations
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement import Resampling, overview_passages
from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.document_parts import DocumentParts, document_parts
from annotator.analysis.agreement.overview_passages import (
    code_rows,
    confusions_of,
    group_results,
    passages_of,
)
from annotator.analysis.agreement.overview_units import unit_matrix, unit_rows, units_in
from tests.analysis.agreement.studies import CODES, Put, Text, study

FEW = Resampling(replicates=20)
TALK = ("I laughed because I was embarrassed.", "And then?", "I wanted to take it back.")
ENDS = st.lists(st.integers(0, 72), unique=True, max_size=8).map(sorted)


def parts_of(compared: Compared) -> list[DocumentParts]:
    return [document_parts(each) for each in compared.documents]


@st.composite
def work(draw: st.DrawFn) -> list[Put]:
    """Passages that do not overlap, one after the other, each with one code."""
    ends = draw(ENDS)
    codes = st.sampled_from(CODES)
    return [
        Put(start=start, end=end, codes=(draw(codes),))
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    ]


@st.composite
def studies(draw: st.DrawFn) -> Compared:
    """Three transcripts, each done by two to four of four coders."""
    who = st.sets(st.sampled_from("ABCD"), min_size=2, max_size=4)
    texts = [
        Text(words=TALK, asked=(1,), work={name: draw(work()) for name in sorted(draw(who))})
        for _ in range(3)
    ]
    return compare(study(*texts))


@settings(max_examples=25, deadline=None)
@given(compared=studies())
def test_rows_and_columns_of_a_confusion_are_what_each_marked(compared: Compared) -> None:
    parts = parts_of(compared)
    found = confusions_of(parts)
    for pair in combinations(compared.coders, 2):
        both = [d for d in compared.documents if set(pair) <= set(d.moments)]
        assert (pair in found) == bool(both)
        marked = {name: np.zeros(len(CODES) + 1) for name in pair}
        for document in both:
            kept = {p for start, end in document.kept for p in range(start, end)}
            for name in pair:
                rest = len(kept)
                for moment in document.moments[name]:
                    length = len(kept & set(range(moment.start, moment.end)))
                    place = [f"id-{code}" for code in CODES].index(moment.codes[0])
                    marked[name][place] += length
                    rest -= length
                marked[name][-1] += rest
        if both:
            assert found[pair].sum(axis=1).tolist() == marked[pair[0]].tolist()
            assert found[pair].sum(axis=0).tolist() == marked[pair[1]].tolist()


@settings(max_examples=12, deadline=None)
@given(compared=studies())
def test_a_part_with_all_transcripts_is_the_whole(compared: Compared) -> None:
    parts = parts_of(compared)
    found = passages_of(compared, parts, FEW)
    names = ("bar_u_alpha", "cu_alpha", "u_alpha")
    again = group_results(compared, [each.sums for each in parts], compared.coders, names)
    assert [each.coefficient for each in found.headline] == list(names)
    for mine, theirs in zip(found.headline, again, strict=True):
        assert repr(mine.value) == repr(theirs.value)
        assert mine.reason == theirs.reason


@settings(max_examples=12, deadline=None)
@given(compared=studies())
def test_rows_read_of_their_own_code(compared: Compared) -> None:
    parts = parts_of(compared)
    found = passages_of(compared, parts, FEW)
    rows = code_rows(compared, found, parts, confusions_of(parts), 0.667)
    assert [row.name for row in rows] == list(CODES)
    marks = dict.fromkeys(CODES, 0)
    for document in compared.documents:
        for code in document.continuum.code:
            marks[CODES[int(code)]] += 1
    for row in rows:
        assert (row.reading.text == "not used") == (not marks[row.name])
        assert (row.main.code, row.beside and row.beside.code) == (row.name, row.name)
        if isnan(row.main.value):
            assert row.main.reason
            assert row.reading.verdict != "agreed" or row.reading.text.endswith("by |u alone)")


def overlapping() -> Compared:
    """Three passages of two coders; one coder has two codes on one."""
    mine = [Put(start=0, end=20, codes=("Shame", "Distance")), Put(start=50, end=60)]
    theirs = [Put(start=0, end=20), Put(start=48, end=60)]
    return compare(study(Text(words=TALK, work={"A": mine, "B": theirs})))


def test_with_too_many_marks_gamma_says_how_it_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = overlapping()
    parts = parts_of(compared)
    soon = passages_of(compared, parts, FEW)
    assert [each.coefficient for each in soon.headline] == ["bar_u_alpha", "gamma_cat", "gamma"]
    assert not any(isnan(each.value) for each in soon.headline)
    monkeypatch.setattr(overview_passages, "GAMMA_AT_ONCE", 4)
    late = passages_of(compared, parts, FEW)
    assert [each.coefficient for each in late.headline] == ["bar_u_alpha", "gamma_cat", "gamma"]
    for each in late.headline[1:]:
        assert isnan(each.value)
        assert "5 marks" in each.reason
    same = [(each.coefficient, each.code) for each in soon.results]
    assert sorted(same, key=str) == sorted(
        [(each.coefficient, each.code) for each in late.results], key=str
    )


def test_a_set_with_overlaps_reads_by_the_text_alone() -> None:
    compared = overlapping()
    parts = parts_of(compared)
    found = passages_of(compared, parts, FEW)
    rows = code_rows(compared, found, parts, confusions_of(parts), 0.667)
    assert {row.main.coefficient for row in rows} == {"gamma_k"}
    reasons = [each.reason for each in found.results if each.coefficient == "cu_alpha"]
    assert reasons == ["codes overlap in 1 place"]


def test_pairs_of_units_stand_on_their_own_transcripts() -> None:
    texts = (
        Text(words=TALK, work={"A": [Put(start=0, end=9)], "B": [Put(start=0, end=9)]}),
        Text(words=TALK, work={"B": [Put(start=0, end=9)], "C": [Put(start=50, end=60)]}),
    )
    compared = compare(study(*texts, unit="turn"))
    matrix = unit_matrix(compared, "turn", "percent_agreement", FEW)
    assert set(matrix) == {("A", "B"), ("B", "C")}
    assert matrix["A", "B"].value == 1
    assert matrix["B", "C"].value == pytest.approx(1 / 3)
    rows = unit_rows(compared, units_in(compared, "turn"), {}, 0.667, FEW)
    assert [row.name for row in rows] == list(CODES)
    assert {row.main.coefficient for row in rows} == {"krippendorff_alpha_nominal"}
    assert {row.beside.coefficient for row in rows if row.beside} == {"gwet_ac1"}
    values = [each for row in rows[1:] for each in (row.main, row.beside) if each]
    assert {each.reason for each in values} == {"the code was never used"}
    assert all(isnan(each.value) for each in values)
    unused = [row for row in rows if row.name in ("Distance", "Repair")]
    assert all(isnan(row.main.value) and row.main.reason for row in unused)
