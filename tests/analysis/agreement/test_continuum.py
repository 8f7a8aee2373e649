"""Documents: merging of overlaps, cutting of text, what is comparable."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.continuum import (
    comparable,
    continuum_from,
    continuum_of,
    joined,
    overlap_count,
    union,
    within,
)
from annotator.domain.spans import merged as merged_spans
from tests.analysis.agreement.passages import CODES, continua, marks_of


def test_overlaps_of_one_coder_and_code_are_one_and_are_counted():
    marks = [(0, 5, "x"), (3, 9, "x"), (9, 12, "x"), (4, 6, "y"), (4, 6, "y")]
    own = continuum_from("D", 20, {"A": marks, "B": [(1, 4, "x")]})
    assert marks_of(own)["A"] == [(0, 9, "x"), (4, 6, "y"), (9, 12, "x")]
    assert own.merged == 2
    assert marks_of(own)["B"] == [(1, 4, "x")]


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False))
def test_the_union_of_marks_is_that_of_the_interval_algebra(own):
    expected = {c: merged_spans([m[:2] for m in each]) for c, each in marks_of(own).items()}
    assert {c: [m[:2] for m in each] for c, each in marks_of(union(own)).items()} == expected


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False))
def test_overlaps_of_codes_are_found_exactly_where_there_are_some(own):
    spans = [(c, *m) for c, each in marks_of(own).items() for m in each]
    meeting = any(
        a[0] == b[0] and a[1] < b[2] and b[1] < a[2]
        for place, a in enumerate(spans)
        for b in spans[:place]
    )
    assert (overlap_count(own) > 0) == meeting


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False), st.lists(st.integers(0, 40), max_size=8))
def test_cut_out_text_is_gone_and_the_rest_is_as_it_was(own, cuts):
    places = sorted({min(cut, own.length) for cut in cuts})
    kept = list(zip(places[::2], places[1::2], strict=False))
    cut = within(own, kept)
    stays = np.zeros(own.length, dtype=bool)
    for start, end in kept:
        stays[start:end] = True
    assert cut.length == stays.sum()
    for coder, name in enumerate(own.coders):
        for code in range(len(CODES)):
            before, after = np.zeros(own.length, bool), np.zeros(cut.length, bool)
            for layer, each in ((before, own), (after, cut)):
                for i in np.flatnonzero((each.coder == coder) & (each.code == code)):
                    layer[each.start[i] : each.end[i]] = True
            assert before[stays].tolist() == after.tolist(), name
    assert len(cut.coder) + cut.lost == len(own.coder)


def test_a_span_across_text_that_is_cut_out_stays_one_unit():
    own = continuum_from("D", 30, {"A": [(2, 25, "x")], "B": [(10, 15, "x")]})
    cut = within(own, [(0, 10), (15, 30)])
    assert marks_of(cut) == {"A": [(2, 20, "x")], "B": []}
    assert cut.lost == 1


def test_documents_without_two_coders_are_listed():
    both = continuum_from("D1", 9, {"A": [], "B": [(1, 2, "x")]}, ["x"])
    one = continuum_from("D2", 9, {"A": [(1, 2, "x")]}, ["x"])
    empty = continuum_from("D3", 0, {"A": [], "B": []}, ["x"])
    used, left_out = comparable([both, one, empty])
    assert [each.document for each in used] == ["D1"]
    assert left_out == ("D2: only A coded it", "D3: it has no text to compare")


def test_documents_end_to_end():
    first = continuum_from("D1", 10, {"A": [(1, 3, "x")], "B": [(0, 10, "y")]}, ["x", "y"])
    second = continuum_from("D2", 5, {"A": [(0, 5, "x")], "B": []}, ["x", "y"])
    whole = joined([first, second])
    assert whole.length == 15
    assert marks_of(whole) == {"A": [(1, 3, "x"), (10, 15, "x")], "B": [(0, 10, "y")]}


@pytest.mark.parametrize(("start", "end", "code"), [(3, 3, 0), (-1, 2, 0), (5, 11, 0), (1, 2, 1)])
def test_a_span_that_cannot_be_is_refused(start, end, code):
    with pytest.raises(ValueError, match="'D'"):
        continuum_of("D", 10, ["A", "B"], ["x"], ([0], [code], [start], [end]))
