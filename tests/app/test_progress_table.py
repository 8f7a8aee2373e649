"""How a coder stands in a round, in a word, and what of it is out."""

from __future__ import annotations

import pytest

from annotator.app.verbs.progress_table import (
    ProgressRow,
    progress_rows,
    progress_table,
    summary,
)
from annotator.app.verbs.progressing import CoderProgress, OutProgress, StudyProgress


def own(coder: str = "A", **said: object) -> CoderProgress:
    usual = {
        "round": "R1", "coder": coder, "assigned": 4, "to_do": 4, "in_progress": 0, "done": 0,
        "moments": 0, "judgements": 0, "worked_ms": 0, "days": {}, "last_seen": None,
        "due": None, "late": False,
    }  # fmt: skip
    return CoderProgress(**{**usual, **said})  # type: ignore[arg-type]


def file(state: str = "out", coder: str = "A", made: str = "2026-03-02", **said: object):
    usual = {
        "id": f"{coder}{made}", "round": "R1", "coder": coder, "state": state, "transcripts": 4,
        "made_at": made, "returned_at": None, "machines": 0, "own_passphrase": True, "reason": "",
        "late": False,
    }  # fmt: skip
    return OutProgress(**{**usual, **said})  # type: ignore[arg-type]


LATE = {"due": "2020-01-31", "late": True}


@pytest.mark.parametrize(
    ("said", "files", "state"),
    [
        ({}, [], "not begun"),
        ({"in_progress": 1, "to_do": 3}, [], "at work"),
        ({"done": 1, "to_do": 3}, [], "at work"),
        ({"done": 4, "to_do": 0}, ["out"], "done"),
        ({}, ["out"], "out"),
        (LATE, ["out"], "overdue"),
        (LATE, [], "overdue"),
        (LATE, ["struck off"], "struck off"),  # nobody waits for it any more
        (LATE, ["struck off", "out"], "overdue"),  # handed out anew
        ({"done": 2}, ["returned in part"], "back in part"),
        ({"assigned": 0, "to_do": 0, "moments": 3}, [], ""),
    ],
)
def test_how_it_stands_is_one_word(said: dict, files: list[str], state: str) -> None:
    row = ProgressRow(own=own(**said), files=tuple(file(each) for each in files))
    assert row.state == state


def test_a_row_has_its_own_files_and_what_is_waited_for_since_when() -> None:
    files = (
        file("returned", made="2026-03-01", returned_at="2026-03-09"),
        file("out", made="2026-03-05"),
        file("returned in part", made="2026-03-03", returned_at="2026-03-07"),
        file("struck off", made="2026-02-01"),
        file("out", "B", made="2026-01-01"),
    )
    coders = (own(done=1, to_do=3), own("B", **LATE))
    first, second = rows = progress_rows(StudyProgress(coders=coders, packages=files))
    assert (first.out_since, first.came_back, first.left) == ("2026-03-03", "2026-03-09", 3)
    assert [each.made_at for each in first.waiting] == ["2026-03-05", "2026-03-03"]
    assert (second.out_since, second.came_back) == ("2026-01-01", None)
    assert summary(rows) == "2 coders · 1 of 8 transcripts done · 3 files of work out · 1 overdue"
    table = progress_table(rows)
    assert [row[-3:] for row in table.rows] == [
        ("2026-03-03", "2026-03-09", "back in part"),
        ("2026-01-01", None, "overdue"),
    ]


def test_a_wrong_clock_is_in_the_summary_and_beside_the_day() -> None:
    fault = "its clock was 9 years ahead or more"
    files = (file("returned", returned_at="2035-03-09", clock=fault),)
    rows = progress_rows(StudyProgress(coders=(own(), own("B")), packages=files))
    assert [each.clock for each in rows] == [fault, ""]
    assert summary(rows).endswith(" · the clock of 1 coder was wrong")
    table = progress_table(rows)
    place = [each.name for each in table.columns].index("clock")
    assert [row[place] for row in table.rows] == [fault, ""]
