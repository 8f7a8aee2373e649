"""Coefficients as other tools print them, against loops over their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings

from annotator.analysis.agreement.continuum import Continuum, continuum_from
from annotator.analysis.agreement.krippendorff import krippendorff_alpha_nominal
from annotator.analysis.agreement.unitizing_2004 import alpha_u_2004, disorders_2004
from annotator.analysis.agreement.unitizing_atlas import (
    atlas_binary_alpha,
    atlas_capital_cu_alpha,
    atlas_cu_alpha,
)
from tests.analysis.agreement.passages import CODES, continua, marks_of, values_by_character

Section = tuple[int, int, bool]


def sections(own: Continuum, coder: int, code: int) -> list[Section]:
    """Begin, length and whether it is a unit, of one coder's layer."""
    result: list[Section] = []
    last = 0
    layer = np.flatnonzero((own.coder == coder) & (own.code == code))
    for start, end in zip(own.start[layer], own.end[layer], strict=True):
        if start > last:
            result.append((last, int(start) - last, False))
        result.append((int(start), int(end - start), True))
        last = int(end)
    if last < own.length:
        result.append((last, own.length - last, False))
    return result


def difference(one: Section, other: Section) -> float:
    (b1, n1, v1), (b2, n2, v2) = one, other
    if v1 and v2 and b1 < b2 + n2 and b2 < b1 + n1:
        return (b1 - b2) ** 2 + (b1 + n1 - b2 - n2) ** 2
    if v1 and not v2 and b2 <= b1 and b1 + n1 <= b2 + n2:
        return n1**2
    if v2 and not v1 and b1 <= b2 and b2 + n2 <= b1 + n1:
        return n2**2
    return 0


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False))
def test_the_disorders_of_2004_equal_the_definition_section_by_section(own):
    m, length = len(own.coders), own.length
    observed, expected = disorders_2004(own)
    for code in range(len(CODES)):
        layers = [sections(own, coder, code) for coder in range(m)]
        seen = sum(
            difference(one, other)
            for i, first in enumerate(layers)
            for j, second in enumerate(layers)
            if i != j
            for one in first
            for other in second
        )
        assert observed[code] == pytest.approx(seen / (m * (m - 1) * length**2))
        units = [n for layer in layers for _, n, is_unit in layer if is_unit]
        gaps = [n for layer in layers for _, n, is_unit in layer if not is_unit]
        total = sum(
            (len(units) - 1) / 3 * (2 * n**3 - 3 * n**2 + n)
            + n**2 * sum(gap - n + 1 for gap in gaps if gap >= n)
            for n in units
        )
        among = m * length * (m * length - 1) - sum(n * (n - 1) for n in units)
        assert expected[code] == pytest.approx(2 / length * total / among if units else 0)


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False))
def test_identical_coders_have_one_or_nothing_by_the_old_measure(own):
    marks = marks_of(own)["Ann"]
    same = continuum_from("D", own.length, dict.fromkeys(own.coders, marks), CODES)
    values = alpha_u_2004(same)
    assert np.all(np.isnan(values) | (values == 1))


@settings(deadline=None, max_examples=60)
@given(continua())
def test_atlas_on_exclusive_codes_is_nominal_alpha_on_characters(own):
    value, _ = values_by_character(own)
    table = [[None if v == 0 else CODES[v - 1] for v in row] for row in value.T]
    valued = [row for row in table if sum(v is not None for v in row) > 1]
    assume(len({v for row in valued for v in row if v is not None}) > 1)
    expected = krippendorff_alpha_nominal(valued).value
    assert atlas_cu_alpha([own], CODES) == pytest.approx(expected)
    assert atlas_capital_cu_alpha([own], {c: [c] for c in CODES}) == pytest.approx(expected)


@settings(deadline=None, max_examples=60)
@given(continua(exclusive=False))
def test_atlas_binary_counts_all_text(own):
    covers = np.zeros((len(own.coders), own.length), dtype=int)
    for coder, name in enumerate(own.coders):
        for start, end, code in marks_of(own)[name]:
            covers[coder, start:end] |= code in ("a", "b")
    assume(0 < covers.sum() < covers.size)
    expected = krippendorff_alpha_nominal(covers.T).value
    assert atlas_binary_alpha([own], ["a", "b"]) == pytest.approx(expected)


def test_cu_of_atlas_compares_the_sets_of_domains():
    """Characters 0 to 3: {P}, {P, Q} by A; {P}, {Q} by B. Pairs: PP, then PQ and QQ, by hand."""
    marks = {"A": [(0, 4, "a"), (2, 4, "b")], "B": [(0, 2, "a"), (2, 4, "b")]}
    own = continuum_from("D", 6, marks, CODES)
    # o_PP = 4, o_QQ = 4, o_PQ = o_QP = 2, so n_P = n_Q = 6 and n = 12.
    found = atlas_capital_cu_alpha([own], {"P": ["a", "c"], "Q": ["b"]})
    assert found == pytest.approx(1 - 11 * 4 / (144 - 72))
    assert np.isnan(atlas_capital_cu_alpha([own], {"P": ["c"]}))
