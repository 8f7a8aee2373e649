"""`search`, `matrix` and `co-occurrence` as scripts call them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CELL = {"dyad": "D07", "session": 3, "account": "patient"}


def mark(run: Run, study: Path, coder: str, start: int, end: int, *codes: str, **more: object):
    line = json.dumps({**CELL, "start": start, "end": end, "codes": codes, **more})
    done = run("mark", study, "--coder", coder, stdin=line)
    assert done.code == 0, done.err


def test_search_gives_exact_places_and_text_for_people(run: Run, study: Path):
    text = run("text", study, "--dyad", "D07", "--session", 3, "--account", "patient").out
    word = max(text.split(), key=lambda each: len(each) if each.isalpha() else 0)
    found = run("search", study, word, "--json")
    assert (found.code, found.err) == (0, "")
    assert found.json["n"] == len(found.json["passages"]) >= 1
    for each in found.json["passages"]:
        assert text[each["start"] : each["end"]] == each["words"]
        assert (each["dyad"], each["session"], each["account"]) == tuple(CELL.values())
    told = run("search", study, word).out
    assert told.splitlines()[0].endswith("in 1 interview")
    assert f"[{word}]" in told
    assert run("search", study, "zzzz").out == "Nothing found\n"


def test_search_for_a_coder_finds_no_memo_of_another(run: Run, study: Path):
    mark(run, study, "A", 0, 4, "Shame", memo="hidden thought")
    mark(run, study, "B", 0, 4)
    assert run("search", study, "memo:hidden", "--json").json["n"] == 1
    assert run("search", study, "memo:hidden", "--coder", "B", "--json").json["n"] == 0
    assert run("search", study, "code:Shame", "--coder", "B", "--json").json["n"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "("),
        ("search", ""),
        ("search", " \t"),
        ("search", "…"),
        ("search", "/(/"),
        ("search", "code:nothing"),
        ("search", "a", "--coder", "nobody"),
        ("co-occurrence", "--rule", "time", "--within", "-1"),
        ("co-occurrence", "--rule", "near"),
        ("matrix", "--by", "moon"),
        ("matrix", "--json", "--csv"),
    ],
)
def test_bad_calls_are_one_line(run: Run, study: Path, arguments: tuple[str, ...]):
    command, *rest = arguments
    done = run(command, study, *rest)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1


def test_a_search_that_begins_with_a_dash_is_told_what_it_needs(run: Run, study: Path):
    asked = run("search", study, "-dash")
    assert asked.code == 2
    assert "put -- before a QUERY that begins with -" in asked.err
    assert "only says what to leave out" in run("search", study, "--", "-dash").err
    assert "put --" not in run("search").err


def test_matrix_and_co_occurrence_agree_with_the_moments(run: Run, study: Path):
    mark(run, study, "A", 0, 9, "Shame", "Distance")
    mark(run, study, "A", 4, 12, "Shame")
    mark(run, study, "B", 4, 12, "Distance")
    by_dyad = run("matrix", study, "--json").json
    assert by_dyad["by"] == "dyad"
    assert {each["code"]: each["moments"] for each in by_dyad["codes"]} == {
        "Shame": 2,
        "Distance": 2,
    }
    assert by_dyad["columns"][0]["codings"] == by_dyad["codings"] == 4
    mine = run("matrix", study, "--by", "account", "--coder", "B", "--json").json
    assert [(each["code"], each["moments"]) for each in mine["codes"]] == [("Distance", 1)]
    lines = list(csv.DictReader(io.StringIO(run("matrix", study, "--csv").out, newline="")))
    assert [(line["code"], line["dyad"], line["moments"]) for line in lines] == [
        ("Shame", "D07", "2"),
        ("Distance", "D07", "2"),
    ]
    overlap = run("co-occurrence", study, "--rule", "overlap", "--json").json
    assert overlap["codes"] == [
        {"code": "Shame", "moments": 2, "with": [1, 2]},
        {"code": "Distance", "moments": 2, "with": [2, 0]},
    ]
    moment = run("co-occurrence", study, "--csv").out
    assert "Shame,Distance,1,2,2" in moment
    for command in ("matrix", "co-occurrence"):
        told = run(command, study).out
        assert "Shame" in told
        assert "Traceback" not in told


def test_nothing_coded_yet_is_said(run: Run, study: Path):
    assert run("matrix", study).out == "No moment has a code yet.\n"
    assert run("co-occurrence", study, "--json").json["codes"] == []
