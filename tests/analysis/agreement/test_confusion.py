"""Tables of codes by codes, against a plain loop over characters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.confusion import confusion, confusion_of
from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.unitizing import statistics
from tests.analysis.agreement.passages import CODES, NAMES, continua


def plain(own: Continuum, pair: tuple[str, str]) -> FloatArray:
    """One character at a time."""
    none = len(own.codes)
    table = np.zeros((none + 1, none + 1))
    for x in range(own.length):
        first, second = (
            [
                int(own.code[i])
                for i in range(len(own.code))
                if own.coders[own.coder[i]] == name and own.start[i] <= x < own.end[i]
            ]
            or [none]
            for name in pair
        )
        shared = ({*first} & {*second}) - {none}
        for c in shared:
            table[c, c] += 1
        mine, theirs = ({*each} - shared - {none} for each in (first, second))
        if mine or theirs or not shared:
            for c in mine or {none}:
                for k in theirs or {none}:
                    table[c, k] += 1
    return table


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(continua(), continua(exclusive=False)), min_size=1, max_size=3))
def test_it_equals_a_loop_over_characters(documents):
    for pair in (("Ann", "Bo"), ("Cem", "Ann")):
        shared = [each for each in documents if set(pair) <= set(each.coders)]
        table = sum((plain(each, pair) for each in shared), np.zeros((4, 4)))
        np.testing.assert_array_equal(confusion(documents, pair), table)


@settings(deadline=None, max_examples=60)
@given(continua(coders=(2, 2)))
def test_both_directions_are_the_coincidences_of_exclusive_codes(own):
    table = confusion_of(own, ("Ann", "Bo"))
    assert table.sum() == own.length
    np.testing.assert_array_equal(table.T, confusion_of(own, ("Bo", "Ann")))
    none_first = np.roll(table + table.T, 1, axis=(0, 1))
    np.testing.assert_allclose(none_first, statistics(own).coincidences)


def test_what_both_gave_is_no_confusion():
    both = [(0, 4, "a"), (0, 4, "b")]
    alike = continuum_from("D", 4, {"Ann": both, "Bo": both}, CODES)
    assert confusion_of(alike, ("Ann", "Bo")).tolist() == np.diag([4.0, 4, 0, 0]).tolist()
    marks = {"Ann": [*both, (6, 8, "a")], "Bo": [(0, 4, "a"), (6, 8, "a"), (6, 8, "c")]}
    own = confusion_of(continuum_from("D", 8, marks, CODES), ("Ann", "Bo"))
    assert (own[0, 0], own[1, 3], own[3, 2], own[3, 3]) == (6, 4, 2, 2)
    assert own.sum() == 14


def test_a_document_without_one_of_the_pair_adds_nothing():
    own = continuum_from("D", 9, {"Ann": [(0, 4, "a")]}, CODES)
    assert not confusion([own], ("Ann", "Bo")).any()
    assert confusion([], ("Ann", "Bo")).shape == (1, 1)
    with pytest.raises(ValueError, match="not in"):
        confusion_of(own, ("Ann", "Bo"))


def test_coders_who_found_nothing_agree_on_none():
    own = continuum_from("D", 9, {name: [] for name in NAMES}, CODES)
    table = confusion_of(own, ("Ann", "Dee"))
    assert table[-1, -1] == 9 == table.sum()
