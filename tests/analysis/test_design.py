"""The rows of the design, against a table made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from annotator.analysis.tables.design import (
    FILTERS,
    Work,
    design_rows,
    design_table,
    doubts_of,
    summary_of,
)
from annotator.domain.study import Interview
from annotator.domain.view import StudyView
from annotator.ui.overview.wording import late_foot, summary_text
from tests.analysis.design_study import INTERVIEWS, design_study

A_T, B_T, S_A = "a-t", "b-t", "s-a"


@pytest.fixture
def view() -> StudyView:
    return design_study()


def test_each_account_has_a_row_and_what_has_none_yet_too(view: StudyView) -> None:
    told = [(r.dyad, r.session, r.voice, r.status, r.lag_h, r.late) for r in design_rows(view)]
    assert told == [
        ("D1", 3, "session", None, None, None),
        ("D1", 3, "therapist", "held", 24.0, False),
        ("D1", 3, "patient", "held", 70.0, True),
        ("D2", 3, "therapist", "partial", 23.0, False),
        ("D2", 3, "patient", "missing", None, None),
        ("D2", 5, "", None, None, None),
        ("D3", None, "", None, None, None),
    ]


def test_work_is_that_of_the_newest_round_and_nobody_s_is_not_counted(view: StudyView) -> None:
    rows = {row.account_id: row for row in design_rows(view)}
    assert rows["a-t"].work == (
        Work(coder="RA-1", progress="in progress", moments=2),  # to do, but two are marked
        Work(coder="RA-2", progress="done", moments=0),
    )
    assert rows["a-p"].work == (Work(coder="RA-2", progress="done", moments=0),)
    assert rows["a-p"].is_done
    assert not rows["a-t"].is_done
    assert rows["b-t"].work == ()


def test_filters_let_through_what_they_say(view: StudyView) -> None:
    passed = {
        name: [row.account_id for row in design_rows(view) if row.passes(name)] for name in FILTERS
    }
    assert passed["missing"] == ["b-p"]
    assert passed["late"] == ["a-p"]
    assert passed["not done"] == ["a-s", "a-t", "b-t"]
    assert len(passed["all"]) == 7


def test_the_summary_counts_as_a_paper_does(view: StudyView) -> None:
    summary = summary_of(view, design_rows(view))
    assert (summary.dyads, summary.sessions, summary.texts) == (3, 3, 0)
    assert [(h.voice, h.planned, h.held, h.missing, h.late) for h in summary.held] == [
        ("therapist", 2, 2, 0, 0),
        ("patient", 2, 1, 1, 1),
    ]


def test_a_shut_account_shows_its_design_and_nothing_of_its_text(view: StudyView) -> None:
    shut = replace(
        view,
        transcripts={key: each for key, each in view.transcripts.items() if key != "text-a-t"},
        moments={},
        shut=frozenset({A_T}),
    )
    row = next(each for each in design_rows(shut) if each.account_id == A_T)
    assert row.shut
    assert row.turns is None
    assert all(each.moments == 0 for each in row.work)
    assert (row.status, row.lag_h) == ("held", 24.0)


@pytest.mark.parametrize(
    ("held", "doubted"),
    [
        (datetime(2026, 3, 2, 9), True),
        (datetime(2026, 3, 2, 10, 30), False),  # while the session still went on
        (datetime(2026, 3, 2, 11), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 2), False),  # the hour is not known
        (None, False),
    ],
)
def test_an_interview_before_its_session_is_told(
    view: StudyView, held: date | None, doubted: bool
) -> None:
    moved = replace(INTERVIEWS[A_T], held=held)
    other = replace(view, interviews={**view.interviews, moved.id: moved})
    assert doubts_of(other, A_T) == (
        ("the interview was held before its session",) if doubted else ()
    )


def test_a_missing_interview_with_a_date_is_told(view: StudyView) -> None:
    missing: Interview = replace(INTERVIEWS["b-p"], held=datetime(2026, 3, 3))
    other = replace(view, interviews={**view.interviews, missing.id: missing})
    assert doubts_of(other, "b-p") == ("the interview is missing, yet has a date",)


def test_the_export_says_who_codes_and_how_far(view: StudyView) -> None:
    table = design_table(view)
    names = [column.name for column in table.columns]
    row = dict(zip(names, table.rows[1], strict=True))
    assert row["coders_done"] == "RA-2"
    assert row["coders_in_progress"] == "RA-1"
    assert row["coders_to_do"] is None
    assert (row["moments"], row["turns"], row["late"]) == (2, 2, 0)
    assert dict(zip(names, table.rows[4], strict=True))["moments"] is None


def test_of_days_without_hours_it_is_told_what_is_late_and_of_how_many_nobody_knows() -> None:
    """Session on the 2nd: the 3rd is in time whatever the hours, the 5th late, the 4th unknown."""
    view = design_study()
    held = {"a-t": date(2026, 3, 5), "a-p": date(2026, 3, 4), "b-t": date(2026, 3, 3)}
    days = {each.id: replace(each, held=date(2026, 3, 2)) for each in view.sessions.values()}
    interviews = {
        each.id: replace(each, held=held.get(each.account_id)) for each in INTERVIEWS.values()
    }
    view = replace(view, sessions=days, interviews=interviews)
    rows = {row.account_id: row.late for row in design_rows(view) if row.account_id in INTERVIEWS}
    assert rows == {"a-t": True, "a-p": None, "b-t": False, "b-p": None}
    summary = summary_of(view, design_rows(view))
    assert [(h.voice, h.late, h.unknown) for h in summary.held] == [
        ("therapist", 1, 0),
        ("patient", 0, 1),
    ]
    late_ms = view.study.late_after_ms
    assert "1 later than 48 h, 1 not known" in summary_text(summary, late_ms)
    assert late_foot(summary, "1 therapist", late_ms) == (
        "1 therapist; of 1 not known, for want of days or times"
    )
    none = replace(summary, held=tuple(replace(each, late=0) for each in summary.held))
    assert (
        late_foot(none, "", late_ms) == "none past 48 h; of 1 not known, for want of days or times"
    )
    all_known = replace(none, held=tuple(replace(each, unknown=0) for each in none.held))
    assert late_foot(all_known, "", late_ms) == "none later than 48 h after its session"
    nobody = replace(none, held=tuple(replace(each, unknown=each.held) for each in none.held))
    assert late_foot(nobody, "", late_ms) == "of 3 not known, for want of days or times"
