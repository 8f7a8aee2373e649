"""Scores brought into a study: what is told and left out, what is refused, one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.analysis.measures.scores import values_by_place
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.reading import Reader
from annotator.app.verbs.measure_editing import delete_measure, edit_measure
from annotator.app.verbs.measure_listing import measured_lines
from annotator.app.verbs.measure_mapping import ScoreMapping, is_missing, mapping_of, number_of
from annotator.app.verbs.measuring import Measured, import_measures, measure, store
from annotator.domain.errors import UserError
from annotator.domain.measures import Measure
from annotator.domain.score_table import ScoreLine, ScoreTable
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import Cell
from tests.analysis.dyads.making import study as study_of
from tests.analysis.measures.scoring import WAI, with_scores
from tests.formats.workbooks import workbook

LONG = ("dyad", "session", "party", "measure", "value")
WIDE = mapping_of(
    scores=["wai_t=WAI-SR:therapist", "wai_p=WAI-SR:patient"],
    ranges=["WAI-SR=1-5"],
    kinds=["WAI-SR=alliance"],
    missing="99,-9",
)


def table(columns: Sequence[str], *rows: Sequence[object]) -> ScoreTable:
    """A table as a reader gives it; the header stands in line 1."""
    lines = (
        ScoreLine(
            number=number,
            cells={c: "" if v is None else str(v) for c, v in zip(columns, row, strict=True)},
        )
        for number, row in enumerate(rows, 2)
    )
    return ScoreTable(name="w.csv", columns=tuple(columns), lines=tuple(lines))


def wide(*rows: Sequence[object]) -> ScoreTable:
    return table(("dyad", "session", "wai_t", "wai_p"), *rows)


@pytest.fixture
def view() -> StudyView:
    """Two dyads with sessions 3 and 5, no scores."""
    return study_of(*(Cell(dyad=dyad, number=n) for dyad in ("D01", "D02") for n in (3, 5)))


def scores_after(view: StudyView, measured: Measured) -> dict[tuple[str, str, str], float]:
    """By measure's name, session id and party."""
    assert measured.edit is not None
    after = view.after(measured.edit, 2)
    return {(after.measures[m].name, s, p): v for (m, s, p), v in values_by_place(after).items()}


def told(measured: Measured) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.trouble) for each in measured.told]


# Reading ---------------------------------------------------------------------------------------


def test_wide_and_long_tables_give_the_same_scores(view: StudyView):
    rows = wide(("D01", 3, "4,5", 4), ("D02", 5, None, "3.25"))
    lengthy = table(
        LONG,
        ("D01", 3, "T", "WAI-SR", "4.5"),
        ("D01", 3, "patient", "wai-sr", 4),
        ("D02", 5, "Client", "WAI-SR", "3.25"),
    )
    expected = {
        ("WAI-SR", "D01-3", "therapist"): 4.5,
        ("WAI-SR", "D01-3", "patient"): 4,
        ("WAI-SR", "D02-5", "patient"): 3.25,
    }
    assert scores_after(view, measure(view, rows, WIDE)) == expected
    assert scores_after(view, measure(view, lengthy, ScoreMapping())) == expected


def test_a_row_may_say_whose_its_scores_are(view: StudyView):
    rows = table(
        ("dyad", "session", "who", "wai", "core"),
        ("D01", 3, "therapist", 4, None),
        ("D01", 3, "patient", 5, 11),
    )
    mapping = mapping_of(scores=["wai=WAI-SR", "core=CORE-10:patient"], columns="party=who")
    found = measure(view, rows, mapping)
    assert scores_after(view, found) == {
        ("WAI-SR", "D01-3", "therapist"): 4,
        ("WAI-SR", "D01-3", "patient"): 5,
        ("CORE-10", "D01-3", "patient"): 11,
    }
    assert told(found) == [(2, "core", "missing")]


