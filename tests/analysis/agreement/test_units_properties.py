"""What must hold for every table of units: perfect agreement, names, order, plain loops."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis import agreement
from annotator.analysis.agreement.sets import distances, jaccard_distance, masi_distance
from annotator.analysis.agreement.units import MISSING, Units, units_of

CODES = "abcd"
Table = list[list[str | None]]
OF_ALL = {
    name: entry.function
    for name, entry in agreement.CATALOGUE.items()
    if not entry.of_pair and not entry.ratings and entry.need in ("names", "sets")
}
NAMES_ONLY = [name for name in OF_ALL if "masi" not in name and "jaccard" not in name]


@st.composite
def tables(draw: st.DrawFn, least_coders: int = 2) -> Table:
    coders = draw(st.integers(least_coders, 4))
    cell = st.sampled_from([*CODES, None])
    return draw(st.lists(st.lists(cell, min_size=coders, max_size=coders), min_size=1, max_size=12))


def same(first: float, second: float) -> bool:
    return (isnan(first) and isnan(second)) or first == pytest.approx(second, abs=1e-10)


@given(st.lists(st.sampled_from(CODES), min_size=2, max_size=20), st.integers(2, 5))
def test_identical_coders_agree_fully(codes, coders):
    rows = units_of([[code] * coders for code in codes], categories=CODES)
    for name, entry in agreement.CATALOGUE.items():
        if entry.ratings or entry.need == "numbers":
            continue
        for result in agreement.results_of(name, rows):
            assert isnan(result.value) or result.value == pytest.approx(1.0)
            if len(set(codes)) > 1 and result.code is None:
                assert not isnan(result.value), name


@given(st.data(), tables())
def test_the_order_of_coders_and_units_changes_nothing(data, table):
    columns = data.draw(st.permutations(range(len(table[0]))))
    rows = data.draw(st.permutations(table))
    changed = [[row[column] for column in columns] for row in rows]
    for name, function in OF_ALL.items():
        before = function(units_of(table, categories=CODES))
        after = function(units_of(changed, categories=CODES))
        assert same(before.value, after.value), name
        assert (before.n, bool(before.reason)) == (after.n, bool(after.reason))


@given(st.permutations(CODES), tables())
def test_renaming_codes_changes_nothing(names, table):
    new = dict(zip(CODES, names, strict=True))
    renamed = [[None if cell is None else new[cell] for cell in row] for row in table]
    for name, function in OF_ALL.items():
        assert same(
            function(units_of(table, categories=CODES)).value,
            function(units_of(renamed, categories=CODES)).value,
        ), name


@given(tables())
def test_gathering_equal_units_changes_nothing(table):
    once = units_of(table, categories=CODES)
    thrice = units_of(table * 3, categories=CODES)
    for name in NAMES_ONLY:
        if not name.startswith("krippendorff"):  # alpha knows the number of values
            assert same(OF_ALL[name](once).value, OF_ALL[name](thrice).value), name


@given(tables())
def test_documents_change_the_interval_and_not_the_value(table):
    alone = units_of(table, categories=CODES)
    clustered = units_of(table, categories=CODES, clusters=["all"] * len(table))
    for name, function in OF_ALL.items():
        assert same(function(alone).value, function(clustered).value), name


def plain_alpha(table: Table, distance) -> float:
    """Alpha by its definition: mean distance within units and over all pairs of values."""
    paired = [[v for v in row if v is not None] for row in table]
    paired = [row for row in paired if len(row) > 1]
    values = [v for row in paired for v in row]
    if not values:
        return float("nan")
    within = sum(
        sum(distance(a, b) for a, b in permutations(row, 2)) / (len(row) - 1) for row in paired
    ) / len(values)
    among = sum(distance(a, b) for a, b in permutations(values, 2))
    if among == 0:
        return float("nan")
    return 1 - within / (among / (len(values) * (len(values) - 1)))


@given(tables())
def test_nominal_alpha_is_the_plain_loop(table):
    found = agreement.krippendorff_alpha_nominal(table).value
    assert same(found, plain_alpha(table, lambda a, b: a != b))


@given(tables())
def test_ordinal_alpha_is_the_plain_loop(table):
    counts: Counter[str] = Counter()
    for row in table:
        known = [cell for cell in row if cell is not None]
        counts.update(known if len(known) > 1 else [])

    def apart(a: str, b: str) -> float:
        a, b = sorted((a, b))
        between = sum(counts[c] for c in CODES if a <= c <= b)
        return (between - (counts[a] + counts[b]) / 2) ** 2 if a != b else 0

    found = agreement.krippendorff_alpha_ordinal(units_of(table, categories=CODES)).value
    assert same(found, plain_alpha(table, apart))


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=9))
def test_interval_alpha_is_the_plain_loop(table):
    found = agreement.krippendorff_alpha_interval(table).value
    assert same(found, plain_alpha(table, lambda a, b: (a - b) ** 2))


def plain_kappa(pairs: list[tuple[str, str]]) -> float:
    number = len(pairs)
    if not number:
        return float("nan")
    agreed = sum(a == b for a, b in pairs) / number
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[c] * second[c] for c in CODES) / number**2
    return float("nan") if chance == 1 else (agreed - chance) / (1 - chance)


@given(tables(least_coders=3))
def test_cohen_and_light_are_the_plain_loop(table):
    places = list(combinations(range(len(table[0])), 2))
    expected = [
        plain_kappa([(r[a], r[b]) for r in table if r[a] is not None and r[b] is not None])
        for a, b in places
    ]
    units = units_of(table, categories=CODES)
    for pair, value in zip(units.pairs(), expected, strict=True):
        assert same(agreement.cohen_kappa(pair).value, value)
    assert same(agreement.light_kappa(units).value, float(np.mean(expected)))


@given(tables())
def test_percent_agreement_is_the_plain_loop(table):
    shares = []
    for row in table:
        known = [cell for cell in row if cell is not None]
        if len(known) > 1:
            pairs = list(combinations(known, 2))
            shares.append(sum(a == b for a, b in pairs) / len(pairs))
    found = agreement.percent_agreement(table).value
    assert same(found, float(np.mean(shares)) if shares else float("nan"))


@given(tables())
def test_alpha_of_a_value_is_that_of_the_table_with_two_categories(table):
    units = units_of(table, categories=CODES)
    each = agreement.krippendorff_alpha_per_value(units)
    binary = agreement.of_each_code(agreement.krippendorff_alpha_nominal, units)
    assert [r.code for r in each] == [r.code for r in binary] == list(CODES)
    for one, other in zip(each, binary, strict=True):
        assert same(one.value, other.value)
        assert one.prevalence is None or other.prevalence == pytest.approx(one.prevalence)


@given(st.lists(st.lists(st.sampled_from(CODES), min_size=3, max_size=3), min_size=2, max_size=9))
def test_fleiss_of_a_category_is_that_of_the_table_with_two(table):
    units = units_of(table, categories=CODES)
    each = agreement.fleiss_kappa_per_category(units)
    binary = agreement.of_each_code(agreement.fleiss_kappa, units)
    assert all(same(a.value, b.value) for a, b in zip(each, binary, strict=True))


def test_fleiss_1971_per_category_is_published():
    """Fleiss (1971), table 1 gives .248 and .517 of five; the whole is in the vectors."""
    rows = [[1, 1, 2], [2, 2, 2], [3, 1, 3], [3, 3, 3]]
    values = [r.value for r in agreement.fleiss_kappa_per_category(rows)]
    shares = [r.prevalence for r in agreement.fleiss_kappa_per_category(rows)]
    assert shares == pytest.approx([3 / 12, 4 / 12, 5 / 12])
    whole = agreement.fleiss_kappa(rows).value
    weights = [share * (1 - share) for share in shares if share is not None]
    assert whole == pytest.approx(np.average(values, weights=weights))


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=3, max_size=12))
def test_arrays_lists_and_units_are_read_alike(table):
    gap = np.array(table, dtype=float)
    gap[0, 0] = np.nan
    listed = [[None if np.isnan(cell) else cell for cell in row] for row in gap]
    by_array, by_list = units_of(gap), units_of(listed)
    assert by_array.codes.tolist() == by_list.codes.tolist()
    assert by_array.categories == by_list.categories
    values = by_array.values
    assert values is not None
    back = np.where(by_array.codes == MISSING, np.nan, values[by_array.codes])
    np.testing.assert_array_equal(back, gap)


def test_far_numbers_and_fractions_are_read_by_sorting():
    units = units_of(np.array([[0.5, 1e6], [np.nan, 0.5]]))
    assert units.categories == ("0.5", "1000000")
    assert units.codes.tolist() == [[0, 1], [-1, 0]]


def test_a_table_that_is_too_wide_for_numbers_gives_the_same():
    rng = np.random.default_rng(3)
    table = rng.integers(0, 4, size=(9, 40))
    wide = agreement.fleiss_kappa(table).value
    doubled = agreement.fleiss_kappa(units_of(table, clusters=range(9))).value
    counts = np.stack([(table == c).sum(axis=1) for c in range(4)], axis=1)
    agreed = ((counts * (counts - 1)).sum(axis=1) / (40 * 39)).mean()
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    assert doubled == pytest.approx(wide)
    assert wide == pytest.approx((agreed - chance) / (1 - chance))


def test_pairs_name_their_coders():
    units = units_of([["a", "b", "a"]], coders=["X", "Y", "Z"])
    assert [pair.coders for pair in units.pairs()] == [("X", "Y"), ("X", "Z"), ("Y", "Z")]
    assert all(isinstance(pair, Units) for pair in units.pairs())


@given(st.lists(st.frozensets(st.sampled_from(CODES)), max_size=8))
def test_all_distances_of_sets_at_once_are_those_of_each_two(sets):
    for masi, one_by_one in ((True, masi_distance), (False, jaccard_distance)):
        table = distances(sets, masi=masi)
        expected = [[one_by_one(one, other) for other in sets] for one in sets]
        assert table == pytest.approx(np.array(expected).reshape(table.shape), abs=1e-12)
