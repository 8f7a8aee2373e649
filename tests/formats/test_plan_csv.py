"""The plan of a study: rows, dates with and without an hour, and each fault with its column."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.formats.plan_csv import plan_warnings, read_plan

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "plan.csv"


def test_a_row_with_everything() -> None:
    table = (
        "dyad;session;session_held;session_length;account;participant;interviewer;interview_held;"
        "status;reason;file;speakers;recording;attr_age_band;attr_note;extra\n"
        "D07;3;2026-03-01 10:00;0:48:12;therapist;T07;IV-1;2026-03-02T09:30:15;Held;;a.docx;"
        "T=therapist,I=interviewer;s3.wav;45-54;;x\n"
    )
    (row,) = read_plan(table.encode("cp1252"), "plan.csv")
    assert (row.line, row.dyad, row.session, row.account) == (2, "D07", 3, "therapist")
    assert row.session_held == datetime(2026, 3, 1, 10, 0)
    assert row.interview_held == datetime(2026, 3, 2, 9, 30, 15)
    assert row.session_length_ms == 2_892_000
    assert (row.status, row.file, row.recording) == ("held", "a.docx", "s3.wav")
    assert row.speakers == "T=therapist,I=interviewer"
    assert row.attributes == (("age_band", "45-54"),)
    assert plan_warnings(table.encode(), "plan.csv") == (
        "the column 'extra' is unknown and was not read",
    )


def test_a_bare_date_has_no_hour_and_an_empty_cell_is_unknown() -> None:
    table = (
        b"dyad,session,account,session_held,session_length\n"
        b"D1,3,patient,2026-03-01,48:12\nD1,5,patient,,\n"
    )
    first, second = read_plan(table, "plan.csv")
    assert type(first.session_held) is date
    assert first.session_held == date(2026, 3, 1)
    assert first.session_length_ms == 2_892_000
    assert (second.session_held, second.session_length_ms, second.status) == (None, None, None)


def test_the_sample_plan_is_read_whole() -> None:
    rows = read_plan(SAMPLE.read_bytes(), "plan.csv")
    assert len([row for row in rows if row.account != "session"]) == 16
    assert [row.reason != "" for row in rows if row.status == "missing"] == [True]
    assert plan_warnings(SAMPLE.read_bytes(), "plan.csv") == ()


GOOD = {"dyad": "D1", "session": "3", "account": "patient"}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("dyad", ""),
        ("account", ""),
        ("session", ""),
        ("session", "three"),
        ("session", "3.5"),
        ("session_held", "01.03.2026"),
        ("session_held", "2026-02-30"),
        ("interview_held", "2026-03-01 25:00"),
        ("interview_held", "2026-03-01T10"),
        ("session_length", "48"),
        ("session_length", "1:75:00"),
        ("session_length", "0:00"),
        ("status", "done"),
    ],
)
def test_each_fault_is_told_with_line_and_column(column: str, cell: str) -> None:
    cells = GOOD | {column: cell}
    table = "\n".join([",".join(cells), ",".join(GOOD.values()), ",".join(cells.values())])
    with pytest.raises(UserError) as caught:
        read_plan(f"{table}\n".encode(), "plan.csv")
    assert caught.value.where in {f"plan.csv, line {n}, column {column}" for n in (2, 3)}
    assert caught.value.hint


@pytest.mark.parametrize("table", ["dyad,session\nD1,3\n", "dyad,session,account\n", ""])
def test_a_plan_that_lacks_what_it_needs_is_told(table: str) -> None:
    with pytest.raises(UserError, match=r"plan\.csv"):
        read_plan(table.encode(), "plan.csv")


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("10.01.2025", "write it as 2025-01-10"),
        ("3.4.2026", "write it as 2026-04-03"),
        ("01/10/2025", "write it like 2026-03-01 or 2026-03-01 14:30"),
        ("31.13.2025", "write it like 2026-03-01 or 2026-03-01 14:30"),
    ],
)
def test_a_date_in_another_shape_is_refused_with_the_shape_wanted(cell: str, hint: str) -> None:
    table = f"dyad,session,account,session_held\nD1,3,patient,{cell}\n"
    with pytest.raises(UserError) as caught:
        read_plan(table.encode(), "plan.csv")
    assert caught.value.hint == hint
