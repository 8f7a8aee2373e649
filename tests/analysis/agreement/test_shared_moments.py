"""The moments that coders share: which are one, and the ratings that follow."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.agreement import icc, krippendorff_alpha_ordinal
from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.shared_moments import moment_units, rated_note, shared_moments
from annotator.domain.moment import Moment
from tests.analysis.agreement.studies import CODES, OTHER, Put, Text, Work, study

WORDS = ("x" * 500,)


def compared(*works: Work) -> Compared:
    return compare(study(*(Text(words=WORDS, work=work) for work in works)))


def put(start: int, end: int, *codes: str, rated: int | None = None) -> Put:
    ratings = () if rated is None else (("Intensity", rated),)
    return Put(start=start, end=end, codes=codes or ("Shame",), ratings=ratings)


def rated(ratings: list[int], shift: int = 0) -> list[Put]:
    return [put(10 * n, 10 * n + 9 - shift, rated=r) for n, r in enumerate(ratings)]


def table(own: Compared) -> list[list[int | None]]:
    [scale] = own.code_set.scales
    units = moment_units(own, scale)
    return [[int(units.categories[c]) if c >= 0 else None for c in row] for row in units.codes]


def test_a_moment_of_three_coders_is_one_row():
    values = [1, 2, 3, 4, 5, 2, 4, 1]
    own = compared({"A": rated(values), "B": rated(values, 1), "C": rated([*values[:-1], 2])})
    [scale] = own.code_set.scales
    units = moment_units(own, scale)
    assert units.codes.shape == (8, 3)
    alpha, form = krippendorff_alpha_ordinal(units), icc(units, "2_1")
    assert (alpha.n, form.n) == (8, 8)
    assert 0.9 < form.value < 1
    assert rated_note(units, scale) == (
        "8 moments shared by two or more coders, 8 of them rated on Intensity by all 3 coders"
    )


def test_what_only_some_share_or_rated_has_gaps():
    own = compared(
        {
            "A": [put(0, 9, rated=1), put(20, 29, rated=2), put(40, 49, rated=3)],
            "B": [put(0, 9, rated=2), put(40, 49)],
            "C": [put(0, 9, rated=3), put(20, 29, rated=5), put(60, 69, rated=4)],
        },
        {"A": [put(0, 9, rated=4)], "C": [put(0, 9, rated=5)]},
    )
    assert table(own) == [[1, 2, 3], [2, None, 5], [3, None, None], [4, None, 5]]
    [scale] = own.code_set.scales
    assert "4 moments shared by two or more coders, 1 of them" in rated_note(
        moment_units(own, scale), scale
    )


def test_a_code_of_another_set_links_nothing():
    apart = {"A": [put(0, 9, "Shame", OTHER, rated=1)], "B": [put(0, 9, "Repair", OTHER, rated=2)]}
    assert table(compared(apart)) == []
    near = {"A": [put(0, 9, "Shame", rated=1)], "B": [put(0, 9, "Repair", "Shame", rated=2)]}
    assert table(compared(near)) == [[1, 2]]


@pytest.mark.parametrize(("end", "rows"), [(5, 1), (4, 0)])
def test_half_of_the_union_is_the_least(end, rows):
    own = compared({"A": [put(0, 10, rated=1)], "B": [put(0, end, rated=1)]})
    assert len(table(own)) == rows


spans = st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from(CODES)).map(
    lambda each: put(each[0], each[0] + each[1], each[2])
)


def by_hand(mine: tuple[Moment, ...], theirs: tuple[Moment, ...]) -> set[tuple[str, str]]:
    """The best pair first, then the best of what is left."""

    def likeness(one: Moment, other: Moment) -> float:
        both = {*range(one.start, one.end)} & {*range(other.start, other.end)}
        either = {*range(one.start, one.end)} | {*range(other.start, other.end)}
        return len(both) / len(either) if {*one.codes} & {*other.codes} else 0

    found: set[tuple[str, str]] = set()
    taken: set[str] = set()
    pairs = [(likeness(one, other), one, other) for one, other in product(mine, theirs)]

    def order(each: tuple[float, Moment, Moment]) -> tuple[object, ...]:
        share, *moments = each
        places = [(m.start, m.end, m.coder_id, m.id) for m in moments]
        return (-share, *sorted(places))

    for share, one, other in sorted(pairs, key=order):
        if share >= 0.5 and not {one.id, other.id} & taken:
            taken |= {one.id, other.id}
            found.add((one.id, other.id))
    return found


@settings(deadline=None, max_examples=120)
@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_two_coders_moments_are_paired_best_first(mine, theirs):
    [document] = compared({"A": mine, "B": theirs}).documents
    found = {tuple(m.id for m in row if m is not None) for row in shared_moments(document)}
    assert found == by_hand(document.moments["A"], document.moments["B"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(spans, max_size=6), min_size=3, max_size=3), st.permutations("ABC"))
def test_each_moment_stands_in_one_row_whatever_the_order_of_coders(works, order):
    view = study(Text(words=WORDS, work=dict(zip("ABC", works, strict=True))))
    rows = []
    for names in ("ABC", order):
        [document] = compare(view, coders=list(names)).documents
        rows.append([{m.id for m in row if m is not None} for row in shared_moments(document)])
    assert sorted(map(sorted, rows[0])) == sorted(map(sorted, rows[1]))
    inside = [each for row in rows[0] for each in row]
    assert len(inside) == len(set(inside))
    assert all(len(row) > 1 for row in rows[0])
