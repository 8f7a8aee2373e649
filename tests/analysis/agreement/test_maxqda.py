"""MAXQDA's levels: worked by hand, and against a plain loop."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.maxqda import (
    chance,
    code_frequency,
    code_in_document,
    kappa_rk,
    percent,
    segments,
)
from tests.analysis.agreement.passages import continua

PAIR = ("Ann", "Bo")


def document(first: list[tuple[int, int, str]], second: list[tuple[int, int, str]]) -> Continuum:
    return continuum_from("D", 100, {"Ann": first, "Bo": second}, "abc")


def test_ninety_percent_of_the_longer_segment_and_the_same_code():
    own = segments(
        [
            document([(0, 10, "a")], [(0, 9, "a")]),
            document([(0, 20, "a")], [(0, 17, "a")]),
            document([(0, 20, "a")], [(0, 20, "b")]),
        ],
        PAIR,
    )
    assert percent(own)[:2].tolist() == [2 / 5, 0.0]
    assert isnan(percent(own)[2])
    assert percent(own)[-1] == pytest.approx(2 / 6)
    loose = segments([document([(0, 20, "a")], [(0, 17, "a")])], PAIR, 0.8)
    assert percent(loose)[0] == 1


def test_presence_and_frequency_in_documents():
    documents = [
        document([(0, 9, "a"), (20, 29, "a")], [(50, 59, "a")]),
        document([(0, 9, "b")], []),
    ]
    assert code_in_document(documents, PAIR).tolist() == [1, 0.5, 1, 2.5 / 3]
    assert code_frequency(documents, PAIR).tolist() == [0.5, 0.5, 1, 2 / 3]
    alone = continuum_from("D", 9, {"Ann": []}, "abc")
    assert np.isnan(code_in_document([alone], PAIR)).all()


def test_kappa_rests_on_the_number_of_codes_alone():
    own = segments([document([(0, 10, "a"), (20, 30, "b")], [(0, 10, "a"), (20, 30, "c")])], PAIR)
    assert percent(own)[-1] == 0.5
    assert kappa_rk(own, 3, fixed=True) == pytest.approx((0.5 - 1 / 3) / (2 / 3))
    assert kappa_rk(own, 3) == pytest.approx((0.5 - 3 / 16) / (13 / 16))
    assert chance(1) == 0.25


def test_without_segments_nothing_is_defined():
    own = segments([document([], [])], PAIR)
    assert isnan(kappa_rk(own, 3))
    assert np.isnan(percent(own)).all()
    one = segments([document([(0, 9, "a")], [(0, 9, "a")])], PAIR)
    assert isnan(kappa_rk(one, 1, fixed=True))
    assert isnan(kappa_rk(one, 0))


@settings(deadline=None, max_examples=80)
@given(st.lists(continua(exclusive=False, coders=(2, 3)), min_size=1, max_size=3))
def test_segments_equal_a_loop_over_pairs(documents):
    for share in (0.5, 0.9):
        own = segments(documents, PAIR, share)
        agreed = np.zeros(4)
        left = np.zeros((2, 4))
        for each in documents:
            for i in range(len(each.start)):
                if each.coder[i] > 1:
                    continue
                lengths = [
                    (
                        min(each.end[i], each.end[j]) - max(each.start[i], each.start[j]),
                        max(each.end[i] - each.start[i], each.end[j] - each.start[j]),
                    )
                    for j in range(len(each.start))
                    if each.coder[j] == 1 - each.coder[i] and each.code[j] == each.code[i]
                ]
                target = (
                    agreed
                    if any(met > 0 and met >= share * longer for met, longer in lengths)
                    else left[each.coder[i]]
                )
                target[[each.code[i], 3]] += 1
        assert own.agreed.tolist() == agreed.tolist()
        assert [own.first.tolist(), own.second.tolist()] == left.tolist()
