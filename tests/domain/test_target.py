"""When a unit counts as judged, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.codebook import CodeSet
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Rating
from annotator.domain.target import is_coded, items_of, open_parts, pile_counts, unit_scales
from tests.four_ways import ALLIANCE, EXPERIENCING, ITEMS, MARKERS, SORT, code


def judgement(**said: object) -> Judgement:
    bare = Judgement(
        id="j", coder_id="c", round_id="r", codebook_id="book", code_set_id="s", unit="bin",
        target_id="t",
    )  # fmt: skip
    return replace(bare, **said)  # type: ignore[arg-type]


def sorted_into(*piles: int) -> Judgement:
    values = zip(ITEMS, piles, strict=False)
    return judgement(values=tuple(CodeValue(code_id=k, value=v) for k, v in values))


IMPACT = (Rating(scale_id="Impact", value=2),)
BOTH = (Rating(scale_id="Mode", value=3), Rating(scale_id="Peak", value=5))
RATED = tuple(CodeValue(code_id=each, value=0) for each in ("Bond", "Tasks", "Goals"))


@pytest.mark.parametrize(
    ("code_set", "own", "parts", "coded"),
    [
        (MARKERS, None, 2, False),
        (MARKERS, judgement(), 0, True),  # looked, found none: nothing to rate
        (MARKERS, judgement(codes=("Denial",)), 1, False),  # its impact is asked
        (MARKERS, judgement(codes=("Denial",), ratings=IMPACT), 0, True),
        (replace(MARKERS, obligatory=False), judgement(codes=("Denial",)), 1, True),
        (EXPERIENCING, judgement(ratings=BOTH[:1]), 1, False),
        (EXPERIENCING, judgement(ratings=BOTH), 0, True),
        (ALLIANCE, judgement(values=RATED[:1]), 2, False),
        (ALLIANCE, judgement(values=RATED), 0, True),
        (replace(ALLIANCE, obligatory=False), None, 3, False),
        (replace(ALLIANCE, obligatory=False), judgement(values=RATED[:1]), 2, False),  # begun
        (replace(ALLIANCE, obligatory=False), judgement(values=RATED), 0, True),
        (replace(ALLIANCE, obligatory=False), judgement(), 0, True),  # looked, found none
        (replace(ALLIANCE, obligatory=True), judgement(), 3, False),
        (SORT, None, 9, False),
        (SORT, sorted_into(1, 2, 2, 3, 3, 3, 4, 4), 1, False),
        (SORT, sorted_into(1, 2, 2, 3, 3, 3, 4, 4, 5), 0, True),
        (SORT, sorted_into(1, 1, 2, 3, 3, 3, 4, 4, 5), 1, False),  # the first pile is over-full
    ],
)
def test_open_parts(code_set: CodeSet, own: Judgement | None, parts: int, coded: bool):
    assert open_parts(code_set, own) == parts
    assert is_coded(code_set, own) is coded


def test_headings_and_retired_codes_are_no_items():
    assert [each.id for each in items_of(MARKERS)] == ["Denial", "Minimal response", "Complaint"]
    with_letter = replace(MARKERS, codes=(code("Withdrawal", "W"), *MARKERS.codes[1:]))
    assert items_of(with_letter)[0].id == "Withdrawal"
    retired = replace(MARKERS.codes[1], retired=True)
    of_old = replace(MARKERS, codes=(MARKERS.codes[0], retired, *MARKERS.codes[2:]))
    assert [each.id for each in items_of(of_old)] == ["Minimal response", "Complaint"]


def test_the_first_scale_of_rated_codes_is_theirs():
    assert unit_scales(ALLIANCE) == ()
    assert unit_scales(MARKERS) == MARKERS.scales


def test_piles_are_counted_from_the_lowest():
    assert pile_counts(SORT, sorted_into(1, 5, 5, 3)) == [1, 0, 1, 0, 2]
    assert pile_counts(SORT, None) == [0] * 5