def test_every_cell_that_is_not_stored_is_told_with_its_row_and_column(view: StudyView):
    found = measure(
        view,
        wide(
            ("D01", 3, 4, None),
            ("D01", 5, "99.0", "-9"),
            ("D02", 3, 5.5, "x"),
            ("D02", 7, 1, 1),
            ("D09", 3, 1, 1),
            (None, 3, 1, 1),
            ("D02", "S5", 1, 1),
        ),
        WIDE,
    )
    assert scores_after(view, found) == {("WAI-SR", "D01-3", "therapist"): 4}
    assert told(found) == [
        (2, "wai_p", "missing"),
        (3, "wai_p", "missing"),
        (3, "wai_t", "missing"),
        (4, "wai_p", "not_a_number"),
        (4, "wai_t", "out_of_range"),
        (5, "session", "unknown_session"),
        (6, "dyad", "unknown_dyad"),
        (7, "dyad", "unknown_dyad"),
        (8, "session", "unknown_session"),
    ]
    lines = measured_lines(found)
    assert "  line 4, column wai_t: WAI-SR, therapist: 5.5 is not within 1 to 5" in lines
    assert lines[0] == "WAI-SR: a new measure, alliance, range 1 to 5; therapist 1 new"


def test_long_rows_without_party_or_measure_are_told(view: StudyView):
    found = measure(
        view,
        table(
            LONG,
            ("D01", 3, "patient", "WAI-SR", 4),
            ("D01", 3, "interviewer", "WAI-SR", 4),
            ("D01", 3, None, "WAI-SR", 4),
            ("D01", 3, "therapist", None, 4),
        ),
        ScoreMapping(),
    )
    assert told(found) == [
        (3, "party", "unknown_party"),
        (4, "party", "unknown_party"),
        (5, "measure", "unknown_measure"),
    ]


def test_scores_given_twice_are_taken_once_if_equal_and_never_if_not(view: StudyView):
    found = measure(
        view,
        wide(("D01", 3, 4, 2), ("D01", 3, "4,0", 3), ("D01", 3, None, 2), ("D02", 3, 1, None)),
        WIDE,
    )
    assert scores_after(view, found) == {
        ("WAI-SR", "D01-3", "therapist"): 4,
        ("WAI-SR", "D02-3", "therapist"): 1,
    }
    doubles = [each for each in told(found) if each[2] == "given_twice"]
    assert doubles == [
        (2, "wai_p", "given_twice"),
        (3, "wai_p", "given_twice"),
        (3, "wai_t", "given_twice"),
        (4, "wai_p", "given_twice"),
    ]


def test_a_formula_without_a_value_is_told_as_one(view: StudyView):
    rows = wide(("D01", 3, None, 4))
    rows = ScoreTable(
        name="w.xlsx",
        row_word="row",
        columns=rows.columns,
        lines=rows.lines,
        formulas=frozenset({(2, "wai_t")}),
    )
    found = measure(view, rows, WIDE)
    assert told(found) == [(2, "wai_t", "not_a_number")]
    assert "formula" in found.told[0].what


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4.0),
        (" 4,25 ", 4.25),
        (".5", 0.5),
        ("−3", -3.0),
        ("1.234,5", None),
        ("1 000", None),
        ("4e2", None),
        ("nan", None),
        ("inf", None),
        ("١", None),
        ("9" * 400, None),
        ("", None),
    ],
)
def test_numbers_as_cells_have_them(text: str, value: float | None):
    assert number_of(text) == value


@given(st.floats(-1000, 1000).map(lambda value: round(value, 4)))
def test_a_number_is_the_same_with_either_decimal_sign(value: float):
    text = f"{value:.4f}"
    assert number_of(text) == number_of(text.replace(".", ",")) == value
    assert is_missing(text.replace(".", ","), mapping_of(missing=text))


# Refusals --------------------------------------------------------------------------------------


def test_a_score_with_another_value_is_refused_unless_it_may_be_replaced(view: StudyView):
    view = with_scores(view, WAI, ("D01", 3, 4, None), ("D02", 3, None, 2))
    rows = wide(("D01", 3, 3, None), ("D02", 3, 5, 2))
    with pytest.raises(UserError) as caught:
        measure(view, rows, WIDE)
    assert caught.value.sentence == (
        "w.csv, line 2, column wai_t: D01, session 3, therapist has 4 on WAI-SR already, and the "
        "file says 3; let the file's scores replace those of the study (--replace), or leave them "
        "out."
    )
    found = measure(view, rows, WIDE, replacing=True)
    counts = [found.count(each) for each in ("added", "replaced", "unchanged")]
    assert counts == [1, 1, 1]
    assert scores_after(view, found) == {
        ("WAI-SR", "D01-3", "therapist"): 3,
        ("WAI-SR", "D02-3", "therapist"): 5,
        ("WAI-SR", "D02-3", "patient"): 2,
    }


