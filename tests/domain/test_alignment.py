from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.alignment import in_order, rows, spoken_places, white_space

times = st.lists(st.integers(0, 40), max_size=9)
places = times.map(lambda own: [(time, 10 * place) for place, time in enumerate(own)])
accounts = st.lists(places.map(in_order), min_size=1, max_size=3)


@given(places)
def test_the_run_is_the_longest_that_does_not_fall(own):
    found = in_order(own)
    assert all(a[0] <= b[0] and a[1] < b[1] for a, b in pairwise(found))
    longest = max(
        size
        for size in range(len(own) + 1)
        for some in combinations(own, size)
        if all(a[0] <= b[0] for a, b in pairwise(some))
    )
    assert len(found) == longest


@given(accounts, st.integers(0, 12))
def test_each_place_stands_in_one_row_and_in_text_order(own, within):
    found = rows(own, within)
    for account, expected in enumerate(own):
        positions = [row.positions[account] for row in found if row.positions[account] is not None]
        assert positions == [position for _, position in expected]
    assert all(a.time_ms <= b.time_ms for a, b in pairwise(found))


def test_near_places_of_two_accounts_are_one_row_and_of_one_account_two():
    assert [row.positions for row in rows([[(0, 1), (3, 5)], [(8, 2)]], 10)] == [(1, None), (5, 2)]


tops = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 300)), min_size=2, max_size=3), max_size=6
).filter(lambda every: len({len(row) for row in every}) <= 1)


@given(tops)
def test_rows_stand_level_and_none_above_the_one_before(every):
    # Places of an account come further and further down its text.
    natural = [
        [None if t is None else float(t + 300 * r) for t in row] for r, row in enumerate(every)
    ]
    space = white_space(natural)
    shift = [0.0] * (len(natural[0]) if natural else 0)
    level = 0.0
    for row, more in zip(natural, space, strict=True):
        assert all(each >= 0 for each in more)
        shift = [a + b for a, b in zip(shift, more, strict=True)]
        standing = {top + shift[i] for i, top in enumerate(row) if top is not None}
        assert len(standing) <= 1
        assert all(each >= level for each in standing)
        level = max([level, *standing])


@given(tops, st.lists(st.integers(0, 50), min_size=6, max_size=6), st.integers(0, 80))
def test_what_is_far_apart_in_time_stands_side_by_side_nowhere(every, steps, apart):
    natural = [
        [None if t is None else float(t + 300 * r) for t in row] for r, row in enumerate(every)
    ]
    times = [sum(steps[: r + 1]) for r in range(len(natural))]
    accounts = len(natural[0]) if natural else 0
    ends = [300.0 * (len(natural) + 1)] * accounts
    space = white_space(natural, times, ends, apart)
    shift = [0.0] * accounts
    placed: list[list[tuple[int, float]]] = [[] for _ in range(accounts)]
    stands: list[float | None] = []
    for row, more in zip(natural, space, strict=True):
        shift = [a + b for a, b in zip(shift, more, strict=True)]
        level = {top + shift[i] for i, top in enumerate(row) if top is not None}
        assert len(level) <= 1
        stands.append(level.pop() if level else None)
        for i, top in enumerate(row):
            if top is not None:
                placed[i].append((len(stands) - 1, shift[i]))
    for i in range(accounts):
        following = [*(r for r, _ in placed[i]), len(natural)][1:]
        for (begin, moved), end in zip(placed[i], following, strict=True):
            below = natural[end][i] if end < len(natural) else ends[i]
            assert below is not None
            for between in range(begin + 1, end):
                top = stands[between]
                if top is not None and times[between] - times[begin] > apart:
                    assert top >= below + moved


def test_the_session_stands_at_the_turn_that_was_being_said():
    turns = [(0, 0), (10_000, 20), (25_000, 44)]
    found = spoken_places([9_999, 10_000, 12_000, 90_000], turns)
    assert found == [(9_999, 0), (10_000, 20), (90_000, 44)]
    assert spoken_places([5], [(10, 0)]) == []
