"""The laws of merging through the tables of a study: a few worlds here, many by the command."""

from __future__ import annotations

from tests.reliability.stored_laws import same_either_way, stored_laws

CASES = 12


def test_merging_holds_its_laws_through_the_tables_of_a_study() -> None:
    stored_laws(CASES)


def test_what_comes_in_straight_is_as_if_it_came_record_by_record() -> None:
    same_either_way(CASES)