def test_the_same_file_again_changes_nothing(view: StudyView):
    rows = wide(("D01", 3, 3, 4))
    after = view.after(measure(view, rows, WIDE).edit or pytest.fail("no edit"), 2)
    again = measure(after, rows, WIDE)
    assert (again.edit, again.count("unchanged"), again.new) == (None, 2, frozenset())


def test_a_known_range_is_kept_unless_it_may_be_replaced(view: StudyView):
    view = with_scores(view, WAI, ("D01", 3, 1.5, None))
    rows = wide(("D02", 3, 3, None))
    asked = mapping_of(scores=["wai_t=WAI-SR:therapist"], ranges=["WAI-SR=2-7"])
    with pytest.raises(UserError, match="WAI-SR is alliance with the range 1 to 5"):
        measure(view, rows, asked)
    with pytest.raises(UserError, match="1 score of the study lies outside 2 to 7"):
        measure(view, rows, asked, replacing=True)
    wider = mapping_of(scores=["wai_t=WAI-SR:therapist"], ranges=["wai-sr=0-7"])
    found = measure(view, rows, wider, replacing=True)
    assert [(each.minimum, each.maximum) for each in found.measures] == [(0, 7)]


@pytest.mark.parametrize(
    ("rows", "mapping", "sentence"),
    [
        (wide(("D01", 3, 1, 1)), ScoreMapping(), "w.csv: there is no column 'party'; there are"),
        (
            wide(("D01", 3, 1, 1)),
            mapping_of(scores=["wai=WAI-SR:patient"]),
            "there is no column 'wai'",
        ),
        (
            wide(("D01", 3, 1, 1)),
            mapping_of(scores=["wai_t=WAI-SR"]),
            "there is no column 'party'",
        ),
        (
            wide(("D01", 3, 1, 1)),
            mapping_of(scores=["session=WAI-SR:patient"]),
            "cannot be a score and its place",
        ),
        (wide(("D01", 3, 9, 9)), WIDE, "no score in it can be stored: WAI-SR, patient: 9 is not"),
        (wide(), WIDE, "there is no score in it"),
        (
            wide(("D01", 3, 1, 1)),
            mapping_of(scores=["wai_t=WAI:therapist"], ranges=["WAI-SR=1-5"]),
            "--range: there is no measure 'WAI-SR'",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    view: StudyView, rows: ScoreTable, mapping: ScoreMapping, sentence: str
):
    with pytest.raises(UserError) as caught:
        measure(view, rows, mapping)
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"scores": ["wai_t"]}, "--score: 'wai_t' cannot be read"),
        ({"scores": ["wai_t=WAI:observer"]}, "--score: 'observer' is no party"),
        ({"scores": ["a=B:patient", "A=C:patient"]}, "--score: the column 'A' is mapped twice"),
        ({"columns": "dyade=id"}, "--columns: 'dyade' is none of the places"),
        ({"ranges": ["WAI=5-1"]}, "--range: '5-1' is no range"),
        ({"ranges": ["WAI=much"]}, "--range: 'much' is no range"),
        ({"kinds": ["WAI=nice"]}, "--kind: 'nice' is no kind of measure"),
    ],
)
def test_words_that_mean_nothing_name_their_option(words, sentence: str):
    with pytest.raises(UserError) as caught:
        mapping_of(**words)
    assert caught.value.sentence.startswith(sentence)


def test_negative_ranges_are_read():
    assert mapping_of(ranges=["SRS=-3-3", "X=-5--1", "Y=0,5 to 2"]).ranges == {
        "SRS": (-3, 3),
        "X": (-5, -1),
        "Y": (0.5, 2),
    }


def test_a_wrong_column_for_measures_does_not_make_hundreds(view: StudyView):
    rows = table(LONG, *(("D01", 3, "patient", f"m{n}", 1) for n in range(300)))
    with pytest.raises(UserError, match=r"line 202, column value: there are more than 200"):
        measure(view, rows, ScoreMapping())


# In a file -------------------------------------------------------------------------------------


