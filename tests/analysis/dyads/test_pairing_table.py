"""The dyadic table: both sides, both session intervals, and what stands alone."""

from __future__ import annotations

from dataclasses import replace

from annotator.analysis.dyads.pairing_table import pairing_table
from annotator.analysis.tables.dyadic import dyadic_table
from annotator.analysis.tables.pairings import pairings_table
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import MINUTE, Cell, Put, paired, read_alone, study

STOPS = ((0, 10 * MINUTE, 10 * MINUTE + 20_000), (50, 20 * MINUTE, None), (100, 30 * MINUTE, None))


def made() -> StudyView:
    """One pairing of one with two, one moment of each party alone, one of coder B."""
    view = study(
        Cell(
            stops=STOPS,
            therapist=(Put(start=0, end=4, id="t1"), Put(start=100, end=104, id="t2")),
            patient=(
                Put(start=55, end=59, id="p2"),
                Put(start=0, end=9, id="p1"),
                Put(start=105, end=109, id="p3"),
                Put(start=1, end=3, coder="B", id="b"),
            ),
        ),
        Cell(dyad="D00", stops=(), patient=(Put(start=0, end=4, id="untimed"),)),
    )
    return paired(view, "D01-3", "A", "p2", "t1", "p1")


def test_rows_by_place_and_time_with_both_sides():
    rows = pairing_table(made(), "c-A")
    said = [(each.dyad, each.relation, each.one_sided, each.moment_ids) for each in rows]
    assert said == [
        ("D00", "", "patient", ("untimed",)),
        ("D01", "converging", "", ("t1", "p1", "p2")),
        ("D01", "", "patient", ("p3",)),
        ("D01", "", "therapist", ("t2",)),
    ]
    both = rows[1]
    assert both.therapist is not None
    assert both.patient is not None
    assert both.therapist.interval == (10 * MINUTE, 10 * MINUTE + 20_000)
    assert both.patient.interval == (10 * MINUTE, None)  # the later stop has no end
    assert both.patient.quotes == ("word word", "word")
    assert (rows[0].start_ms, rows[1].start_ms, rows[1].coder) == (None, 10 * MINUTE, "A")


def test_everybodys_and_nobodys():
    assert {each.coder for each in pairing_table(made(), None)} == {"A", "B"}
    assert pairing_table(made(), "c-nobody") == ()


def test_a_coder_who_paired_nothing_has_only_one_sided_ones():
    assert [each.moment_ids for each in pairing_table(made(), "c-B")] == [("b",)]


def test_a_pairing_whose_moments_are_out_of_sight_is_left_out():
    view = replace(made(), moments={})
    assert pairing_table(view, "c-A") == ()


def test_the_export_has_both_intervals():
    table = pairings_table(made(), with_text=True)
    [row] = table.rows
    cells = dict(zip((column.name for column in table.columns), row, strict=True))
    assert cells["therapist_start_ms"] == cells["patient_start_ms"] == 10 * MINUTE
    assert cells["therapist_end_ms"] == 10 * MINUTE + 20_000
    assert cells["patient_end_ms"] is None
    assert (cells["coder"], cells["relation"]) == ("A", "converging")
    assert cells["therapist_quotes"] == "word"
    assert set(str(cells["patient_quotes"]).split("|")) == {"word", "word word"}


def test_a_pairing_whose_other_side_is_shut_is_not_one_sided():
    view = read_alone(made(), "A", "D01-3-therapist", "D01-3-patient", shut=True)
    rows = [each for each in pairing_table(view, "c-A") if each.dyad == "D01"]
    said = [(each.moment_ids, each.one_sided, each.waits, each.stands) for each in rows]
    assert said == [
        (("t1",), "", False, "converging"),
        (("t2",), "", True, "not read together yet"),
    ]
    table = dyadic_table(view, rows)
    column = [each.name for each in table.columns].index("one_sided")
    assert [row[column] for row in table.rows] == [None, None]


def test_a_pairing_without_a_relation_says_so():
    view = made()
    bare = {key: replace(each, relation="") for key, each in view.pairings.items()}
    rows = pairing_table(replace(view, pairings=bare), "c-A")
    assert [each.stands for each in rows if each.pairing] == ["without a relation"]
    assert {each.stands for each in rows if not each.pairing} == {"one-sided"}
