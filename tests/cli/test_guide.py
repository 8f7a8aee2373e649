"""The guide, its questions in the interviews, and sample tables, through the commands."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

GUIDE = "name,text,parent,wordings,voices\nQ1,What was going on?,,what was going on here,\n"
PROMPT = "Q1 knew,,Q1,did she know,patient\n"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guide.csv"
    path.write_text(GUIDE + PROMPT, encoding="utf-8")
    return path


def test_from_the_file_to_moments_of_one_question(
    run: Run, study: Path, guide: Path, tmp_path: Path
) -> None:
    tried = run("guide", study, guide, "--dry-run", "--json")
    assert tried.json["new"] == ["Q1", "Q1 knew"]
    assert run("guide", study, "--json").json == {"questions": []}
    told = run("guide", study, guide, "--find", "--json").json
    assert [(each["turn"], each["question"], each["similarity"]) for each in told["found"]] == [
        (1, "Q1", 1.0),
        (3, "Q1 knew", 1.0),
    ]
    assert [each["asked"] for each in run("guide", study, "--json").json["questions"]] == [1, 1]
    for start in (30, 100):
        place = {"dyad": "D07", "session": 3, "account": "patient"}
        line = json.dumps({**place, "start": start, "end": start + 4, "codes": []})
        assert run("mark", study, "--coder", "A", stdin=line).code == 0
    of_prompt = run("moments", study, "--question", "q1 knew", "--json").json["moments"]
    assert [each["question"] for each in of_prompt] == ["Q1 knew"]
    assert len(run("moments", study, "--question", "Q1", "--json").json["moments"]) == 2
    assert run("export", study, tmp_path / "out", "--to", "csv").code == 0
    with (tmp_path / "out" / "moments.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["question"] for row in csv.DictReader(stream)] == ["Q1", "Q1 knew"]
    assert (tmp_path / "out" / "turns.csv").exists()


def test_what_the_commands_refuse(run: Run, study: Path, guide: Path) -> None:
    for words, told in (
        (("guide", study, "--find"), "the study has no interview guide"),
        (("guide", study, guide, "--find", "--dry-run"), "not both"),
        (("guide", study, guide.with_name("none.csv")), "no such file"),
        (("moments", study, "--question", "Q9"), "--question: the guide has no question 'Q9'"),
        (("show", study, "--sample", "gender"), "--sample: no attribute 'gender'"),
    ):
        ran = run(*words)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err
        assert len(ran.err.splitlines()) == 1


PLAN = """dyad,session,session_held,session_length,account,participant,interview_held,\
status,reason,attr_gender,dyad_attr_outcome
D08,3,2026-03-02T10:00,0:50:00,therapist,T08,2026-03-01T10:00,held,,woman,recovered
D08,3,2026-03-02T10:00,0:50:00,patient,P08,,missing,withdrew,man,recovered
"""


def test_a_plan_brings_attributes_of_dyads_and_tells_an_interview_before_its_session(
    run: Run, study: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN, encoding="utf-8")
    imported = run("import", study, "--plan", plan, "--json").json["imported"]
    assert imported[0]["warnings"] == [
        "D08, session 3, therapist: the interview was held before its session"
    ]
    assert imported[1]["warnings"] == []
    tables = run("show", study, "--sample", "outcome", "--json").json["sample"]
    assert [(each["sample"], each["n"]) for each in tables] == [("dyads", 2)]
    assert [(v["value"], v["n"], v["small"]) for v in tables[0]["values"]] == [
        ("recovered", 1, True),
        ("not stated", 1, True),
    ]
    assert "man: 1*, 100 %" in run("show", study, "--sample", "all").out
    ran = run("show", study, "--sample", "gender,outcome")
    assert "nobody has both 'gender' and 'outcome'" in ran.err
    other = plan.with_name("other.csv")
    other.write_text(PLAN.replace("recovered", "worse"), encoding="utf-8")
    assert (
        "dyad D08 has outcome 'recovered' and 'worse'" in run("import", study, "--plan", other).err
    )


def test_show_tells_why_an_interview_is_missing_and_who_is_done(
    run: Run, study: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN, encoding="utf-8")
    assert run("import", study, "--plan", plan).code == 0
    place = ("--dyad", "D07", "--session", "3", "--account", "patient")
    for coder in ("B", "A"):
        assert run("done", study, "--coder", coder, *place).code == 0
    rows = {
        (each["dyad"], each["account"]): (each["reason"], each["done_by"])
        for each in run("show", study, "--json").json["interviews"]
    }
    assert rows == {
        ("D07", "patient"): (None, ["A", "B"]),
        ("D08", "therapist"): (None, []),
        ("D08", "patient"): ("withdrew", []),
    }
    lines = run("show", study).out.splitlines()
    assert any("missing   withdrew, lag unknown, 0 turns" in line for line in lines)
    assert [line for line in lines if line.endswith("; done by A, B")] == [
        line for line in lines if "D07" in line and "patient" in line
    ]


def test_show_is_as_it_was_without_sample(run: Run, study: Path) -> None:
    assert set(run("show", study, "--json").json) == {
        "title",
        "interviews",
        "sessions",
        "openings",
        "packages",
        "units",
    }
