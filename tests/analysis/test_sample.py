"""Sample tables, against counts made by hand and against the rules that hold for any."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.tables.sample import (
    NOT_STATED,
    attributes_of,
    count,
    export_table,
    figures_of,
    members_of,
    sample_table,
    sample_tables,
)
from tests.analysis.design_study import design_study

VIEW = design_study()
VALUES = st.sampled_from(["", "a", "b", "10", "9"])
MEMBERS = st.lists(st.fixed_dictionaries({"x": VALUES, "y": VALUES}), max_size=30)


def test_a_therapist_of_two_dyads_is_one() -> None:
    assert len(members_of(VIEW, "therapists")) == 2
    assert len(members_of(VIEW, "patients")) == 3
    assert attributes_of(VIEW, "therapists") == ("gender", "years")
    assert attributes_of(VIEW, "dyads") == ("outcome",)


def test_a_participant_known_by_an_interview_only_counts() -> None:
    dyads = {key: replace(each, patient_id=None) for key, each in VIEW.dyads.items()}
    assert members_of(replace(VIEW, dyads=dyads), "patients") == (
        {"gender": "woman", "age": "18-24"},
    )


def test_one_attribute() -> None:
    table = sample_table(VIEW, "dyads", "outcome")
    assert table.rows == ("recovered", NOT_STATED)
    assert [(c.n, round(c.share, 3), c.small) for c in table.row_totals] == [
        (1, 0.333, True),
        (2, 0.667, False),
    ]
    assert table.n == 3
    assert table.small_cells == 1


def test_crossed_by_a_second() -> None:
    table = sample_table(VIEW, "patients", "gender", "age")
    assert (table.rows, table.columns) == (("man", "woman"), ("18-24", NOT_STATED))
    assert [[cell.n for cell in row] for row in table.cells] == [[1, 0], [1, 1]]
    assert [cell.n for cell in table.column_totals] == [2, 1]
    assert [[cell.small for cell in row] for row in table.cells] == [[True, False], [True, True]]
    assert [cell.small for cell in table.column_totals] == [False, True]


def test_no_cell_is_flagged_where_the_study_says_0() -> None:
    assert count(({"x": "a"},), "dyads", "x", "", 0).small_cells == 0


def test_numbers_are_ordered_as_numbers_and_have_a_mean() -> None:
    members = [{"years": each} for each in ("16", "5", "5", "27,5")]
    table = count(members, "therapists", "years", "", 5)
    assert table.rows == ("5", "16", "27,5")
    assert table.figures is not None
    assert table.figures.mean == 13.375  # 53.5 / 4
    assert round(table.figures.sd or 0, 3) == 10.75  # sqrt(346.6875 / 3)
    assert figures_of(["16", "many"]) is None
    assert figures_of([]) is None


def test_what_is_asked_for_by_name() -> None:
    assert [(t.group, t.by) for t in sample_tables(VIEW)] == [
        ("therapists", "gender"),
        ("therapists", "years"),
        ("patients", "gender"),
        ("patients", "age"),
        ("dyads", "outcome"),
    ]
    crossed = sample_tables(VIEW, ("gender", "age"))
    assert [(t.group, t.across) for t in crossed] == [("therapists", ""), ("patients", "age")]


def test_the_export_has_a_row_a_cell() -> None:
    table = export_table([sample_table(VIEW, "patients", "gender", "age")])
    assert table.rows == (
        ("patients", "gender", "man", "age", "18-24", 1, 33.3, 1),
        ("patients", "gender", "man", "age", NOT_STATED, 0, 0.0, 0),
        ("patients", "gender", "man", None, None, 1, 33.3, 1),
        ("patients", "gender", "woman", "age", "18-24", 1, 33.3, 1),
        ("patients", "gender", "woman", "age", NOT_STATED, 1, 33.3, 1),
        ("patients", "gender", "woman", None, None, 2, 66.7, 0),
    )


@given(MEMBERS, st.integers(0, 6))
def test_cells_sum_to_their_margins_and_the_margins_to_all(
    members: list[dict[str, str]], limit: int
) -> None:
    table = count(members, "patients", "x", "y", limit)
    assert [sum(c.n for c in row) for row in table.cells] == [c.n for c in table.row_totals]
    columns = [sum(row[place].n for row in table.cells) for place in range(len(table.columns))]
    assert columns == [c.n for c in table.column_totals]
    assert sum(columns) == len(members)
    assert all(c.small == (0 < c.n < limit) for row in table.cells for c in row)
    assert set(table.rows) == {each["x"] or NOT_STATED for each in members}