def test_an_import_is_one_step_to_undo_and_to_redo(study: OpenStudy, tmp_path: Path):
    path = tmp_path / "w.xlsx"
    path.write_bytes(workbook(("dyad", "session", "wai_p"), ("D07", 3, 4.5)))
    mapping = mapping_of(scores=["wai_p=WAI-SR:patient"], ranges=["WAI-SR=1-5"])
    seen: list[int] = []

    def report(measured: Measured) -> None:
        seen.append(len(study.view.scores))
        assert measured.count("added") == 1

    with Reader() as reader:
        import_measures(study, reader, path, mapping, report=report)
    assert seen == [0]
    stored = dict(study.view.scores)
    assert [each.value for each in stored.values()] == [4.5]
    assert study.undo() == "Import scores of WAI-SR"
    assert (study.view.scores, study.view.measures) == ({}, {})
    study.redo()
    assert dict(study.view.scores) == stored
    with open_study(study.place) as again:
        assert dict(again.view.scores) == stored
        assert again.view.measures == study.view.measures


def test_a_measure_gets_another_range_and_is_deleted_with_its_scores(study: OpenStudy):
    rows = wide(("D07", 3, None, 4))
    store(study, measure(study.view, rows, WIDE))
    (known,) = study.view.measures.values()
    edit = edit_measure(study.view, known.id, name=" WAI ", kind="other", minimum=None, maximum=4.0)
    assert edit is not None
    study.do(edit, "Edit")
    assert list(study.view.measures.values()) == [Measure(id=known.id, name="WAI", maximum=4.0)]
    study.do(delete_measure(study.view, known.id), "Delete")
    assert (study.view.measures, study.view.scores) == ({}, {})
    study.undo()
    assert [each.value for each in study.view.scores.values()] == [4]


def test_a_measure_keeps_a_name_of_its_own_and_its_scores_in_range(view: StudyView):
    view = with_scores(view, WAI, ("D01", 3, 4, None))
    view = with_scores(view, Measure(id="core", name="CORE-10"), ("D01", 3, None, 9))
    kept = {"kind": WAI.kind, "minimum": 1.0, "maximum": 5.0}
    assert edit_measure(view, "wai", name="WAI-SR", **kept) is None  # type: ignore[arg-type]
    for words, sentence in (
        ({"name": "core-10"}, "there is a measure 'CORE-10'"),
        ({"name": " "}, "needs a name"),
        ({"maximum": 3.0}, "1 score of the study lies outside 1 to 3"),
        ({"minimum": 6.0}, "the lowest score must lie below the highest"),
    ):
        with pytest.raises(UserError, match=sentence):
            edit_measure(view, "wai", **{"name": "WAI-SR", **kept, **words})  # type: ignore[arg-type]


# Slips of other programs ------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["3.0", "3,00", "03"])
def test_a_session_number_with_decimals_of_nought_is_that_session(view: StudyView, number: str):
    measured = measure(view, wide(("D01", number, 4, None)), WIDE)
    assert scores_after(view, measured) == {("WAI-SR", "D01-3", "therapist"): 4}


@pytest.mark.parametrize("number", ["3.5", "3.", ".3", "3.00.0", "-3"])
def test_any_other_fraction_is_no_session(view: StudyView, number: str):
    measured = measure(view, wide(("D01", 3, 4, None), ("D01", number, 4, None)), WIDE)
    assert {(row, trouble) for row, _, trouble in told(measured) if trouble != "missing"} == {
        (3, "unknown_session")
    }


def test_a_dyad_in_another_case_is_left_out_and_named(view: StudyView):
    measured = measure(view, wide(("D01", 3, 4, None), ("d02", 3, 4, 4), ("d9", 3, 4, 4)), WIDE)
    said = {each.row: each.what for each in measured.told if each.trouble == "unknown_dyad"}
    assert said == {
        3: "the study has no dyad 'd02'; did you mean D02?",
        4: "the study has no dyad 'd9'",
    }


def test_a_missing_column_names_the_other_sheets_and_never_a_long_header(view: StudyView):
    rows = table(("x" * 300, *(f"c{n}" for n in range(50))))
    book = replace(rows, sheet="Cover", sheets=("Cover", "Scores", "Key"))
    with pytest.raises(UserError) as caught:
        measure(view, book, WIDE)
    assert "or name another sheet than Cover with --sheet (Scores, Key)" in caught.value.hint
    assert "x" * 40 not in caught.value.sentence
    assert "c10 and 39 more" in caught.value.sentence
    with pytest.raises(UserError) as caught:
        measure(view, rows, WIDE)
    assert "--sheet" not in caught.value.sentence
