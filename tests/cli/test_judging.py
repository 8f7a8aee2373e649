"""Judgements through the commands: lines in, ids out, and the list that can be fed back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.four_ways import ITEMS, PILES, make_study

CELL = {"dyad": "D07", "session": 3, "account": "patient"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return make_study(tmp_path / "four.iprstudy", "A")


def lines(*fields: dict[str, Any]) -> str:
    return "".join(json.dumps(each) + "\n" for each in fields)


def sort_values() -> dict[str, int]:
    piles = [number for number, quota in enumerate(PILES, 1) for _ in range(quota)]
    return dict(zip(ITEMS, piles, strict=True))


GIVEN = (
    {**CELL, "set": "Markers", "start_ms": 300_000, "codes": ["Denial", "Markers/Complaint"],
     "ratings": {"Impact": 4}, "memo": "twice"},
    {**CELL, "set": "Markers", "start_ms": 2_700_000},
    {**CELL, "set": "Experiencing", "ratings": {"Mode": 3, "Peak": 6}},
    {"dyad": "D07", "session": 3, "set": "Q-set", "values": sort_values()},
    {"dyad": "D07", "set": "Alliance", "values": {"Bond": -2}},
)  # fmt: skip


def test_what_is_judged_is_listed_and_can_be_fed_back(run: Run, place: Path):
    ran = run("judge", place, "--coder", "A", stdin=lines(*GIVEN))
    assert ran.code == 0, ran.err
    ids = ran.out.split()
    assert len(set(ids)) == 5
    rows = run("judgements", place, "--json").json["judgements"]
    assert {row["id"] for row in rows} == set(ids)
    by_set = {(row["set"], row["start_ms"]): row for row in rows}
    first = by_set["Markers", 300_000]
    assert (first["end_ms"], first["codes"]) == (600_000, ["Markers/Denial", "Markers/Complaint"])
    assert (first["ratings"], first["memo"], first["round"]) == ({"Impact": 4}, "twice", "open")
    assert by_set["Markers", 2_700_000]["end_ms"] == 2_892_000  # the last bin is shorter
    assert by_set["Q-set", None]["account"] is None
    assert by_set["Alliance", None]["values"] == {"Alliance/Bond": -2}
    again = run("judge", place, "--coder", "A", stdin=lines(*rows))
    assert (again.code, sorted(again.out.split())) == (0, sorted(ids))
    told = run("judgements", place, "--coder", "A").out
    assert "D07, session 3, patient, 5:00 – 10:00  Markers  A: Denial, Complaint, Impact 4" in told
    assert "45:00 – 48:12  Markers  A: none" in told
    assert "twice" not in told
    assert run("check", place).code == 0


def test_another_judgement_of_the_unit_needs_to_be_meant(run: Run, place: Path):
    first = run("judge", place, "--coder", "A", stdin=lines(GIVEN[0])).out
    other = lines({**GIVEN[0], "codes": []})
    ran = run("judge", place, "--coder", "A", stdin=other)
    assert (ran.code, ran.out) == (2, "")
    assert "line 1: this unit is judged otherwise already; use --replace." in ran.err
    assert run("judge", place, "--coder", "A", "--replace", stdin=other).out == first
    assert run("judge", place, "--coder", "B", stdin=lines(GIVEN[0])).code == 0
    assert len(run("judgements", place, "--json").json["judgements"]) == 2
    assert len(run("judgements", place, "--coder", "B", "--json").json["judgements"]) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"set": "Nothing"}, "no set 'Nothing'; there are Passages, Client talk"),
        ({"set": "Passages"}, "codes passages of the text; use `annotator mark`"),
        ({"set": "Markers"}, "no bin of Markers starts at None ms; bins are 5:00 long"),
        ({"set": "Markers", "start_ms": 1}, "the last starts at 2700000"),
        ({"set": "Markers", "start_ms": 0, "codes": ["Withdrawal"]}, "no code 'Withdrawal'"),
        ({"set": "Markers", "start_ms": 0, "ratings": {"Impact": 9}}, "9 is outside the scale"),
        ({"set": "Markers", "start_ms": 0, "ratings": {"Mode": 1}}, "no scale 'Mode' for units"),
        ({"set": "Markers", "start_ms": 0, "values": {"Denial": 1}}, "take no value"),
        ({"set": "Q-set", "values": {ITEMS[0]: 6}}, "there is no pile 6"),
        ({"set": "Q-set", "codes": [ITEMS[0]]}, "are sorted into piles, not ticked"),
        ({"set": "Alliance", "dyad": "D99"}, "no dyad D99"),
        ({"set": "Alliance", "values": {"Bond": "much"}}, "'much' is no value for Bond"),
        ({"set": "Alliance", "colour": "red"}, "unknown field 'colour'"),
        ({"set": "Experiencing", "account": "therapist"}, "has no account 'therapist'"),
    ],
)
def test_a_bad_line_is_one_sentence(run: Run, place: Path, fields: dict[str, Any], told: str):
    ran = run("judge", place, "--coder", "A", stdin=lines({**CELL, **fields}))
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert ran.err.startswith("annotator: standard input, line 1")
    assert len(ran.err.splitlines()) == 1
